"""Reports as files to take away."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

from leaderboard.domain.report import Report
from leaderboard.domain.report_pdf import write_pdf_report
from leaderboard.domain.report_word import write_word_report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word_file(report: Report) -> HttpResponse:
    return _file(write_word_report(report), WORD, f"{report.title}.docx")


def pdf_file(report: Report) -> HttpResponse:
    return _file(write_pdf_report(report), "application/pdf", f"{report.title}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, get_valid_filename(name))
    return response
