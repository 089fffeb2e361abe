"""What a contest's questions measured: the whole paper, one question, and taking the figures away."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from accounts.web.files import CSV, XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.item_analysis import LEAST_PEOPLE
from quiz.domain.item_options import OptionFigures
from quiz.models import Contest, ContestStatistic, ItemStatistic
from quiz.selectors.item_statistics import (
    ItemRow,
    contest_statistic,
    history_of,
    item_rows,
    option_lines,
)
from quiz.services.item_exports import export_items
from quiz.services.statistics_requests import request_statistics
from quiz.web.bank_desk import shown
from quiz.web.item_words import flag_words, item_measures, notices, option_letter, paper_measures

_TYPES = {"xlsx": XLSX, "csv": CSV}
# What the table is sorted by; nothing known goes last.
_KEYS: dict[str, Callable[[ItemRow], Any]] = {
    "number": lambda row: row.number,
    "n": lambda row: row.statistic.n,
    "facility": lambda row: row.statistic.facility if row.has_figures else None,
    "r": lambda row: row.statistic.item_rest_r if row.has_figures else None,
    "d27": lambda row: row.statistic.d27 if row.has_figures else None,
    "flags": lambda row: len(row.statistic.flags),
}


@organizer_page
@require_GET
def items(request: Request, contest_id: int) -> HttpResponse:
    contest = _announced(request, contest_id)
    statistic = contest_statistic(contest)
    context = {
        "contest": contest,
        "statistic": statistic,
        "waits": statistic is not None and _waits(contest, statistic),
        "missing": max(0, LEAST_PEOPLE - statistic.n) if statistic else LEAST_PEOPLE,
        "least": LEAST_PEOPLE,
        "is_over": contest.state == Contest.State.CLOSED,
    }
    if statistic is not None and statistic.n >= LEAST_PEOPLE:
        context |= _figures(contest, statistic, request.GET)
    return render(request, "quiz/desk/items.html", context)


def _announced(request: Request, contest_id: int) -> Contest:
    contest = organized_contest(request.user, contest_id)
    if contest.state == Contest.State.DRAFT:
        raise Http404
    return contest


def _waits(contest: Contest, statistic: ContestStatistic) -> bool:
    """Whether what stands here is going to be computed anew."""
    computed = statistic.computed_at
    if computed is None or computed < statistic.requested_at or statistic.rules_id != contest.rules_id:
        return True
    return contest.closed_at is not None and computed < contest.closed_at


def _figures(contest: Contest, statistic: ContestStatistic, sent: Any) -> dict[str, Any]:
    rows = item_rows(contest)
    key = sent.get("sort", "") if sent.get("sort", "") in _KEYS else "number"
    falls = sent.get("dir") == "desc"
    return {
        "measures": paper_measures(statistic),
        "notices": notices(statistic.figures["notices"]),
        "bins": _bins(statistic.bins),
        "rows": [_row(row) for row in _sorted(rows, key, falls)],
        "columns": _columns(key, falls),
        "flagged": sum(bool(row.statistic.flags) for row in rows),
        "map": [
            {
                "number": row.number,
                "facility": row.statistic.facility,
                "r": row.statistic.item_rest_r,
                "is_bad": "KEY_SUSPECT" in _codes(row.statistic),
            }
            for row in rows
            if row.has_figures
        ],
    }


def _codes(statistic: ItemStatistic) -> set[str]:
    return {flag["code"] for flag in statistic.flags}


def _bins(bins: Sequence[int]) -> list[dict[str, Any]]:
    """People by tenths of the full mark, the best on top."""
    last = len(bins) - 1
    labels = [f"{10 * at}%—{10 * at + 9}%" if at < last else "90%—100%" for at in range(len(bins))]
    return [{"label": label, "value": value} for label, value in zip(labels, bins, strict=True)][::-1]


def _row(row: ItemRow) -> dict[str, Any]:
    return {"item": row, "flags": flag_words(row.statistic.flags, row.revision)}


def _sorted(rows: Sequence[ItemRow], key: str, falls: bool) -> list[ItemRow]:
    value = _KEYS[key]
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return [*sorted(known, key=value, reverse=falls), *unknown]


def _columns(key: str, falls: bool) -> list[dict[str, Any]]:
    """Headings as links: first ascending, again descending; flags the other way round."""
    labels = {
        "number": _("题次"),
        "flags": pgettext("item", "标记"),
        "facility": _("难度 P"),
        "r": _("题余相关"),
        "d27": _("区分度 D"),
        "n": _("份数"),
    }
    return [
        {
            "label": label,
            "name": name,
            "href": f"?sort={name}{'&dir=desc' if _next_falls(name, key, falls) else ''}#items",
            "order": ("descending" if falls else "ascending") if name == key else "",
        }
        for name, label in labels.items()
    ]


def _next_falls(name: str, key: str, falls: bool) -> bool:
    return not falls if name == key else name == "flags"


@organizer_page
@require_POST
def refresh(request: Request, contest_id: int) -> HttpResponse:
    contest = _announced(request, contest_id)
    request_statistics(contest, now=request.now)
    messages.success(request, _("已开始计算，过几秒刷新就能看到。"))
    return redirect("desk_items", contest.pk)


@organizer_page
@require_GET
def item(request: Request, contest_id: int, revision_id: int) -> HttpResponse:
    contest = _announced(request, contest_id)
    rows = item_rows(contest)
    at = next((at for at, row in enumerate(rows) if row.statistic.revision_id == revision_id), None)
    if at is None:
        raise Http404
    found = rows[at]
    revision, statistic = found.revision, found.statistic
    drawn = ContestStatistic.objects.filter(contest=contest, is_drawn=True).exists()
    context = {
        "contest": contest,
        "row": found,
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
        "revision": revision,
        "missing": max(0, LEAST_PEOPLE - statistic.n),
        "least": LEAST_PEOPLE,
        "measures": item_measures(statistic, is_drawn=drawn),
        "notices": notices(statistic.figures["notices"]),
        "flags": flag_words(statistic.flags, revision),
        "lines": option_table(statistic, option_lines(statistic)),
        "past": history_of(request.user, revision.pk)[1],
        **shown(revision),
    }
    return render(request, "quiz/desk/item.html", context)


def option_table(statistic: ItemStatistic, lines: Sequence[OptionFigures]) -> list[dict[str, Any]]:
    """Options by letter, shares as parts of 1; answers left out only where there are some."""
    return [
        {
            "letter": option_letter(one.option, statistic.revision),
            "is_key": one.is_key,
            "n": one.n,
            "share": one.share,
            "shares": one.third_shares,
            "top": one.top_share,
            "standing": one.standing,
        }
        for one in lines
        if one.option is not None or one.n
    ]


@organizer_page
@require_POST
def download(request: Request, contest_id: int, kind: str) -> HttpResponse:
    """The table as a file. By POST, since every export is written into the log."""
    if kind not in _TYPES:
        raise Http404
    contest = _announced(request, contest_id)
    content = export_items(request.user, contest, kind, now=request.now)
    name = _("%(title)s-题目分析.%(kind)s") % {"title": contest.title, "kind": kind}
    return as_file(content, name, _TYPES[kind])
