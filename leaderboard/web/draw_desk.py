"""The organizer's draw: freeze the list, enter the public number, show it on the big screen."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_roll
from leaderboard.models import DrawRoll
from leaderboard.selectors.awards import awards_are_confirmed, facts_moved
from leaderboard.selectors.drawings import latest_roll, result_of
from leaderboard.selectors.draws import is_current, names_on, roll_page, rolls
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.web.draw_forms import PublicNumberForm
from quiz.access import organized_contest
from quiz.models import Contest, DrawSeed
from quiz.selectors.desk import figures_of
from quiz.selectors.rules import sheet_in_force

ROLLING = 240


@organizer_page
@require_GET
def draw(request: Request, contest_id: int) -> HttpResponse:
    return _page(request, organized_contest(request.user, contest_id), PublicNumberForm())


def _page(request: Request, contest: Contest, form: PublicNumberForm) -> HttpResponse:
    every = rolls(contest)
    if not every and (contest.state == Contest.State.DRAFT or not sheet_in_force(contest).draws_lots):
        raise Http404
    last = every[0] if every else None
    figures = figures_of(contest)
    is_ready = contest.state == Contest.State.CLOSED and not figures.waiting and not figures.answering
    context = {
        "contest": contest,
        "figures": figures,
        "bound": DrawSeed.objects.filter(contest=contest).first(),
        "page": roll_page(last, full_names=True, departments=True) if last else None,
        "earlier": every[1:],
        "has_moved": last is not None and is_ready and _has_moved(last, contest),
        "is_final": awards_are_confirmed(contest.pk),
        "here": _step(last, is_ready),
        "form": form,
    }
    return render(request, "leaderboard/desk/draw.html", context)


def _has_moved(roll: DrawRoll, contest: Contest) -> bool:
    """Whether another list would be frozen by now; all is read anew only where something has happened."""
    happened = roll.rules_id != contest.rules_id or facts_moved(contest, roll.created_at)
    return happened and not is_current(roll, contest)


def _step(last: DrawRoll | None, is_ready: bool) -> int:
    """Which step of the page is to be done now: 2 close, 3 freeze, 4 draw, 5 reveal and publish."""
    if last is not None:
        return 5 if result_of(last) else 4
    return 3 if is_ready else 2


@organizer_page
@require_POST
def freeze(request: Request, contest_id: int) -> HttpResponse:
    """Fix the list, or with a reason another one."""
    contest = organized_contest(request.user, contest_id)
    before = latest_roll(contest.pk)
    try:
        roll = freeze_roll(request.user, contest, reason=request.POST.get("reason", ""), now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        same = before is not None and before.pk == roll.pk
        messages.success(
            request, _("名单没有变化。") if same else _("名单已定，并已公布。接下来当众产生随机数。")
        )
    return redirect("desk_draw", contest.pk)


@organizer_page
@require_http_methods(["GET", "POST"])
def lots(request: Request, roll_id: int) -> HttpResponse:
    """What was typed is shown once more; only then are the lots drawn."""
    roll = organized_roll(request.user, roll_id)
    form = PublicNumberForm(request.POST or None)
    if not form.is_valid():
        return (
            redirect("desk_draw", roll.contest_id)
            if request.method == "GET"
            else _page(request, roll.contest, form)
        )
    if request.POST.get("sure") != "yes":
        context = {"contest": roll.contest, "roll": roll, "typed": form.cleaned_data}
        return render(request, "leaderboard/desk/draw_sure.html", context)
    try:
        draw_lots(request.user, roll, **form.cleaned_data, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("已经抽出。打开大屏，逐个揭晓。"))
    return redirect("desk_draw", roll.contest_id)


@organizer_page
@require_GET
def stage(request: Request, roll_id: int) -> HttpResponse:
    """The big screen: the last prize first, one winner after the other."""
    roll = organized_roll(request.user, roll_id)
    if result_of(roll) is None:
        return redirect("desk_draw", roll.contest_id)
    sheet = sheet_in_force(roll.contest)
    page = roll_page(roll, full_names=sheet.publication.names == "full", departments=True)
    context = {
        "contest": roll.contest,
        "sheet": sheet,
        "page": page,
        "prizes": list(reversed(page.prizes)),
        "names": names_on(roll, ROLLING),
    }
    return render(request, "leaderboard/stage.html", context)
