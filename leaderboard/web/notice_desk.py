"""The organizer's desk of 公示: objections, their answers, the final list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_objection
from leaderboard.selectors.notice import notice_of, objections_of, recheck_of
from leaderboard.services.notice import answer_objection, finalize_awards
from leaderboard.web.notice_forms import DecisionForm
from quiz.access import organized_contest


@organizer_page
@require_GET
def notice(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    every = list(objections_of(contest))
    context = {
        "contest": contest,
        "notice": notice_of(contest, now=request.now),
        "waiting": [one for one in every if not hasattr(one, "decision")],
        "answered": [one for one in every if hasattr(one, "decision")],
    }
    return render(request, "leaderboard/desk/notice.html", context)


@organizer_page
@require_http_methods(["GET", "POST"])
def answer(request: Request, objection_id: int) -> HttpResponse:
    found = organized_objection(request.user, objection_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_objection(request.user, found, now=request.now, **form.cleaned_data)
        except RuleBroken as error:
            messages.error(request, explain(error))
        else:
            messages.success(request, _("已答复，提出人能看到。"))
        return redirect("desk_notice", found.run.contest_id)
    context = {
        "contest": found.run.contest,
        "objection": found,
        "recheck": recheck_of(found),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "leaderboard/desk/objection.html", context, status=status)


@organizer_page
@require_http_methods(["GET", "POST"])
def finalize(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    if request.method == "GET":
        context = {"contest": contest, "notice": notice_of(contest, now=request.now)}
        return render(request, "leaderboard/desk/finalize.html", context)
    try:
        finalize_awards(request.user, contest, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("最终名单已定。"))
    return redirect("desk_notice", contest.pk)
