"""Beside the rule sheet form, from what stands in it now: the 活动规则, its faults, its papers."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.bank_words import finding_sentence
from quiz.domain.findings import Finding
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.models import Contest, QuestionType, Topic
from quiz.selectors.builder import Holdings, SampleList, holdings, sample_list
from quiz.selectors.desk import names_below
from quiz.selectors.faults import faults_of_change
from quiz.selectors.seeds import draw_commitment, seed_notice
from quiz.selectors.topics import topic_names
from quiz.sheet_labels import GROUP_NAMES, group_word
from quiz.web.announcement import Section, announcement
from quiz.web.desk_forecast import forecast_context
from quiz.web.desk_words import anchor, listed
from quiz.web.forms.rule_sheet import Choices, Node, SheetForm

DOUBTS_SHOWN = 6
ROWS = "paper.rows"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """`sheet` is None while the form is no sheet yet; then only its faults are known."""

    sheet: RuleSheet | None
    faults: list[dict[str, str]]
    warnings: list[dict[str, str]]
    announcement: list[Section] = field(default_factory=list)
    holdings: Holdings | None = None
    expected: list[tuple[str, float]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    more_doubts: int = 0
    forecasts: list[dict[str, Any]] = field(default_factory=list)


def sheet_form(request: Request, contest: Contest) -> SheetForm:
    """The form as it was sent, judged by what the contest has."""
    judge = partial(faults_of_change, contest, now=request.now)
    return SheetForm.from_post(request.POST, judge=judge, choices=sheet_choices(contest))


def sheet_choices(contest: Contest) -> Choices:
    """What the fields that name departments, topics and people's groups may name."""
    below = names_below(contest.department)
    kinds = sorted({kind for _name, kind in below if kind})
    names = [(name, name) for name, _kind in below]
    topics = [(topic.code, str(topic)) for topic in Topic.objects.all()]
    return {
        "who.departments": names,
        "who.exclusions.departments": names,
        "organisations.kinds": [(kind, kind) for kind in kinds],
        "paper.rows.topics": topics,
        "paper.rows.audience": [(tag, str(word)) for tag, word in GROUP_NAMES["population_group"].items()],
    }


def beside(
    contest: Contest, form: SheetForm, now: datetime, language: str, *, on_page: bool = False
) -> Beside:
    """Everything that follows from the form as it stands. `on_page`: for the page that sent it."""
    sheet = form.to_sheet()
    problems = [] if form.is_editing_rows else form.problems
    faults = listed(one for one in problems if not one.is_warning)
    warnings = listed(one for one in problems if one.is_warning)
    for one in [*faults, *warnings] if on_page else ():
        one["anchor"] = anchor(form.place_on_page(one["path"]))
    if sheet is None:
        return Beside(sheet=None, faults=faults, warnings=warnings)
    found = holdings(contest, sheet, local_day(sheet, now))
    by = sheet.who.groups.by
    return Beside(
        sheet=sheet,
        faults=faults,
        warnings=warnings,
        announcement=announcement(
            sheet,
            language,
            topic_names=topic_names(),
            seed=seed_notice(contest),
            draw=draw_commitment(contest),
        ),
        holdings=found,
        expected=[(group_word(by, name) if name else "", result) for name, result in found.expected.items()],
        doubts=[doubt_sentence(one) for one in found.doubts[:DOUBTS_SHOWN]],
        more_doubts=max(0, len(found.doubts) - DOUBTS_SHOWN),
        forecasts=forecast_context(contest, sheet, now)["forecasts"],
    )


def doubt_sentence(finding: Finding) -> str:
    """What is doubtful, with the question that it is about."""
    words = finding_sentence(finding)
    return (
        _("题 %(code)s：%(words)s") % {"code": finding.subject, "words": words} if finding.subject else words
    )


def note_rows(sections: list[Node], found: Holdings | None) -> None:
    """Put beside each row of the blueprint how many questions fit it."""
    holds = {f"{ROWS}.{hold.place}": hold for hold in found.rows} if found else {}
    for section in sections:
        for node in section.nodes:
            for row in node.rows if node.path == ROWS else ():
                row.hold = holds.get(row.path)


@organizer_page
@require_POST
def rules_live(request: Request, contest_id: int) -> HttpResponse:
    """For htmx: what stands beside the form, and at each field what stands against it. Keeps nothing."""
    found = organized_contest(request.user, contest_id)
    form = sheet_form(request, found)
    shown = beside(found, form, request.now, request.LANGUAGE_CODE, on_page=True)
    holds = shown.holdings.rows if shown.holdings else []
    context = {
        "contest": found,
        "beside": shown,
        "sayings": form.sayings,
        "holds": [(form.place_on_page(f"{ROWS}.{hold.place}"), hold) for hold in holds],
    }
    return render(request, "quiz/desk/_rules_live.html", context)


@organizer_page
@require_POST
def rules_sample(request: Request, contest_id: int) -> HttpResponse:
    """For htmx: another sample paper of the form as it stands."""
    found = organized_contest(request.user, contest_id)
    return render(
        request, "quiz/desk/_sample.html", sample_context(found, sheet_form(request, found), request)
    )


def sample_context(contest: Contest, form: SheetForm, request: Request) -> dict[str, Any]:
    """A sample paper for each group whose paper has rows of its own, or one for all."""
    sheet = form.to_sheet()
    if sheet is None or sheet.paper.mode == "fixed":
        return {"samples": [], "is_no_sheet": sheet is None}
    has_own = any(row.groups for row in sheet.paper.rows)
    seed, today = secrets.token_hex(8), local_day(sheet, request.now)
    groups = sheet.who.groups.all_names if has_own else ("",)
    return {
        "samples": [
            {
                "name": group_word(sheet.who.groups.by, group) if group else "",
                **_shown(sample_list(contest, sheet, seed=seed, today=today, group=group)),
            }
            for group in groups
        ]
    }


def _shown(sample: SampleList | None) -> dict[str, Any]:
    if sample is None:
        return {"sample": None}
    return {
        "sample": sample,
        "lines": [(line, QuestionType(line.type).label) for line in sample.lines],
        "doubts": [doubt_sentence(one) for one in sample.doubts],
    }
