"""The organizer's desk of 公示: objections, their answers, the final list."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.files import DOCX, PDF, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_objection
from leaderboard.selectors.claims import pending_claims
from leaderboard.selectors.notice import notice_of, objections_of, recheck_of
from leaderboard.services.final_list import WRITERS, print_list
from leaderboard.services.notice import answer_objection, finalize_awards
from leaderboard.services.verification import verify_person
from leaderboard.web.notice_forms import DecisionForm
from quiz.access import organized_contest

_TYPES = {"pdf": PDF, "docx": DOCX}


@organizer_page
@require_GET
def notice(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    every = list(objections_of(contest))
    notice = notice_of(contest, now=request.now)
    context = {
        "contest": contest,
        "notice": notice,
        "pending": pending_claims(notice.run, now=request.now) if notice and not notice.final_at else 0,
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
        "broken": verify_person(found.run.contest, found.person),
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


@organizer_page
@require_POST
def printed(request: Request, contest_id: int, kind: str) -> HttpResponse:
    """The list for print. By POST, since every one is written into the log."""
    contest = organized_contest(request.user, contest_id)
    if kind not in WRITERS:
        raise Http404
    full_names = request.POST.get("names") == "full"
    try:
        content = print_list(request.user, contest, kind=kind, full_names=full_names, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
        return redirect("desk_notice", contest.pk)
    name = _("%(title)s-获奖名单") % {"title": contest.title}
    return as_file(content, f"{name}.{kind}", _TYPES[kind])
