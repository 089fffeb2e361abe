"""Pages of boards and winners."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.web.request import PersonRequest
from leaderboard.access import published_contest
from leaderboard.selectors.awards import TierRows, WinnersPage, winners
from leaderboard.selectors.boards import organisation_boards, people_board
from leaderboard.selectors.certificates import own_certificate
from leaderboard.selectors.claims import own_claim
from leaderboard.selectors.notice import notice_of
from leaderboard.selectors.sight import people_groups
from leaderboard.services.drawing import ask_for_picture
from leaderboard.web.words import rule_line
from quiz.access import visible_contest
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of
from quiz.selectors.rulings import public_rulings
from quiz.sheet_labels import group_word

PODIUM = 3


@login_required
def board(request: PersonRequest, contest_id: int) -> HttpResponse:
    contest = visible_contest(request.user, contest_id)
    sheet = sheet_of(contest.rules)
    wanted = request.GET.get("board", "")
    context = {
        "contest": contest,
        "sheet": sheet,
        "tabs": _tabs(request, contest, sheet),
        "back_url": reverse("contest", args=[contest.pk]),
    }
    if wanted in {one.name for one in sheet.organisations}:
        context |= _organisations(request, contest, wanted)
    elif wanted:
        raise Http404
    else:
        context |= _people(request, contest, sheet)
    return render(request, "leaderboard/board.html", context)


def _people(request: PersonRequest, contest: Contest, sheet: RuleSheet) -> dict[str, Any]:
    group = request.GET.get("group") or None
    if group is not None and group not in people_groups(sheet):
        raise Http404
    page = people_board(contest, request.user, group=group, now=request.now)
    if page.undrawn:
        ask_for_picture(contest.pk)
    return {"scope": "people", "page": page, "rule_line": rule_line(sheet)}


def _organisations(request: PersonRequest, contest: Contest, name: str) -> dict[str, Any]:
    pages = organisation_boards(contest, request.user, now=request.now)
    page = next((one for one in pages or [] if one.name == name), None)
    return {"scope": "organisations", "page": page, "hidden": pages is None}


def _tabs(request: PersonRequest, contest: Contest, sheet: RuleSheet) -> list[dict[str, Any]]:
    address, here = reverse("board", args=[contest.pk]), request.GET
    wanted: list[tuple[dict[str, str], str]] = [({}, _("个人"))]
    wanted += [({"group": name}, group_word(sheet.who.groups.by, name)) for name in people_groups(sheet)]
    wanted += [({"board": one.name}, one.name) for one in sheet.organisations]
    return [
        {
            "label": label,
            "href": f"{address}?{urlencode(query)}" if query else address,
            "current": {key: here[key] for key in ("group", "board") if here.get(key)} == query,
        }
        for query, label in wanted
    ]


def winners_page(request: PersonRequest, contest_id: int) -> HttpResponse:
    """For everybody once the winners are published: an announcement needs no account."""
    contest = _own_contest(request, contest_id)
    if contest is None:
        return _public_winners(request, contest_id)
    page = winners(contest, request.user)
    tiers = page.tiers if page else []
    mine = next((tier.name for tier in tiers for row in tier.rows if row.is_me), "")
    back_url = reverse("contest", args=[contest.pk])
    return _winners(request, contest, page, mine=mine, back_url=back_url, is_own=True)


def _own_contest(request: PersonRequest, contest_id: int) -> Contest | None:
    """The contest where it is the person's; None for a visitor and whoever else only reads the news."""
    if not request.user.is_authenticated:
        return None
    try:
        return visible_contest(request.user, contest_id)
    except Http404:
        return None


def _public_winners(request: PersonRequest, contest_id: int) -> HttpResponse:
    """Masked names, kept out of search engines; before the publication the way leads to the login."""
    contest = published_contest(contest_id)
    if contest is None and request.user.is_authenticated:
        raise Http404
    if contest is None:
        return redirect_to_login(request.get_full_path())
    response = _winners(request, contest, winners(contest), back_url=reverse("home"))
    response["X-Robots-Tag"] = "noindex"
    return response


def _winners(
    request: PersonRequest,
    contest: Contest,
    page: WinnersPage | None,
    *,
    back_url: str,
    mine: str = "",
    is_own: bool = False,
) -> HttpResponse:
    claim = own_claim(request.user, contest, now=request.now) if mine else None
    has_prize = mine and not (claim and claim.is_given_up)
    context = {
        "contest": contest,
        "sheet": sheet_of(contest.rules),
        "page": page,
        "podium": _podium(page.tiers if page else []),
        "mine": mine,
        "certificate": own_certificate(request.user, contest) if has_prize else None,
        "claim": claim,
        "rulings": public_rulings(contest),
        "notice": notice_of(contest, now=request.now),
        "is_own": is_own,
        "back_url": back_url,
    }
    return render(request, "leaderboard/winners.html", context)


def _podium(tiers: list[TierRows]) -> list[Any]:
    """The first three people, where exactly three people hold the first three places."""
    people = [row for tier in tiers if not tier.board and not tier.is_drawn for row in tier.rows]
    first = sorted((row for row in people if row.place <= PODIUM), key=lambda row: row.place)
    return first if [row.place for row in first] == [1, 2, 3] else []
