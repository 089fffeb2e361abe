"""The draw for everybody: what was committed, listed, entered and drawn, and how to check it."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.files import named
from accounts.web.request import PersonRequest
from leaderboard.access import drawn_contest
from leaderboard.domain.lottery_pools import ties_among
from leaderboard.models import DrawRoll
from leaderboard.selectors.draw_files import published_file
from leaderboard.selectors.drawings import draws_of
from leaderboard.selectors.draws import roll_page, rolls
from quiz.access import visible_contest
from quiz.models import Contest, DrawSeed
from quiz.selectors.rules import sheet_of


@require_GET
def draw(request: PersonRequest, contest_id: int) -> HttpResponse:
    """For the contest's people from its publication on; for everybody once a list is frozen."""
    contest, is_own = _contest(request, contest_id)
    if contest is None:
        return redirect_to_login(request.get_full_path())
    every = rolls(contest)
    if not every and not sheet_of(contest.rules).draws_lots:
        raise Http404
    viewer = request.user if request.user.is_authenticated else None
    sheet = sheet_of(contest.rules)
    context = {
        "contest": contest,
        "sheet": sheet,
        "bound": DrawSeed.objects.filter(contest=contest).first(),
        "page": roll_page(every[0], viewer) if every else None,
        "ties": ties_among(sheet, draws_of(every[0])) if every else 0,
        "earlier": every[1:],
        "is_own": is_own,
        "takes_part": getattr(contest, "entry_id", None) is not None,
        "back_url": reverse("contest", args=[contest.pk]) if is_own else reverse("home"),
    }
    response = render(request, "leaderboard/draw.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _contest(request: PersonRequest, contest_id: int) -> tuple[Contest | None, bool]:
    """The contest and whether it is the person's own; None where the login may help. Raises Http404."""
    if request.user.is_authenticated:
        try:
            return visible_contest(request.user, contest_id), True
        except Http404:
            pass
    found = drawn_contest(contest_id)
    if found is None and request.user.is_authenticated:
        raise Http404
    return found, False


@require_GET
def draw_file(request: PersonRequest, contest_id: int, version: int) -> HttpResponse:
    """One list and what was drawn from it, as docs/lottery.md describes it."""
    contest, _is_own = _contest(request, contest_id)
    if contest is None:
        return redirect_to_login(request.get_full_path())
    rolls = DrawRoll.objects.filter(contest=contest).select_related("contest", "result")
    roll = get_object_or_404(rolls, version=version)
    name = _("抽奖-%(contest)s-%(version)s.json") % {"contest": contest.pk, "version": version}
    return named(
        JsonResponse(published_file(roll), json_dumps_params={"ensure_ascii": False, "indent": 1}), name
    )
