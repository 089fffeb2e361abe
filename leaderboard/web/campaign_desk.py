"""An office's annual summary: to look at with links into the ledger, as a Word file, as PDF."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts.models import Department
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.domain.campaign_report import campaign_report
from leaderboard.domain.report import Report
from leaderboard.selectors.activities import years_of
from leaderboard.selectors.campaign_report import campaign_facts
from leaderboard.web.ledger_forms import department_choices, usual_department
from leaderboard.web.report_files import pdf_file, word_file
from leaderboard.web.report_shown import shown


@organizer_page
@require_GET
def summary(request: Request) -> HttpResponse:
    office, year, choices = _asked(request)
    report = _report_of(request, office, year)
    context: dict[str, Any] = {
        "office": office,
        "year": year,
        "years": years_of(request.user, timezone.localdate(request.now)),
        "departments": choices,
        "rest": urlencode({"department": office.pk, "year": year}),
        **shown(report),
    }
    return render(request, "leaderboard/desk/summary.html", context)


@organizer_page
@require_GET
def word(request: Request) -> HttpResponse:
    office, year, _choices = _asked(request)
    return word_file(_report_of(request, office, year))


@organizer_page
@require_GET
def pdf(request: Request) -> HttpResponse:
    office, year, _choices = _asked(request)
    return pdf_file(_report_of(request, office, year))


def _asked(request: Request) -> tuple[Department, int, list[tuple[int, str]]]:
    """The office, the year and all offices to choose from; 404 for an office of others."""
    choices = department_choices(request.user)
    sent, today = request.GET, timezone.localdate(request.now)
    wanted = sent.get("department") or str(usual_department(request.user, choices) or "")
    if not (wanted.isascii() and wanted.isdigit() and int(wanted) in dict(choices)):
        raise Http404
    year = sent.get("year", "")
    is_year = year.isascii() and year.isdigit() and 2000 <= int(year) <= today.year
    return Department.objects.get(pk=int(wanted)), int(year) if is_year else today.year, choices


def _report_of(request: Request, office: Department, year: int) -> Report:
    return campaign_report(campaign_facts(office, year=year, today=timezone.localdate(request.now)))
