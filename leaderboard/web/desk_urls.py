"""Addresses of the organizer's award desk."""

from django.urls import path

from leaderboard.web import awards_desk, certificates_desk, claims_desk, draw_desk, notice_desk, report_desk

_ONE = "manage/contests/<int:contest_id>"
urlpatterns = [
    path(f"{_ONE}/awards", awards_desk.awards, name="desk_awards"),
    path(f"{_ONE}/awards/draft", awards_desk.draft, name="desk_awards_draft"),
    path(f"{_ONE}/draw", draw_desk.draw, name="desk_draw"),
    path(f"{_ONE}/draw/freeze", draw_desk.freeze, name="desk_draw_freeze"),
    path("manage/draws/<int:roll_id>", draw_desk.lots, name="desk_draw_lots"),
    path("manage/draws/<int:roll_id>/stage", draw_desk.stage, name="desk_draw_stage"),
    path(f"{_ONE}/report", report_desk.report, name="desk_report"),
    path(f"{_ONE}/report.docx", report_desk.word, name="desk_report_word"),
    path(f"{_ONE}/report.pdf", report_desk.pdf, name="desk_report_pdf"),
    path(f"{_ONE}/results.xlsx", awards_desk.export_results, name="desk_export_results"),
    path(f"{_ONE}/record.json", awards_desk.export_record, name="desk_record"),
    path("manage/awards/<int:run_id>/discard", awards_desk.discard, name="desk_awards_discard"),
    path("manage/awards/<int:run_id>/confirm", awards_desk.confirm, name="desk_awards_confirm"),
    path("manage/awards/<int:run_id>/publish", awards_desk.publish, name="desk_awards_publish"),
    path("manage/awards/<int:run_id>/winners.xlsx", awards_desk.export_winners, name="desk_export_winners"),
    path(f"{_ONE}/notice", notice_desk.notice, name="desk_notice"),
    path(f"{_ONE}/notice/final", notice_desk.finalize, name="desk_finalize"),
    path(f"{_ONE}/notice/list.<str:kind>", notice_desk.printed, name="desk_notice_list"),
    path(f"{_ONE}/claims", claims_desk.claims, name="desk_claims"),
    path(f"{_ONE}/claims/taken", claims_desk.taken, name="desk_claims_taken"),
    path(f"{_ONE}/claims/sheet.pdf", claims_desk.signed, name="desk_claims_sheet"),
    path(f"{_ONE}/claims/hand-on", claims_desk.handing_on, name="desk_hand_on"),
    path("manage/prizes/<int:award_id>", claims_desk.claim, name="desk_claim"),
    path("manage/objections/<int:objection_id>", notice_desk.answer, name="desk_objection"),
    path(f"{_ONE}/certificates", certificates_desk.certificates, name="desk_certificates"),
    path(f"{_ONE}/certificates/design", certificates_desk.design, name="desk_certificate_design"),
    path(f"{_ONE}/certificates/preview", certificates_desk.preview, name="desk_certificate_preview"),
    path(f"{_ONE}/certificates.zip", certificates_desk.download_all, name="desk_certificates_file"),
    path("manage/awards/<int:run_id>/certificates", certificates_desk.issue, name="desk_certificates_issue"),
    path(
        "manage/certificates/<int:certificate_id>/revoke",
        certificates_desk.take_back,
        name="desk_certificate_revoke",
    ),
    path(
        "manage/certificates/<int:certificate_id>/again",
        certificates_desk.again,
        name="desk_certificate_again",
    ),
]
