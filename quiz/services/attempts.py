"""The life of an attempt: start or resume, hand in. Answers are in `answers.py`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.doorbell import ring
from accounts.models import User
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import (
    PastAttempt,
    attempt_deadline,
    item_ms,
    local_day,
    require_attempt_left,
    require_open,
    require_practice,
    sequence_end,
)
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.gates import has_passed
from quiz.selectors.papers import arrange_seed, paper_of
from quiz.selectors.rules import sheet_of, with_rules
from quiz.selectors.sittings import progress_of, turns_of
from quiz.tasks.scoring import score_waiting_task

from .entries import enter
from .statements import attempt_of, attempts_of, hand_in_if_open, hold_contest, insert_slots, locked_entry

Kind = Attempt.Kind


def start_or_resume(user: User, contest_id: int, *, now: datetime, kind: str = Kind.COUNTED) -> Attempt:
    """The person's open attempt of a contest, or a new one with its frozen slots.

    A new attempt carries its paper as `fresh_slots`, so that showing it needs no read.  Raises
    Http404 for a contest that is not the person's, RuleBroken where the rules allow no attempt now.
    """
    for _try in range(2):
        try:
            with transaction.atomic():
                return _start_or_resume(user, contest_id, kind, now)
        except IntegrityError:  # another tab was quicker: its attempt is the one to resume
            continue
    raise RuleBroken("try_again_later", status=503)


def _start_or_resume(user: User, contest_id: int, kind: str, now: datetime) -> Attempt:
    entry = _entry(user, contest_id, now)
    past = attempts_of(user.pk, contest_id)
    for attempt in past:
        if settled(attempt, now=now).state != Attempt.State.OPEN:
            continue
        if attempt.kind == kind:
            return attempt
        if kind == Kind.PRACTICE:
            raise RuleBroken("attempt_open")
        # practice ends where the contest begins
        _hand_in_now(attempt, by=Attempt.HandedInBy.PERSON, at=now)
    return _start(entry, kind, [one for one in past if one.kind == kind], now)


def _entry(user: User, contest_id: int, now: datetime) -> Entry:
    """The person's entry, made where there is none yet, with its contest and the rules in force."""
    entry = locked_entry(user.pk, contest_id)
    if entry is None:
        hold_contest(contest_id)
        enter(user, contest_id, now=now)
        entry = locked_entry(user.pk, contest_id)
    assert entry is not None, "nobody takes an entry back"
    with_rules(entry.contest)
    return entry


def _start(entry: Entry, kind: str, past: list[Attempt], now: datetime) -> Attempt:
    sheet = sheet_of(entry.contest.rules)
    _require_allowed(entry, sheet, kind, past, now)
    attempt = _new_attempt(entry, sheet, kind, len(past) + 1, now)
    paper = paper_of(attempt, sheet)
    if not paper:  # every row of the sheet is for a group, and this person is in none
        raise RuleBroken("group_needed")
    attempt.save(force_insert=True)
    insert_slots(attempt.pk, paper)
    attempt.fresh_slots = paper  # type: ignore[attr-defined]
    return attempt


def _new_attempt(entry: Entry, sheet: RuleSheet, kind: str, number: int, now: datetime) -> Attempt:
    """An attempt with its seed and its clock, not saved yet."""
    rules = entry.contest.rules
    assert rules is not None  # or there was no sheet
    attempt = Attempt(
        contest=entry.contest,
        user_id=entry.user_id,
        entry=entry,
        rules=rules,
        kind=kind,
        number=number,
        day=local_day(sheet, now),
        started_at=now,
        deadline=attempt_deadline(
            sheet,
            now,
            entry.time_percent,
            is_practice=kind == Kind.PRACTICE,
            group=entry.group,
            closing_at=entry.contest.closing_at,
        ),
        grace_ms=sheet.time.grace_seconds * 1000,
        time_percent=entry.time_percent,
        item_ms=item_ms(sheet, entry.time_percent),
    )
    attempt.seed = arrange_seed(attempt)
    return attempt


