"""How equal the papers of a contest are, as a page and as JSON."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.templatetags.ui import unit
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.fairness import Spread
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.selectors.paper_report import PaperReport, paper_reports
from quiz.selectors.rules import sheet_in_force
from quiz.web.announcement_words import group_name


@organizer_page
@require_GET
def papers(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    sheet = sheet_in_force(found)
    reports = paper_reports(found, sheet, today=local_day(sheet, request.now))
    context = {
        "contest": found,
        "sheet": sheet,
        "is_fixed": sheet.paper.mode == "fixed",
        "reports": [_shown(sheet, one) for one in reports],
    }
    return render(request, "quiz/desk/papers.html", context)


def _shown(sheet: RuleSheet, report: PaperReport) -> dict[str, Any]:
    spread = report.spread
    return {
        "name": group_name(sheet.who.groups.by, report.group) if report.group else "",
        "report": report,
        "spread": spread,
        "bars": _bars(spread) if spread else [],
    }


def _bars(spread: Spread) -> list[dict[str, Any]]:
    return [
        {"label": f"{low:g}–{high:g}%", "value": count, "text": f"{count} {unit(count, 'papers')}"}
        for low, high, count in spread.bars
    ]


@organizer_page
@require_GET
def papers_json(request: Request, contest_id: int) -> JsonResponse:
    found = organized_contest(request.user, contest_id)
    sheet = sheet_in_force(found)
    reports = paper_reports(found, sheet, today=local_day(sheet, request.now))
    return JsonResponse({"contest": found.pk, "papers": [one.as_dict() for one in reports]})
