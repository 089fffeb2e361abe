"""The ledger of activities of a year: the list with its totals, and the same as a spreadsheet."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Department
from accounts.web.files import XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.models import Activity
from leaderboard.selectors.activities import LedgerQuery, counts_by_kind, ledger, totals, years_of
from leaderboard.services.activity_sheets import export_ledger
from leaderboard.web.ledger_forms import department_choices

PAGE = 50


@organizer_page
@require_GET
def ledger_page(request: Request) -> HttpResponse:
    query, department = asked(request)
    rows = ledger(request.user, query)
    context = {
        "query": query,
        "department": department,
        "departments": department_choices(request.user),
        "years": years_of(request.user, timezone.localdate(request.now)),
        "tabs": _tabs(request, query, department),
        "totals": totals(request.user, query),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "page_query": _rest(query, department, kind=query.kind) + "&",
        "rest": _rest(query, department, kind=query.kind),
        "has_withdrawn": _has_withdrawn(request, query),
    }
    return render(request, "leaderboard/desk/ledger.html", context)


def asked(request: Request) -> tuple[LedgerQuery, int | None]:
    """What the address asks for; what makes no sense is left out."""
    sent, today = request.GET, timezone.localdate(request.now)
    year = sent.get("year", "")
    kind = sent.get("kind", "")
    choices = dict(department_choices(request.user))
    wanted = sent.get("department", "")
    department = int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) in choices else None
    path = Department.objects.values_list("path", flat=True).get(pk=department) if department else ""
    query = LedgerQuery(
        year=int(year) if year.isascii() and year.isdigit() and 2000 <= int(year) <= 2999 else today.year,
        kind=kind if kind in Activity.Kind.values else "",
        department_path=path,
        is_withdrawn=sent.get("withdrawn") == "1",
    )
    return query, department


def _rest(query: LedgerQuery, department: int | None, *, kind: str, withdrawn: bool | None = None) -> str:
    """The list's address after its question mark."""
    is_withdrawn = query.is_withdrawn if withdrawn is None else withdrawn
    parts: dict[str, Any] = {"year": query.year, "kind": kind, "department": department or ""}
    parts["withdrawn"] = "1" if is_withdrawn else ""
    return urlencode({name: value for name, value in parts.items() if value})


def _tabs(request: Request, query: LedgerQuery, department: int | None) -> list[dict[str, Any]]:
    counts = counts_by_kind(request.user, query)
    every = {"label": _("全部"), "kind": "", "count": sum(counts.values())}
    kinds = [
        {"label": kind.label, "kind": kind.value, "count": counts[kind.value]}
        for kind in Activity.Kind
        if counts.get(kind.value)
    ]
    return [
        {
            "label": one["label"],
            "count": one["count"],
            "href": "?" + _rest(query, department, kind=str(one["kind"])),
            "current": one["kind"] == query.kind,
        }
        for one in (every, *kinds)
    ]


def _has_withdrawn(request: Request, query: LedgerQuery) -> bool:
    other = LedgerQuery(year=query.year, department_path=query.department_path, is_withdrawn=True)
    return query.is_withdrawn or ledger(request.user, other).exists()


@organizer_page
@require_GET
def ledger_file(request: Request) -> HttpResponse:
    query, _department = asked(request)
    name = _("活动台账-%(year)s.xlsx") % {"year": query.year}
    return as_file(export_ledger(ledger(request.user, query)), name, XLSX)
