"""Awards: drafted from the database alone, confirmed by a person, never changed after that."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.awards import Winner
from leaderboard.domain.handing_on import Forfeit
from leaderboard.domain.lottery_pools import hopefuls
from leaderboard.domain.outcome import Inputs, Outcome, input_digest, outcome
from leaderboard.models import Award, AwardRun, Reserve
from leaderboard.selectors.awards import awards_are_confirmed
from leaderboard.selectors.drawings import latest_roll
from leaderboard.selectors.draws import roll_follows
from leaderboard.selectors.facts import counted_scores, inputs_of
from quiz.models import Attempt, Contest
from quiz.selectors.rules import sheet_of

State = AwardRun.State


@transaction.atomic
def draft_awards(actor: User, contest: Contest, *, now: datetime) -> AwardRun:
    """Compute the awards as a draft; the same facts give back the same draft.

    Raises RuleBroken naming what is missing: the contest is not closed, attempts are open or not
    scored, the awards are confirmed, or lots are still to be drawn.
    """
    contest = locked_contest(contest)
    require_ready(contest)
    inputs, digest, found = _computed(contest)
    _require_drawn(contest, inputs)
    draft = AwardRun.objects.filter(contest=contest, state=State.DRAFT).order_by("-number").first()
    if draft is not None and draft.input_digest == digest and draft.rules_id == contest.rules_id:
        return draft
    run = _saved(actor, contest, digest, found, now)
    AwardRun.objects.filter(contest=contest, state=State.DRAFT).exclude(pk=run.pk).delete()
    details = {
        "run": run.number,
        "digest": digest,
        "awards": len(found.winners),
        "people": len(inputs.people),
    }
    record(actor, "awards_drafted", f"contest:{contest.pk}", now=now, details=details)
    return run


def locked_contest(contest: Contest) -> Contest:
    """The contest as it is now, its row locked: one award desk at a time.

    Locked first and read then: PostgreSQL, having waited for a row, does not join it anew.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    return Contest.objects.select_related("rules").get(pk=contest.pk)


def require_ready(contest: Contest) -> None:
    """Asked with the contest's row locked: may prizes be decided? RuleBroken names what is missing."""
    if contest.state != Contest.State.CLOSED or contest.rules is None:
        raise RuleBroken("awards_contest_not_closed")
    if not sheet_of(contest.rules).awards:
        raise RuleBroken("awards_nothing_to_win")
    if awards_are_confirmed(contest.pk):
        raise RuleBroken("awards_confirmed_already")
    counted = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED)
    still_open = counted.filter(state=Attempt.State.OPEN).count()
    if still_open:
        raise RuleBroken("awards_attempts_open", count=still_open)
    unscored = counted.count() - counted_scores(contest).count()
    if unscored:
        raise RuleBroken("awards_attempts_unscored", count=unscored)


def _require_drawn(contest: Contest, inputs: Inputs) -> None:
    """Lots come first, from the list that the facts still give."""
    sheet = sheet_of(contest.rules)
    able = hopefuls(sheet, inputs) if sheet.draws_lots else None
    if able is None or not able.draws:
        return
    roll = latest_roll(contest.pk)
    if roll is None or inputs.drawing is None:
        raise RuleBroken("awards_draw_missing")
    if not roll_follows(roll, able):
        raise RuleBroken("awards_draw_out_of_date")


def require_unconfirmed(contest_id: int) -> None:
    """Asked with the contest's row locked, as a confirmation locks it: neither slips in behind the other.

    Raises RuleBroken("awards_are_confirmed") where places may not move any more.
    """
    if awards_are_confirmed(contest_id):
        raise RuleBroken("awards_are_confirmed")


def _computed(contest: Contest) -> tuple[Inputs, str, Outcome]:
    sheet, inputs = sheet_of(contest.rules), inputs_of(contest)
    return inputs, input_digest(sheet, inputs), outcome(sheet, inputs)


def outcome_after(contest: Contest, forfeits: Iterable[Forfeit]) -> Outcome:
    """The awards as the facts give them now, with these prizes given up too. Reads only.

    Raises RuleBroken where the lots that decide them were drawn from another list.
    """
    sheet, inputs = sheet_of(contest.rules), inputs_of(contest)
    _require_drawn(contest, inputs)
    return outcome(sheet, replace(inputs, forfeits=(*inputs.forfeits, *forfeits)))


def _saved(actor: User, contest: Contest, digest: str, found: Outcome, now: datetime) -> AwardRun:
    last = AwardRun.objects.filter(contest=contest).aggregate(number=Max("number"))["number"] or 0
    assert contest.rules is not None
    run = AwardRun.objects.create(
        contest=contest,
        rules=contest.rules,
        number=last + 1,
        input_digest=digest,
        notes=[{"code": note.code, "values": note.values} for note in found.notes],
        created_by=actor,
        created_at=now,
    )
    Award.objects.bulk_create(award_rows(run, found))
    Reserve.objects.bulk_create(reserve_rows(run, found))
    return run


