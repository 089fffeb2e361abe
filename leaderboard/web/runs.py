"""The page of the board of 挑战答题."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.request import PersonRequest
from leaderboard.selectors.runs import run_board


@login_required
@require_GET
def board(request: PersonRequest) -> HttpResponse:
    """Of this month, or with `of=all` of all time."""
    is_all = request.GET.get("of") == "all"
    address = reverse("run_board")
    context = {
        "board": run_board(request.user.pk, monthly=not is_all, now=request.now),
        "tabs": [
            {"label": _("这个月"), "href": address, "current": not is_all},
            {"label": _("全部时间"), "href": f"{address}?of=all", "current": is_all},
        ],
        "here": request.get_full_path(),
        "back_url": reverse("learn_runs"),
    }
    return render(request, "leaderboard/runs.html", context)
