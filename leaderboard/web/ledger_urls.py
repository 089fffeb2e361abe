"""Addresses of the ledger of activities and of the annual summary made from it."""

from django.urls import path

from leaderboard.web import activity_desk, campaign_desk, ledger_desk, ledger_import

_ONE = "manage/activities/<int:activity_id>"
_PHOTO = f"{_ONE}/photos/<int:photo_id>"
urlpatterns = [
    path("manage/activities", ledger_desk.ledger_page, name="ledger"),
    path("manage/activities.xlsx", ledger_desk.ledger_file, name="ledger_file"),
    path("manage/activities/template.xlsx", ledger_import.template, name="ledger_template"),
    path("manage/activities/import", ledger_import.upload, name="ledger_import"),
    path("manage/activities/import/<int:upload_id>", ledger_import.review, name="ledger_review"),
    path("manage/activities/new", activity_desk.new, name="activity_new"),
    path(_ONE, activity_desk.activity, name="activity"),
    path(f"{_ONE}/withdraw", activity_desk.withdraw, name="activity_withdraw"),
    path(f"{_ONE}/restore", activity_desk.restore, name="activity_restore"),
    path(f"{_ONE}/photos", activity_desk.add_photos, name="activity_photos"),
    path(_PHOTO, activity_desk.photo, name="activity_photo"),
    path(f"{_PHOTO}/withdraw", activity_desk.take_photo_down, name="activity_photo_withdraw"),
    path(f"{_PHOTO}/restore", activity_desk.put_photo_back, name="activity_photo_restore"),
    path("manage/annual-report", campaign_desk.summary, name="annual_report"),
    path("manage/annual-report.docx", campaign_desk.word, name="annual_report_word"),
    path("manage/annual-report.pdf", campaign_desk.pdf, name="annual_report_pdf"),
]
