"""The page of the monthly board of learners."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.request import PersonRequest
from leaderboard.selectors.study import study_board
from learning.domain.days import day_of
from learning.domain.months import earlier_month, later_month, month_in


@login_required
@require_GET
def board(request: PersonRequest) -> HttpResponse:
    """Of the own department where there is one, or of everybody (`of=all`); `month=2026-11` for another."""
    today = day_of(request.now)
    month = month_in(request.GET.get("month", ""), today)
    own_unit = request.user.department_id is not None and request.GET.get("of") != "all"
    address, query = reverse("study_board"), f"month={month:%Y-%m}"
    tabs = [(_("我的单位"), query, own_unit)] if request.user.department_id else []
    tabs.append((_("全部"), f"{query}&of=all", not own_unit))
    context = {
        "board": study_board(request.user, month, own_unit=own_unit),
        "month": month,
        "earlier": earlier_month(month),
        "later": later_month(month, today),
        "of": "" if own_unit else "&of=all",
        "tabs": [
            {"label": label, "href": f"{address}?{where}", "current": is_here}
            for label, where, is_here in tabs
        ],
        "here": request.get_full_path(),
        "back_url": reverse("learn_points"),
    }
    return render(request, "leaderboard/study.html", context)
