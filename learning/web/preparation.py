"""备赛计划: what is to be done today for a contest to come, and roughly on the days after."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.templatetags.ui import short_day
from accounts.web.request import PersonRequest
from learning.access import own_learner
from learning.domain.preparation import SHARP, retention
from learning.selectors.preparation import Prepared, contests_to_prepare, prepared
from learning.services.learners import learner_for
from learning.services.preparation import begin_preparation
from learning.web.device import device_of, remember_device


@login_required
@require_http_methods(["GET", "POST"])
def preparation(request: PersonRequest, contest_id: int) -> HttpResponse:
    """A contest's plan; today's set begins by POST."""
    coming = contests_to_prepare(request.user, request.now)
    found = next((one for one in coming if one.pk == contest_id), None)
    if found is None:
        raise Http404
    is_elder = request.display.is_elder
    if request.method == "POST":
        learner = learner_for(request.user, device_of(request), now=request.now)
        plan = prepared(found, request.user, learner, request.now, is_elder=is_elder)
        there = redirect("learn_set", begin_preparation(learner, plan, now=request.now).pk)
        remember_device(request, there, learner)
        return there
    own = own_learner(request.user, device_of(request))
    shown = prepared(found, request.user, own, request.now, is_elder=is_elder)
    is_sharp = retention(shown.plan.days_left, is_elder=is_elder) == SHARP
    context = {"one": shown, "days": _days(shown), "is_sharp": is_sharp, "back_url": "/learn"}
    return render(request, "learning/preparation.html", context)


def _days(shown: Prepared) -> list[dict[str, object]]:
    """The days' shares as rows of a bar chart; without today's once its set is begun."""
    return [
        {
            "label": _("今天") if place == 0 else short_day(share.day),
            "value": share.all,
            "text": f"{share.reviews}+{share.new}",
            "mine": place == 0,
        }
        for place, share in enumerate(shown.plan.forecast)
        if place or shown.session is None
    ]
