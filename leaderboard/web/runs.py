"""The page of the board of 挑战答题."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.request import PersonRequest
from leaderboard.selectors.runs import run_board


@login_required
@require_GET
def board(request: PersonRequest) -> HttpResponse:
    """Of this month, of all time (`of=all`), or of all time in the own department (`of=unit`)."""
    wanted, address = request.GET.get("of", ""), reverse("run_board")
    tabs = [("", _("这个月")), ("all", _("全部时间"))]
    if request.user.department_id:
        tabs.append(("unit", _("我的单位")))
    if wanted not in dict(tabs):
        raise Http404
    is_unit = wanted == "unit"
    context = {
        "board": run_board(request.user, monthly=not wanted, own_unit=is_unit, now=request.now),
        "tabs": [
            {"label": label, "href": f"{address}?of={code}" if code else address, "current": code == wanted}
            for code, label in tabs
        ],
        "here": request.get_full_path(),
        "back_url": reverse("learn_runs"),
    }
    return render(request, "leaderboard/runs.html", context)
