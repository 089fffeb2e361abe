"""Draws as their rows have them."""

from leaderboard.domain.lottery import Draw, DrawList, Drawn, Ticket
from leaderboard.domain.lottery_file import Ending
from leaderboard.domain.lottery_pools import lots_of, ties_among
from leaderboard.domain.outcome import Drawing
from leaderboard.models import DrawResult, DrawRoll, DrawTicket
from quiz.domain.draw_seed import seed_of
from quiz.models import Contest, DrawSeed
from quiz.selectors.rules import sheet_of


def latest_roll(contest_id: int) -> DrawRoll | None:
    """The list in force with its result: the last one that was frozen."""
    rolls = DrawRoll.objects.filter(contest=contest_id).select_related("result")
    return rolls.order_by("-version").first()


def result_of(roll: DrawRoll) -> DrawResult | None:
    """What was drawn from a list that was read with its result; None before that."""
    return getattr(roll, "result", None)


def draw_list(roll: DrawRoll) -> DrawList:
    """The frozen list; one statement."""
    rows = DrawTicket.objects.filter(roll=roll).order_by("position").values_list("digest", "name", "steps")
    return DrawList(
        contest=roll.contest_id,
        number=roll.number,
        commitment=roll.commitment,
        draws=draws_of(roll),
        tickets=tuple(Ticket(digest=digest, name=name, steps=tuple(steps)) for digest, name, steps in rows),
    )


def draws_of(roll: DrawRoll) -> tuple[Draw, ...]:
    return tuple(Draw(**one) for one in roll.draws)


def drawn_of(result: DrawResult) -> tuple[Drawn, ...]:
    return tuple(
        Drawn(step=one["step"], winners=tuple(one["winners"]), reserves=tuple(one["reserves"]))
        for one in result.results
    )


def seed_for(roll: DrawRoll) -> bytes:
    """The secret seed of a list; to be told only once it is drawn."""
    secret = DrawSeed.objects.values_list("secret", flat=True).get(contest=roll.contest_id)
    return seed_of(bytes.fromhex(secret), roll.number)


def ending_of(roll: DrawRoll) -> Ending | None:
    """What is told of a list's draw; None before it."""
    result = result_of(roll)
    if result is None:
        return None
    return Ending(seed=seed_for(roll).hex(), public=result.public, results=drawn_of(result))


def drawing_of(contest: Contest) -> Drawing | None:
    """What the contest's prizes follow from; None where lots are not drawn yet, or to be drawn again."""
    roll = latest_roll(contest.pk)
    result = result_of(roll) if roll else None
    if roll is None or result is None:
        return None
    draws = draws_of(roll)
    people = list(DrawTicket.objects.filter(roll=roll).order_by("position").values_list("user_id", flat=True))
    return Drawing(
        list_digest=roll.digest,
        public=result.public,
        seed=seed_for(roll).hex(),
        lots=lots_of(draws, drawn_of(result), people, ties_among(sheet_of(contest.rules), draws)),
    )
