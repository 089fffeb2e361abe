"""Pages of boards and winners."""

from django.urls import include, path

from leaderboard.web import certificates, views

urlpatterns = [
    path("", include("leaderboard.web.desk_urls")),
    path("contests/<int:contest_id>/board", views.board, name="board"),
    path("contests/<int:contest_id>/winners", views.winners_page, name="winners"),
    path("certificates/<str:code>", certificates.certificate, name="certificate"),
    path("certificates/<str:code>/pdf", certificates.certificate_pdf, name="certificate_pdf"),
]
