"""Draws equal a recomputation from what was committed, listed and entered."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from leaderboard.domain.lottery import Lots, draw_all, list_digest, ticket_digest
from leaderboard.domain.lottery_file import result_rows
from leaderboard.models import DrawRoll, DrawTicket
from leaderboard.selectors.drawings import draw_list, latest_roll, result_of, seed_for
from leaderboard.selectors.draws import is_current, rolls
from quiz.domain.draw_seed import commitment_of
from quiz.models import Contest, DrawSeed
from quiz.selectors.rules import sheet_of

from .finding import Broken


def draws_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The seed was bound before the close; every list has its digest and every result follows; a result
    that is in force still fits the facts."""
    yield from _seed(contest)
    for roll in rolls(contest):
        yield from _list(roll)
        yield from _result(roll)
    last = latest_roll(contest.pk)
    if last and result_of(last) and not is_current(last, contest):
        yield _broken(last, "the facts give another list by now")


def _seed(contest: Contest) -> Iterator[Broken]:
    row = f"contest:{contest.pk}"
    bound = DrawSeed.objects.filter(contest=contest).first()
    if bound is None:
        if _owes_a_seed(contest):
            yield Broken(invariant="draw", row=row, detail="a lottery was announced and no seed was bound")
        return
    if commitment_of(bytes.fromhex(bound.secret)) != bound.commitment:
        yield Broken(invariant="draw", row=row, detail="the seed is not the one committed to")
    if contest.closed_at and bound.created_at > contest.closed_at:
        yield Broken(invariant="draw", row=row, detail="the seed was bound after the close")


def _owes_a_seed(contest: Contest) -> bool:
    is_announced = contest.state != Contest.State.DRAFT and not contest.is_rehearsal
    return is_announced and sheet_of(contest.rules).draws_lots


def _list(roll: DrawRoll) -> Iterator[Broken]:
    found = draw_list(roll)
    if list_digest(found) != roll.digest:
        yield _broken(roll, "the list does not give its digest")
    digests = [one.digest for one in found.tickets]
    if digests != sorted(set(digests)):
        yield _broken(roll, "the tickets are not in their order")
    if sha256(seed_for(roll)).hexdigest() != roll.commitment:
        yield _broken(roll, "its seed is not the one committed to")
    salt = bytes.fromhex(roll.salt)
    for ticket in DrawTicket.objects.filter(roll=roll).iterator():
        if ticket.digest != ticket_digest(salt, roll.contest_id, ticket.user_id):
            yield _broken(roll, f"ticket {ticket.position} is not that of its person")


def _result(roll: DrawRoll) -> Iterator[Broken]:
    result = result_of(roll)
    if result is None:
        return
    if result.drawn_at < roll.created_at:
        yield _broken(roll, "drawn before the list was frozen")
    lots = Lots(seed=seed_for(roll), digest=roll.digest, public=result.public)
    expected = result_rows(draw_all(draw_list(roll), lots))
    for draw, should, stored in zip(roll.draws, expected, _padded(result.results, expected), strict=True):
        if should != stored:
            yield _broken(roll, f"{draw['name']}: {stored} stored, {should} drawn again")


def _padded(stored: list, expected: list) -> list:
    """As many as expected, so that one that is missing is named."""
    return [*stored, *[None] * len(expected)][: len(expected)]


def _broken(roll: DrawRoll, detail: str) -> Broken:
    return Broken(invariant="draw", row=f"draw:{roll.pk}", detail=detail)
