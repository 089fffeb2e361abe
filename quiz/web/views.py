"""Pages around a contest: home, the contest itself, one's own results."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.web.request import PersonRequest
from quiz.access import visible_contest
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.contests import contests_for, enterable_contests
from quiz.selectors.own_results import own_results
from quiz.selectors.rules import sheet_of
from quiz.selectors.seeds import draw_commitment, seed_notice
from quiz.selectors.sittings import sitting_of
from quiz.selectors.topics import topic_names
from quiz.services.attempts import start_or_resume
from quiz.web.announcement import announcement
from quiz.web.cards import Card, card_of, cards_of
from quiz.web.registration_forms import must_say_more

PAST_SHOWN = 12


def home(request: PersonRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return render(request, "quiz/home.html")
    cards = cards_of(contests_for(request.user, now=request.now), user_id=request.user.pk, now=request.now)
    enterable = enterable_contests(request.user, now=request.now)
    cards += cards_of(enterable, user_id=request.user.pk, now=request.now, has_entry=False)
    going = [card for card in cards if card.phase == "open"]
    coming = [card for card in cards if card.phase == "upcoming"]
    going.sort(key=_most_urgent)
    context = {
        "going": going,
        "unfinished": next((card for card in going if card.open_attempt), None),
        "coming": sorted(coming, key=lambda card: card.contest.opens_at),
        "past": [card for card in cards if card.phase in ("ended", "closed")][:PAST_SHOWN],
    }
    return render(request, "quiz/home.html", context)


def _most_urgent(card: Card) -> tuple[bool, bool, bool, datetime]:
    """What one is in the middle of, what one may start, what one may join, what is spent."""
    return card.open_attempt is None, not card.may_start, card.must_join, card.contest.closes_at


@login_required
def contest(request: PersonRequest, contest_id: int) -> HttpResponse:
    found = visible_contest(request.user, contest_id)
    if found.entry_id is None and must_say_more(found, sheet_of(found.rules), request.user):  # type: ignore[attr-defined]
        return redirect("join", found.join_code)
    attempts = list(Attempt.objects.filter(contest=found, user=request.user).order_by("started_at"))
    percent = Entry.objects.filter(contest=found, user=request.user).values_list("time_percent", flat=True)
    share = percent.first()
    card = card_of(
        found,
        attempts,
        user_id=request.user.pk,
        now=request.now,
        has_entry=share is not None,
        time_percent=100 if share is None else share,
    )
    context = {
        "card": card,
        "announcement": announcement(
            card.sheet,
            request.LANGUAGE_CODE,
            topic_names=topic_names(),
            seed=seed_notice(found),
            draw=draw_commitment(found),
        ),
        "shows_board": card.phase != "upcoming" and shows_board(found),
        "shows_draw": card.sheet.draws_lots,
        "shows_winners": found.state == Contest.State.CLOSED and bool(card.sheet.awards),
        "back_url": "/",
    }
    return render(request, "quiz/contest.html", context)


def shows_board(contest: Contest) -> bool:
    """Whether a link to the board leads anywhere for a participant."""
    return sheet_of(contest.rules).publication.board.visibility != "hidden"


@login_required
def start(request: PersonRequest, contest_id: int) -> HttpResponse:
    if request.method != "POST":  # back from the login page
        return redirect("contest", contest_id)
    kind = Attempt.Kind.PRACTICE if request.POST.get("kind") == "practice" else Attempt.Kind.COUNTED
    attempt = start_or_resume(request.user, contest_id, now=request.now, kind=kind)
    return redirect("question", attempt.pk, sitting_of(attempt, now=request.now).resume_at)


@login_required
def my_results(request: PersonRequest) -> HttpResponse:
    return render(request, "quiz/my_results.html", {"rows": own_results(request.user), "back_url": "/"})
