"""我的积分: what was earned for what, month by month; and how one gets points."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.web.request import PersonRequest
from learning.domain.days import day_of
from learning.domain.months import earlier_month, later_month, month_in
from learning.models import Learner, StudyPoint
from learning.selectors.points import points_of, sums_of

# The part of a cause before the first stroke, in words.
_WORDS = {
    "day": _("学了一天（做完今日练习，或答五题以上）"),
    "daily": _("做完今日练习"),
    "set": _("做完一组题"),
    "question": _("答了每日一题"),
    "week": _("一周学了五天"),
    "mastered": _("掌握了一道题"),
}


@login_required
@require_GET
def points(request: PersonRequest) -> HttpResponse:
    today = day_of(request.now)
    month = month_in(request.GET.get("month", ""), today)
    learner = Learner.objects.filter(user=request.user).first()
    rows = points_of(learner, month) if learner else []
    this, ever = sums_of(learner, month) if learner else (0, 0)
    context = {
        "month": month,
        "earlier": earlier_month(month),
        "later": later_month(month, today),
        "rows": [(one, cause_word(one)) for one in rows],
        "sum": this,
        "ever": ever,
        "back_url": "/learn/progress",
    }
    return render(request, "learning/points.html", context)


def cause_word(row: StudyPoint) -> str:
    return str(_WORDS[row.cause.partition("/")[0]])
