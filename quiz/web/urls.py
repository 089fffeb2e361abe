"""Pages of contests and sittings."""

from django.urls import path

from quiz.web import question_reports, receipts, sitting, views

urlpatterns = [
    path("", views.home, name="home"),
    path("results", views.my_results, name="my_results"),
    path("contests/<int:contest_id>", views.contest, name="contest"),
    path("contests/<int:contest_id>/start", views.start, name="contest_start"),
    path("attempts/<int:attempt_id>", sitting.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/<int:position>", sitting.question, name="question"),
    path("attempts/<int:attempt_id>/<int:position>/report", sitting.report, name="report"),
    path("attempts/<int:attempt_id>/sheet", sitting.answer_sheet, name="answer_sheet"),
    path("attempts/<int:attempt_id>/review", sitting.review, name="review"),
    path("attempts/<int:attempt_id>/hand-in", sitting.hand_in, name="hand_in"),
    path("attempts/<int:attempt_id>/result", sitting.result, name="result"),
    path("attempts/<int:attempt_id>/receipt", receipts.receipt, name="receipt"),
    path("questions/<int:revision_id>/report", question_reports.report_revision, name="report_revision"),
    path("verify", receipts.verify, name="verify"),
    path("attempts/<int:attempt_id>/explanations", sitting.explanations, name="explanations"),
]
