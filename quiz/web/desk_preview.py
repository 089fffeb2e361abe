"""A sample paper as phone, PC, 长辈版 and print show it."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.web.display import Display
from accounts.web.files import DOCX, PDF, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.exports.word_paper import Keys
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.models import Contest
from quiz.selectors.preview import Sample, SampleItem, sample_paper
from quiz.selectors.results import ResultItem
from quiz.selectors.rules import sheet_in_force
from quiz.services.exports import export_large_paper, export_paper
from quiz.sheet_labels import group_word
from quiz.web.desk_builder import sheet_form
from quiz.web.paper import Explained, explained

# kind: where the keys stand, large type, what the file is called
_WORD_FILES: dict[str, tuple[Keys, bool, Any]] = {
    "plain": ("none", False, gettext_lazy("试卷")),
    "keys": ("inline", False, gettext_lazy("试卷带答案")),
    "large": ("sheet", True, gettext_lazy("大字试卷")),
}
SKINS = ("phone", "pc", "elder", "print")
LONGEST_SEED = 40


@organizer_page
@require_http_methods(["GET", "POST"])
def preview(request: Request, contest_id: int) -> HttpResponse:
    """`as`: the skin; `seed`: which sample; `group`: whose paper; `keys=1`: with the answers.

    By POST with the rule sheet form: the paper of what stands in it, which is not kept.
    """
    found = organized_contest(request.user, contest_id)
    typed = sheet_form(request, found).to_sheet() if request.method == "POST" else None
    sheet = typed or sheet_in_force(found)
    groups = _groups(sheet)
    query = _query(request, groups)
    today = local_day(sheet, request.now)
    sample = sample_paper(found, sheet, seed=query["seed"], today=today, group=query.get("group", ""))
    context = {
        "contest": found,
        "sheet": sheet,
        "sample": sample,
        "questions": [sample_question(item) for item in sample.items],
        "holds": [(number, *hold) for number, hold in enumerate(sample.holds, start=1)],
        "skin": query["as"],
        "keys": bool(query.get("keys")),
        "tabs": _tabs(query),
        "group_tabs": _group_tabs(sheet, groups, query),
        "is_unsaved": request.method == "POST",
        "is_typed": typed is not None,
        "again": f"?{urlencode({**query, 'seed': secrets.token_hex(4)})}",
        "toggle": _toggled(query),
        "seed": query["seed"],
        "group": query.get("group", ""),
        "takes_papers": sheet.who.paper_entries and found.state != Contest.State.DRAFT,
    }
    if query["as"] == "elder":
        context["display"] = Display(mode=User.DisplayMode.ELDER, text_size=request.display.text_size)
    return render(request, "quiz/desk/preview.html", context)


@organizer_page
@require_POST
def word(request: Request, contest_id: int) -> HttpResponse:
    """The same sample as a Word file. By POST, since every export is written into the log."""
    found, sample = _sent_sample(request, contest_id)
    if not sample.items:
        return redirect("desk_preview", found.pk)
    kind = request.POST.get("kind", "")
    keys, large, name = _WORD_FILES.get(kind, _WORD_FILES["plain"])
    content = export_paper(request.user, found, sample.items, keys=keys, large=large, now=request.now)
    return as_file(content, f"{found.title}-{name}.docx", DOCX)


@organizer_page
@require_POST
def large_pdf(request: Request, contest_id: int) -> HttpResponse:
    """The same sample in large type as PDF, the answers on a sheet of their own."""
    found, sample = _sent_sample(request, contest_id)
    if not sample.items:
        return redirect("desk_preview", found.pk)
    content = export_large_paper(request.user, found, sample.items, keys=True, now=request.now)
    return as_file(content, f"{found.title}-{_('大字试卷')}.pdf", PDF)


def _sent_sample(request: Request, contest_id: int) -> tuple[Contest, Sample]:
    """The sample that the page showed, by the seed and the group that its form names."""
    found = organized_contest(request.user, contest_id)
    sheet = sheet_in_force(found)
    seed = request.POST.get("seed", "")[:LONGEST_SEED] or "1"
    group = request.POST.get("group", "")
    return found, sample_paper(found, sheet, seed=seed, today=local_day(sheet, request.now), group=group)


def _groups(sheet: RuleSheet) -> tuple[str, ...]:
    """The groups whose papers have rows of their own."""
    has_own = sheet.paper.mode == "blueprint" and any(row.groups for row in sheet.paper.rows)
    return sheet.who.groups.all_names if has_own else ()


def _query(request: Request, groups: Sequence[str]) -> dict[str, str]:
    skin, group = request.GET.get("as", ""), request.GET.get("group", "")
    query = {
        "as": skin if skin in SKINS else "phone",
        "seed": request.GET.get("seed", "")[:LONGEST_SEED] or "1",
    }
    if groups:
        query["group"] = group if group in groups else groups[0]
    return {**query, "keys": "1"} if request.GET.get("keys") == "1" else query


def _toggled(query: dict[str, str]) -> str:
    """The same sample with the answers, or without them."""
    rest = {key: value for key, value in query.items() if key != "keys"}
    return f"?{urlencode(rest if 'keys' in query else {**rest, 'keys': '1'})}"


def skin_names() -> dict[str, str]:
    """What a paper may be looked at as."""
    return {"phone": _("手机"), "pc": _("电脑"), "elder": _("长辈版"), "print": _("纸质")}


def _tabs(query: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": f"?{urlencode({**query, 'as': skin})}", "current": skin == query["as"]}
        for skin, label in skin_names().items()
    ]


def _group_tabs(sheet: RuleSheet, groups: Sequence[str], query: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "label": group_word(sheet.who.groups.by, name),
            "href": f"?{urlencode({**query, 'group': name})}",
            "current": name == query["group"],
        }
        for name in groups
    ]


def sample_question(item: SampleItem) -> Explained:
    """A question as the preview shows it, unanswered."""
    return explained(
        ResultItem(
            position=item.position,
            worth=item.worth,
            content=item.content,
            option_order=item.option_order,
            response=None,
            points=None,
            verdict=None,
            solution=item.solution,
        )
    )
