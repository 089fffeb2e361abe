"""Reports as files to take away."""

from django.http import HttpResponse
from django.utils.text import get_valid_filename

from accounts.web.files import DOCX, PDF, as_file
from leaderboard.domain.report import Report
from leaderboard.domain.report_pdf import write_pdf_report
from leaderboard.domain.report_word import write_word_report


def word_file(report: Report) -> HttpResponse:
    return as_file(write_word_report(report), get_valid_filename(f"{report.title}.docx"), DOCX)


def pdf_file(report: Report) -> HttpResponse:
    return as_file(write_pdf_report(report), get_valid_filename(f"{report.title}.pdf"), PDF)