def award_rows(run: AwardRun, found: Outcome) -> Iterator[Award]:
    """A computation's winners as rows of a run."""
    departments = _departments(found)
    for position, winner in enumerate(found.winners, start=1):
        yield Award(
            run=run,
            position=position,
            group=winner.group,
            points=winner.points,
            elapsed_ms=winner.elapsed_ms,
            is_tied=winner.is_tied,
            **_prize(winner, departments),
        )


def reserve_rows(run: AwardRun, found: Outcome) -> Iterator[Reserve]:
    """Who is in line for what, as rows of a run."""
    departments = _departments(found)
    for position, one in enumerate(found.reserves, start=1):
        prize = _prize(one.winner, departments)
        yield Reserve(run=run, position=position, group=one.group, seats_of_id=one.department, **prize)


def _departments(found: Outcome) -> dict[int, int | None]:
    return {one.person: one.department for one in found.standings}


def _prize(winner: Winner, departments: dict[int, int | None]) -> dict[str, Any]:
    """Which prize, whose, and by which place; a person's with the own department."""
    is_person = not winner.board
    return {
        "tier": winner.tier,
        "board": winner.board,
        "user_id": winner.id if is_person else None,
        "department_id": departments[winner.id] if is_person else winner.id,
        "place": winner.place,
    }


@transaction.atomic
def discard_draft(actor: User, run: AwardRun, *, now: datetime) -> None:
    """Throw a draft away. Raises RuleBroken once it is confirmed, or gone already."""
    locked_contest(run.contest)
    _require_draft(run)
    AwardRun.objects.filter(pk=run.pk).delete()
    details = {"run": run.number, "digest": run.input_digest}
    record(actor, "awards_draft_discarded", f"contest:{run.contest_id}", now=now, details=details)


def _require_draft(run: AwardRun) -> None:
    """Asked with the contest locked: another desk may have confirmed, computed anew or thrown away."""
    now = AwardRun.objects.filter(pk=run.pk).first()
    if now is None:
        raise RuleBroken("awards_draft_is_gone")
    if now.state != State.DRAFT:
        raise RuleBroken("awards_not_a_draft")


@transaction.atomic
def confirm_awards(actor: User, run: AwardRun, *, now: datetime) -> AwardRun:
    """Make a draft final. Raises RuleBroken where it is none, or where the facts have changed since."""
    contest = locked_contest(run.contest)
    _require_draft(run)
    require_ready(contest)
    inputs, digest, _found = _computed(contest)
    _require_drawn(contest, inputs)
    run = AwardRun.objects.get(pk=run.pk)
    if digest != run.input_digest or run.rules_id != contest.rules_id:
        raise RuleBroken("awards_out_of_date")
    run.state, run.confirmed_by, run.confirmed_at = State.CONFIRMED, actor, now
    run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    details = {"run": run.number, "digest": run.input_digest, "awards": run.awards.count()}
    record(actor, "awards_confirmed", f"contest:{contest.pk}", now=now, details=details)
    return run


def run_anew(actor: User, contest: Contest, old: AwardRun, *, now: datetime) -> AwardRun | None:
    """Supersede a confirmed run by one of the facts as they are now, as far as the old one had come.

    None where the lots that decided it were drawn from another list than the facts give now. The caller
    holds the contest's lock.
    """
    AwardRun.objects.filter(contest=contest, state=State.DRAFT).delete()
    AwardRun.objects.filter(pk=old.pk).update(state=State.SUPERSEDED)
    inputs, digest, found = _computed(contest)
    try:
        _require_drawn(contest, inputs)
    except RuleBroken:
        return None
    run = _saved(actor, contest, digest, found, now)
    run.state, run.confirmed_by, run.confirmed_at = State.CONFIRMED, actor, now
    run.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    if old.state == State.PUBLISHED:
        run.state, run.published_at = State.PUBLISHED, now
        run.save(update_fields=["state", "published_at"])
    return run


@transaction.atomic
def publish_awards(actor: User, run: AwardRun, *, now: datetime) -> AwardRun:
    """Show the winners. Publishing twice changes nothing. Raises RuleBroken for a draft."""
    won = AwardRun.objects.filter(pk=run.pk, state=State.CONFIRMED).update(
        state=State.PUBLISHED, published_at=now
    )
    run = AwardRun.objects.filter(pk=run.pk).first() or run
    if run.state != State.PUBLISHED:
        raise RuleBroken("awards_not_confirmed")
    if won:
        details = {"run": run.number, "digest": run.input_digest}
        record(actor, "awards_published", f"contest:{run.contest_id}", now=now, details=details)
    return run
