"""What a person can do with a contest now, ready for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import PastAttempt, local_day, require_attempt_left, require_open, require_practice
from quiz.models import Attempt, Contest
from quiz.selectors.contests import phase_of
from quiz.selectors.gates import has_passed
from quiz.selectors.rules import sheet_of

# A paper without a limit of its own ends with the contest, days away: no clock for that.
CLOCK_FROM = timedelta(hours=3)


@dataclass(frozen=True, kw_only=True)
class Card:
    """`phase`: upcoming, open, ended, closed; `left` counts attempts, None for no limit;
    `why_not` says why a counted attempt cannot start although the contest is open."""

    contest: Contest
    sheet: RuleSheet
    phase: str
    open_attempt: Attempt | None
    last_attempt: Attempt | None
    may_start: bool
    why_not: str
    left: int | None
    left_today: int | None
    may_practise: bool
    shows_time_left: bool
    has_entry: bool = True
    time_percent: int = 100

    @property
    def must_join(self) -> bool:
        """Whether the person first has to say yes, and perhaps a department or a group, on the way in."""
        return (
            not self.has_entry and self.sheet.who.admission == "open" and self.phase in ("open", "upcoming")
        )


def card_of(
    contest: Contest,
    attempts: Sequence[Attempt],
    *,
    user_id: int,
    now: datetime,
    has_entry: bool = True,
    time_percent: int = 100,
) -> Card:
    """`attempts`: all that the person made in this contest, in the order of their start."""
    sheet = sheet_of(contest.rules)
    counted = [one for one in attempts if one.kind == Attempt.Kind.COUNTED]
    phase = phase_of(contest, now)
    why_not = _why_not(sheet, counted, user_id, now) if phase == "open" else ""
    limits = sheet.when.attempts
    open_attempt = _still_open(attempts, now)
    today = sum(one.day == local_day(sheet, now) for one in counted)
    return Card(
        contest=contest,
        sheet=sheet,
        phase=phase,
        open_attempt=open_attempt,
        last_attempt=next((one for one in reversed(attempts) if one.state != Attempt.State.OPEN), None),
        may_start=phase == "open" and not why_not,
        why_not=why_not,
        left=None if limits.total is None else max(0, limits.total - len(counted)),
        left_today=None if limits.per_day is None else max(0, limits.per_day - today),
        may_practise=phase != "draft" and not _refused(lambda: require_practice(sheet, now)),
        shows_time_left=open_attempt is not None and open_attempt.deadline - now < CLOCK_FROM,
        has_entry=has_entry,
        time_percent=time_percent,
    )


def cards_of(
    contests: Iterable[Contest], *, user_id: int, now: datetime, has_entry: bool = True
) -> list[Card]:
    """A card for each contest; one statement for all attempts."""
    contests = list(contests)
    made: dict[int, list[Attempt]] = {contest.pk: [] for contest in contests}
    for attempt in Attempt.objects.filter(user=user_id, contest__in=contests).order_by("started_at"):
        made[attempt.contest_id].append(attempt)
    return [
        card_of(contest, made[contest.pk], user_id=user_id, now=now, has_entry=has_entry)
        for contest in contests
    ]


def _still_open(attempts: Sequence[Attempt], now: datetime) -> Attempt | None:
    return next((one for one in attempts if one.state == Attempt.State.OPEN and one.deadline > now), None)


def _why_not(sheet: RuleSheet, counted: Sequence[Attempt], user_id: int, now: datetime) -> str:
    past = [PastAttempt(day=one.day, number=one.number) for one in counted]
    return (
        _refused(lambda: require_open(sheet, now))
        or _refused(lambda: require_attempt_left(sheet, past, local_day(sheet, now)))
        or _refused(lambda: _require_gate(sheet, user_id))
    )


def _require_gate(sheet: RuleSheet, user_id: int) -> None:
    if sheet.when.gate is not None and not has_passed(user_id, sheet.when.gate):
        raise RuleBroken("gate_not_passed")


def _refused(check) -> str:
    """The sentence of the rule that `check` finds broken, or nothing."""
    try:
        check()
    except RuleBroken as error:
        return explain(error)
    return ""
