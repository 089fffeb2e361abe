"""The rules of a contest: the whole sheet as a form, as a file, and every version of it."""

from datetime import datetime
from functools import partial
from typing import Any

import yaml
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.problems import Problem, RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.yaml_sheet import MOST_BYTES, read_sheet
from quiz.models import Contest, RulesVersion
from quiz.selectors.faults import faults_of_change
from quiz.selectors.rules import sheet_in_force, sheet_of
from quiz.services.contests import amend_rules
from quiz.web.desk_builder import beside, note_rows, sample_context, sheet_choices, sheet_form
from quiz.web.desk_preview import skin_names
from quiz.web.desk_words import listed
from quiz.web.forms.rule_sheet import SheetForm

LONGEST_REASON = 200


@organizer_page
@require_http_methods(["GET", "POST"])
def rules(request: Request, contest_id: int) -> HttpResponse:
    """The sheet as a form. A draft is kept with its faults, a published contest only without any.

    With `show` nothing is kept: the page comes back with what follows from the form as it stands.
    """
    found = organized_contest(request.user, contest_id)
    if request.method == "GET":
        judge = partial(faults_of_change, found, now=request.now)
        form = SheetForm.from_sheet(sheet_in_force(found), judge=judge, choices=sheet_choices(found))
        return _form_page(request, found, form)
    form = sheet_form(request, found)
    if "show" in request.POST:
        return _form_page(request, found, form)
    sheet = None if form.is_editing_rows else form.to_sheet()
    if sheet is None or (found.state != Contest.State.DRAFT and not form.is_valid()):
        return _form_page(request, found, form)
    try:
        _keep(request, found, sheet)
    except RuleBroken as error:
        return _form_page(request, found, form, refused=explain(error))
    return redirect("desk_contest", found.pk)


def _keep(request: Request, contest: Contest, sheet: RuleSheet) -> None:
    """Put the sheet in force and say what follows from that. Raises RuleBroken."""
    if sheet.closes_at <= sheet.opens_at:
        raise RuleBroken("window_reversed", status=400)
    number = str(contest.rules.number) if contest.rules else ""
    if request.POST.get("based_on", number) != number:
        raise RuleBroken("rules_changed_meanwhile")
    before = contest.rules_id
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    version = amend_rules(request.user, contest, sheet, reason, now=request.now)
    if version.pk == before:
        messages.info(request, _("规则没有变化。"))
    else:
        messages.success(request, _("规则已保存，现在是第 %(number)s 版。") % {"number": version.number})


def _form_page(request: Request, contest: Contest, form: SheetForm, refused: str = "") -> HttpResponse:
    shown = beside(contest, form, request.now, request.LANGUAGE_CODE)
    sections = form.sections
    note_rows(sections, shown.holdings)
    asked = request.POST.get("show", "")
    context = {
        "contest": contest,
        "form": form,
        "sections": sections,
        "refused": refused,
        "faults": shown.faults,
        "beside": shown,
        "asks_reason": contest.state != Contest.State.DRAFT,
        "reason": request.POST.get("reason", ""),
        "is_started": contest.state != Contest.State.DRAFT and contest.attempts.exists(),
        "is_unsaved": bool(asked),
        "asked": asked,
        "skins": list(skin_names().items()),
        **(sample_context(contest, form, request) if asked == "sample" else {}),
    }
    is_refused = request.method == "POST" and not asked and bool(shown.faults or refused)
    return render(request, "quiz/desk/rules.html", context, status=400 if is_refused else 200)


@organizer_page
@require_http_methods(["GET", "POST"])
def rules_file(request: Request, contest_id: int) -> HttpResponse:
    """The sheet as YAML: read it, change it here or elsewhere, bring it back."""
    found = organized_contest(request.user, contest_id)
    if request.method == "GET":
        return _file_page(request, found, written(sheet_in_force(found).dump()))
    text = _sent_text(request)
    sheet = read_sheet(text)
    problems = sheet if isinstance(sheet, list) else _against(found, sheet, request.now)
    if problems or isinstance(sheet, list):
        return _file_page(request, found, text, problems)
    try:
        _keep(request, found, sheet)
    except RuleBroken as error:
        return _file_page(request, found, text, [Problem(code=error.code, values=error.values)])
    return redirect("desk_contest", found.pk)


def _against(contest: Contest, sheet: RuleSheet, now: datetime) -> list[Problem]:
    """What forbids these rules: nothing for a draft, whose checklist names it."""
    if contest.state == Contest.State.DRAFT:
        return []
    return [problem for problem in faults_of_change(contest, sheet, now=now) if not problem.is_warning]


def _sent_text(request: Request) -> str | bytes:
    upload = request.FILES.get("file")
    if upload is not None:
        return upload.read(MOST_BYTES + 1)
    return request.POST.get("text", "")


def _file_page(
    request: Request, contest: Contest, text: str | bytes, problems: list[Problem] | None = None
) -> HttpResponse:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    context = {
        "contest": contest,
        "text": shown[:MOST_BYTES],
        "lines": min(40, shown.count("\n") + 3),
        "faults": listed(problems or ()),
        "asks_reason": contest.state != Contest.State.DRAFT,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "quiz/desk/rules_file.html", context, status=400 if problems else 200)


@organizer_page
@require_GET
def version_file(request: Request, contest_id: int, number: int) -> HttpResponse:
    """One version of the rules as a YAML file."""
    found = organized_contest(request.user, contest_id)
    version = RulesVersion.objects.filter(contest=found, number=number).first()
    if version is None:
        raise Http404
    # PostgreSQL keeps a document's fields in an order of its own.
    text = written(sheet_of(version).dump())
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contest-{found.pk}-rules-{number}.yaml"'
    return response


def written(document: dict[str, Any]) -> str:
    """A document as the YAML that `read_sheet` reads."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
