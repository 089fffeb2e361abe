"""停表补时: an outage of a running contest is entered, shown with what it gives back, then confirmed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.models import Contest
from quiz.selectors.outages import outages_of
from quiz.services.outages import stop_clock, try_outage

_LONGEST = 200
_FIELDS = ("begins_at", "ends_at", "reason")


@organizer_page
@require_http_methods(["GET", "POST"])
def outage(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    sent = {name: request.POST.get(name, "")[:_LONGEST] for name in _FIELDS}
    minute = timezone.localtime(request.now, contest.zone).strftime("%Y-%m-%dT%H:%M")
    context: dict[str, Any] = {
        "contest": contest,
        "is_on": contest.state == Contest.State.PUBLISHED,
        "outages": outages_of(contest).select_related("by"),
        # Both are this minute: the trial refuses that, so that nobody confirms a time they did not set.
        "sent": sent if request.method == "POST" else {"begins_at": minute, "ends_at": minute},
        "errors": {},
    }
    if request.method == "POST" and "back" not in request.POST:
        return _entered(request, contest, sent, context)
    return render(request, "quiz/desk/outage.html", context)


def _entered(
    request: Request, contest: Contest, sent: dict[str, str], context: dict[str, Any]
) -> HttpResponse:
    """The trial; with the button of its page, the real thing."""
    try:
        span = _instant(contest, sent, "begins_at"), _instant(contest, sent, "ends_at")
        if "sure" in request.POST:
            made = stop_clock(request.user, contest, span, sent["reason"], now=request.now)
            minutes = round((made.ends_at - made.begins_at).total_seconds() / 60)
            messages.success(request, _("已补时 %(n)s 分钟，正在答的卷子立刻生效。") % {"n": minutes})
            return redirect("desk_outage", contest.pk)
        context["given"] = try_outage(request.user, contest, span, sent["reason"], now=request.now)
        context["span"] = span
    except RuleBroken as error:
        fields = error.fields or {"all": []}
        context["errors"] = {name: explain(error) for name in fields}
        return render(request, "quiz/desk/outage.html", context, status=error.status)
    return render(request, "quiz/desk/outage.html", context)


def _instant(contest: Contest, sent: dict[str, str], name: str) -> datetime:
    """A time on the contest's wall clock."""
    try:
        found = parse_datetime(sent[name].strip())
    except ValueError:
        found = None
    if found is None:
        raise RuleBroken("outage_time", status=400, fields={name: ["outage_time"]})
    return found if found.tzinfo else found.replace(tzinfo=contest.zone)
