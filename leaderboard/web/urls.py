"""Pages of boards and winners."""

from django.urls import path

from leaderboard.web import certificates, draw_pages, notice_pages, prizes, runs, study, views

urlpatterns = [
    path("contests/<int:contest_id>/board", views.board, name="board"),
    path("contests/<int:contest_id>/draw", draw_pages.draw, name="draw"),
    path("contests/<int:contest_id>/draw/<int:version>.json", draw_pages.draw_file, name="draw_file"),
    path("contests/<int:contest_id>/winners", views.winners_page, name="winners"),
    path("contests/<int:contest_id>/objection", notice_pages.objection, name="objection"),
    path("prizes", prizes.prizes, name="prizes"),
    path("contests/<int:contest_id>/prize/claim", prizes.claim, name="prize_claim"),
    path("contests/<int:contest_id>/prize/waive", prizes.waive, name="prize_waive"),
    path("learn/challenge/board", runs.board, name="run_board"),
    path("learn/points/board", study.board, name="study_board"),
    path("certificates/<str:code>", certificates.certificate, name="certificate"),
    path("certificates/<str:code>/pdf", certificates.certificate_pdf, name="certificate_pdf"),
]
