"""Draws of lots: the list is frozen, a public number entered, and the winners follow at once."""

import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts.domain.masking import mask_name
from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.lottery import (
    DrawList,
    Lots,
    Ticket,
    draw_all,
    list_digest,
    public_text,
    ticket_digest,
)
from leaderboard.domain.lottery_file import result_rows
from leaderboard.domain.lottery_pools import Hopefuls, hopefuls
from leaderboard.models import DrawResult, DrawRoll, DrawTicket
from leaderboard.selectors.drawings import draw_list, latest_roll, result_of, seed_for
from leaderboard.selectors.draws import is_current, roll_follows
from leaderboard.selectors.facts import inputs_of
from quiz.domain.draw_seed import MOST_DRAWS, seed_of
from quiz.models import Contest, DrawSeed, Entry
from quiz.selectors.rules import sheet_of

from .awards import locked_contest, require_ready

MOST_WORDS = 200


@transaction.atomic
def freeze_roll(actor: User, contest: Contest, *, reason: str = "", now: datetime) -> DrawRoll:
    """Fix who may be drawn; as long as nothing has changed and nothing is drawn, the same list again.

    Another list, and another draw, needs a reason; what was before stays. Raises RuleBroken naming
    what is missing: as `draft_awards`, or no lottery and no tie, no seed bound before the close, no reason.
    """
    contest = locked_contest(contest)
    require_ready(contest)
    sheet = sheet_of(contest.rules)
    if not sheet.draws_lots:
        raise RuleBroken("draw_no_lottery")
    able, last = hopefuls(sheet, inputs_of(contest)), latest_roll(contest.pk)
    if not able.draws:
        raise RuleBroken("draw_no_tie")
    if last and result_of(last) is None and roll_follows(last, able):
        return last
    reason = _words(reason, "reason") if last else ""
    roll = _frozen(actor, contest, able, last, reason, now)
    details = {"roll": roll.version, "number": roll.number, "list": roll.digest, "reason": reason}
    record(actor, "draw_roll_frozen", f"contest:{contest.pk}", now=now, details=details)
    return roll


def _words(given: str, name: str) -> str:
    text = " ".join(given.split())
    if not text:
        code = "draw_reason_needed" if name == "reason" else "draw_source_empty"
        raise RuleBroken(code, status=400, fields={name: [code]})
    if len(text) > MOST_WORDS:
        code = f"draw_{name}_too_long"
        raise RuleBroken(code, status=400, fields={name: [code]}, most=MOST_WORDS)
    return text


def _frozen(
    actor: User, contest: Contest, able: Hopefuls, last: DrawRoll | None, reason: str, now: datetime
) -> DrawRoll:
    number = _number_after(last)
    salt = secrets.token_bytes(32)
    tickets = sorted(_tickets(contest, able, salt), key=lambda one: one[1].digest)
    listed = DrawList(
        contest=contest.pk,
        number=number,
        commitment=_commitment(contest, number),
        draws=able.draws,
        tickets=tuple(ticket for _person, ticket in tickets),
    )
    assert contest.rules is not None  # or there was no sheet
    roll = DrawRoll.objects.create(
        contest=contest,
        rules=contest.rules,
        version=last.version + 1 if last else 1,
        number=number,
        commitment=listed.commitment,
        salt=salt.hex(),
        draws=[asdict(one) for one in able.draws],
        digest=list_digest(listed),
        reason=reason,
        created_by=actor,
        created_at=now,
    )
    DrawTicket.objects.bulk_create(
        DrawTicket(
            roll=roll,
            position=position,
            user_id=person,
            digest=ticket.digest,
            name=ticket.name,
            steps=list(ticket.steps),
        )
        for position, (person, ticket) in enumerate(tickets, start=1)
    )
    return roll


def _number_after(last: DrawRoll | None) -> int:
    """A list that was never drawn leaves its seed to the next one; a seed that was told is used up."""
    if last is None:
        return 1
    number = last.number if result_of(last) is None else last.number + 1
    if number > MOST_DRAWS:
        raise RuleBroken("draw_too_often", most=MOST_DRAWS)
    return number


def _commitment(contest: Contest, number: int) -> str:
    """What binds this draw's seed: published with the contest, or, for a later draw, the seed told before."""
    bound = DrawSeed.objects.filter(contest=contest).first()
    if bound is None:
        raise RuleBroken("draw_not_bound")
    return sha256(seed_of(bytes.fromhex(bound.secret), number)).hexdigest()


def _tickets(contest: Contest, able: Hopefuls, salt: bytes) -> Iterator[tuple[int, Ticket]]:
    names = Entry.objects.filter(contest=contest).values_list("user_id", "user__name")
    for person, name in ((person, name) for person, name in names if person in able.people):
        digest = ticket_digest(salt, contest.pk, person)
        masked = mask_name(" ".join(name.split()))
        yield person, Ticket(digest=digest, name=masked, steps=able.people[person])


@transaction.atomic
def draw_lots(actor: User, roll: DrawRoll, *, public: str, source: str, now: datetime) -> DrawResult:
    """Enter the public text, once and for good; the winners follow from it in the same moment.

    Raises RuleBroken where it is empty, the list is not the last one, was drawn, or is not what the
    facts give any more.
    """
    public, source = public_text(public), _words(source, "source")
    contest = locked_contest(roll.contest)
    require_ready(contest)
    last = latest_roll(contest.pk)
    if last is None or last.pk != roll.pk:
        raise RuleBroken("draw_roll_replaced")
    if result_of(last) is not None:
        raise RuleBroken("draw_done_already")
    if not is_current(last, contest):
        raise RuleBroken("draw_out_of_date")
    lots = Lots(seed=seed_for(last), digest=last.digest, public=public)
    drawn = result_rows(draw_all(draw_list(last), lots))
    result = DrawResult.objects.create(
        roll=last, public=public, source=source, results=drawn, drawn_by=actor, drawn_at=now
    )
    details = {
        "roll": last.version,
        "list": last.digest,
        "public": public,
        "source": source,
        "seed": lots.seed.hex(),
        "winners": sum(len(one["winners"]) for one in drawn),
    }
    record(actor, "draw_done", f"contest:{contest.pk}", now=now, details=details)
    return result
