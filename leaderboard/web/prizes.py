"""A person's own prizes: claim them, or give them up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.request import PersonRequest
from leaderboard.selectors.own_prizes import own_places_in_line, own_prize, own_prizes
from leaderboard.services.claims import claim_prize, waive_prize
from leaderboard.web.claim_forms import WaiveForm
from quiz.access import visible_contest


@login_required
@require_GET
def prizes(request: PersonRequest) -> HttpResponse:
    context = {
        "prizes": own_prizes(request.user, now=request.now),
        "in_line": own_places_in_line(request.user),
        "back_url": reverse("my_results"),
    }
    return render(request, "leaderboard/prizes.html", context)


@login_required
@require_POST
def claim(request: PersonRequest, contest_id: int) -> HttpResponse:
    contest = visible_contest(request.user, contest_id)
    try:
        step = claim_prize(request.user, contest, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(
            request, _("“%(tier)s”已确认。怎么领到手，请看主办单位的通知。") % {"tier": step.tier}
        )
    return redirect("prizes")


@login_required
@require_http_methods(["GET", "POST"])
def waive(request: PersonRequest, contest_id: int) -> HttpResponse:
    """Asked once more: somebody else gets the prize."""
    contest = visible_contest(request.user, contest_id)
    form = WaiveForm(request.POST or None)
    own = own_prize(request.user, contest, now=request.now)
    if own is None or not own.may_waive:
        return redirect("prizes")
    if request.method == "POST" and form.is_valid():
        try:
            waive_prize(request.user, contest, reason=form.cleaned_data["reason"], now=request.now)
        except RuleBroken as error:
            messages.error(request, explain(error))
        else:
            messages.success(request, _("已放弃。点错了请联系主办单位，递补以前可以恢复。"))
        return redirect("prizes")
    context = {"contest": contest, "prize": own, "form": form, "back_url": reverse("prizes")}
    return render(request, "leaderboard/waive.html", context, status=422 if form.errors else 200)
