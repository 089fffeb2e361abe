"""公示 for those who took part: object to a published list, and see what was answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.request import PersonRequest
from leaderboard.selectors.notice import notice_of, own_objections
from leaderboard.services.notice import raise_objection
from leaderboard.web.notice_forms import ObjectionForm
from quiz.access import visible_contest


@login_required
@require_http_methods(["GET", "POST"])
def objection(request: PersonRequest, contest_id: int) -> HttpResponse:
    """The form while the window is open; the person's own objections at any time."""
    contest = visible_contest(request.user, contest_id)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = raise_objection(request.user, contest, now=request.now, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, explain(error))
        else:
            said = _("异议已收到，回执号 %(receipt)s。答复会写在这一页。") % {"receipt": made.receipt}
            messages.success(request, said)
            return redirect("objection", contest.pk)
    context = {
        "contest": contest,
        "notice": notice_of(contest, now=request.now),
        "own": own_objections(contest, request.user),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "leaderboard/objection.html", context, status=status)
