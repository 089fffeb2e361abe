"""What happens now: figures that refresh themselves, the list of people, and one person on it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest, organized_entry
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.desk import department_rows, figures_of, listed_people, person_rows
from quiz.selectors.rules import sheet_in_force
from quiz.services.entries import grant_extra_time
from quiz.services.exclusions import exclude_entry, include_entry
from quiz.web.desk_words import share_word

PER_PAGE = 50
LONGEST_REASON = 200
_STATES = ("", "waiting", "answering", "done", "extra", "excluded")


@organizer_page
@require_GET
def live(request: Request, contest_id: int) -> HttpResponse:
    """The whole page, or for htmx only the part with the figures."""
    found = organized_contest(request.user, contest_id)
    context = {"contest": found, "figures": figures_of(found), "departments": department_rows(found)}
    is_part = request.headers.get("HX-Request") == "true"
    response = render(request, "quiz/desk/_figures.html" if is_part else "quiz/desk/live.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


@organizer_page
@require_GET
def people(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:40]
    wanted = request.GET.get("state", "")
    state = wanted if wanted in _STATES else ""
    page = Paginator(listed_people(found, words, state), PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({key: value for key, value in (("q", words), ("state", state)) if value})
    context = {
        "contest": found,
        "page": page,
        "rows": person_rows(found, list(page)),
        "words": words,
        "state": state,
        "states": _state_options(),
        "query": f"{query}&" if query else "",
    }
    return render(request, "quiz/desk/people.html", context)


def _state_options() -> list[tuple[str, str]]:
    labels = (_("全部"), _("还没答"), _("正在答"), _("已交卷"), _("有延时"), _("不计名次"))
    return list(zip(_STATES, labels, strict=True))


@organizer_page
@require_http_methods(["GET"])
def person(request: Request, contest_id: int, entry_id: int) -> HttpResponse:
    found, entry = _both(request, contest_id, entry_id)
    return _person_page(request, found, entry)


def _both(request: Request, contest_id: int, entry_id: int) -> tuple[Contest, Entry]:
    found = organized_contest(request.user, contest_id)
    return found, organized_entry(found, entry_id)


def _person_page(
    request: Request, contest: Contest, entry: Entry, errors: dict[str, str] | None = None
) -> HttpResponse:
    sheet = sheet_in_force(contest)
    offered = list(sheet.time.extra_percent)
    context: dict[str, Any] = {
        "contest": contest,
        "entry": entry,
        "row": person_rows(contest, [entry])[0],
        "attempts": Attempt.objects.filter(contest=contest, entry=entry).order_by("started_at"),
        "shares": [(percent, share_word(percent)) for percent in (100, *offered)],
        "may_extend": bool(offered) and contest.state == Contest.State.PUBLISHED,
        "takes_papers": sheet.who.paper_entries and contest.state == Contest.State.PUBLISHED,
        "errors": errors or {},
        "sent": request.POST,
    }
    return render(request, "quiz/desk/person.html", context, status=400 if errors else 200)


@organizer_page
@require_POST
def extra_time(request: Request, contest_id: int, entry_id: int) -> HttpResponse:
    found, entry = _both(request, contest_id, entry_id)
    sent = request.POST.get("percent", "")
    percent = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else -1
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    try:
        grant_extra_time(request.user, entry, percent, reason, now=request.now)
    except RuleBroken as error:
        return _person_page(request, found, entry, {"time": explain(error)})
    words = {"name": entry.user.name, "share": share_word(percent)}
    messages.success(request, _("%(name)s 的用时：%(share)s。") % words)
    return redirect("desk_person", found.pk, entry.pk)


@organizer_page
@require_POST
def exclude(request: Request, contest_id: int, entry_id: int) -> HttpResponse:
    found, entry = _both(request, contest_id, entry_id)
    try:
        exclude_entry(request.user, entry, request.POST.get("reason", "")[:LONGEST_REASON], now=request.now)
    except RuleBroken as error:
        return _person_page(request, found, entry, {"exclude": explain(error)})
    messages.success(request, _("%(name)s 不再计名次，可以随时恢复。") % {"name": entry.user.name})
    return redirect("desk_person", found.pk, entry.pk)


@organizer_page
@require_POST
def include(request: Request, contest_id: int, entry_id: int) -> HttpResponse:
    found, entry = _both(request, contest_id, entry_id)
    try:
        include_entry(request.user, entry, now=request.now)
    except RuleBroken as error:
        return _person_page(request, found, entry, {"exclude": explain(error)})
    messages.success(request, _("%(name)s 恢复计名次。") % {"name": entry.user.name})
    return redirect("desk_person", found.pk, entry.pk)