def _require_allowed(entry: Entry, sheet: RuleSheet, kind: str, past: list[Attempt], now: datetime) -> None:
    if entry.contest.state == Contest.State.DRAFT:
        raise Http404
    if kind == Kind.PRACTICE:
        return require_practice(sheet, now)
    if entry.contest.state == Contest.State.CLOSED or _is_past_closing(entry.contest, now):
        raise RuleBroken("contest_closed_early")
    require_open(sheet, now)
    taken = [PastAttempt(day=one.day, number=one.number) for one in past]
    require_attempt_left(sheet, taken, local_day(sheet, now))
    if sheet.when.gate is not None and not has_passed(entry.user_id, sheet.when.gate):
        raise RuleBroken("gate_not_passed")


def _is_past_closing(contest: Contest, now: datetime) -> bool:
    return contest.closing_at is not None and now >= contest.closing_at


def settled(attempt: Attempt, *, now: datetime) -> Attempt:
    """The attempt as it stands now: one whose time is up is handed in before it is shown."""
    if attempt.state == Attempt.State.OPEN and (is_overdue(attempt, now) or _is_through(attempt, now)):
        hand_in_late([attempt])
    return attempt


def is_overdue(attempt: Attempt, now: datetime) -> bool:
    return now > attempt.deadline + timedelta(milliseconds=attempt.grace_ms)


def hand_in(user: User, attempt_id: int, *, now: datetime) -> Attempt:
    """Hand in a person's own attempt; doing it again changes nothing. Http404 for a stranger's."""
    attempt = attempt_of(user.pk, attempt_id)
    if attempt is None:
        raise Http404
    if attempt.state == Attempt.State.OPEN:
        late = now > attempt.deadline
        by = Attempt.HandedInBy.DEADLINE if late else Attempt.HandedInBy.PERSON
        _hand_in_now(attempt, by=by, at=now)
    return attempt


def hand_in_late(attempts: Iterable[Attempt]) -> int:
    """Close overdue attempts with what was saved; their time is their deadline. Returns how many.

    Whoever was given more time meanwhile goes on: `attempts` are then as they stand now.
    """
    by = Attempt.HandedInBy.DEADLINE
    return sum(_hand_in_now(one, by=by, at=one.deadline, if_not_extended=True) for one in attempts)


def collect(attempts: Iterable[Attempt], *, now: datetime) -> int:
    """Hand in for people who are still answering, as their organizer asks. Returns how many."""
    return sum(_hand_in_now(one, by=Attempt.HandedInBy.ORGANIZER, at=now) for one in attempts)


def _hand_in_now(attempt: Attempt, *, by: str, at: datetime, if_not_extended: bool = False) -> bool:
    """OPEN → HANDED_IN by a conditional update: whoever changes the row has handed it in."""
    ended = max(min(at, attempt.deadline, _last_item_closed(attempt)), attempt.started_at)
    if not hand_in_if_open(attempt, at=ended, by=by, if_not_extended=if_not_extended):
        attempt.refresh_from_db()
        return False
    attempt.state, attempt.handed_in_at, attempt.handed_in_by = Attempt.State.HANDED_IN, ended, by
    ring(score_waiting_task)
    return True


def _is_through(attempt: Attempt, now: datetime) -> bool:
    """On a sequential paper, whether the last item was answered, or ran out and no packet is awaited."""
    if attempt.item_ms is None:
        return False
    size, last = progress_of(attempt)
    if last is not None and last[0] == size:
        return True
    grace = timedelta(milliseconds=attempt.grace_ms)
    return now > sequence_end(turns_of(attempt, size), last) + grace


def _last_item_closed(attempt: Attempt) -> datetime:
    """On a sequential paper, when its last item was answered or ran out; else the deadline."""
    if attempt.item_ms is None:
        return attempt.deadline
    size, last = progress_of(attempt)
    return sequence_end(turns_of(attempt, size), last)
