"""Holds a rehearsal from its copy to its figures."""

import contextlib
import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Department, User
from quiz.models import Attempt, Contest
from quiz.rehearsal.cpu import cpu_seconds
from quiz.rehearsal.launch import run_plan
from quiz.rehearsal.plan import Plan, Report, SittingPlan
from quiz.rehearsal.servers import Site
from quiz.selectors.rehearsal import Verdict, verdict_on

from .rehearsal import close_rehearsal, forget_rehearsal, invite, open_rehearsal

ACTIONS = ("login", "start", "answer", "repeat", "overtaken", "hand in")
SAVES = ("answer", "repeat", "overtaken")
SCORED_WITHIN = 60.0
QUIET_SECONDS, QUIET_TRIES = 0.7, 15
_AT_ONCE = 250  # people of one load process


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an organizer asks for; `seconds`, `mischief` and `at_once` as in the plan."""

    people: int
    seconds: float
    at_most: float
    logged_in: bool = False
    keep: bool = False
    mischief: float = 0.1
    at_once: int = 0


@dataclass(kw_only=True)
class Outcome:
    """What came of it. Times in seconds unless their name says milliseconds."""

    contest: int
    title: str
    people: int
    answers: int
    answers_per_second: float
    sitting_seconds: float
    scored_seconds: float | None
    board_seconds: float | None
    millis: dict[str, dict[str, float]]
    errors: dict[str, int]
    cut_short: int
    verdict: Verdict
    cpu_seconds_per_attempt: float | None
    load_cpu_seconds: float
    winners: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Everybody got through, and nothing was lost, doubled or marked wrongly."""
        return not self.verdict.faults and not self.cut_short and self.verdict.attempts == self.people

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "is_sound": self.is_sound}


def rehearse(
    contest: Contest,
    wish: Wish,
    site: AbstractContextManager[Site],
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Let simulated people sit a copy of the contest at a site. Raises LoadFailed, NotThere."""
    copy = open_rehearsal(contest, now=timezone.now())
    sessions: list[str] = []
    try:
        people = invite(copy, wish.people, now=timezone.now(), logged_in=wish.logged_in)
        sessions += [person.session for person in people]
        say(f"{wish.people} simulated people sit a copy of “{contest.title}” (contest {copy.pk})")
        with site as where:
            outcome = _held(copy, wish, people, where, sessions)
        outcome.title = contest.title
        outcome.winners = _winners(copy)
    finally:
        close_rehearsal(copy, sessions, now=timezone.now())
        if not wish.keep:
            _until_nobody_draws(copy)
            forget_rehearsal(copy)
    return outcome


def _held(copy: Contest, wish: Wish, people: Sequence[Any], site: Site, sessions: list[str]) -> Outcome:
    used = _meter(site.roots)
    work = SittingPlan(
        contest=copy.pk,
        people=list(people),
        seconds=wish.seconds,
        seed=secrets.randbits(32),
        mischief=wish.mischief,
        at_once=wish.at_once,
    )
    plan = Plan(host=site.host, port=site.port, at_most=wish.at_most, work=work)
    report = run_plan(plan, processes=_load_processes(wish.people))
    sessions += [ledger.session for ledger in report.ledgers]
    last = report.span.get("hand in", (0.0, time.time()))[1]
    scored = _seconds_until(last, lambda: not _waiting(copy))
    board = (
        _seconds_until(last, lambda: _on_the_board(copy) >= _counted(copy)) if scored is not None else None
    )
    return _outcome(copy, wish, report, scored, board, used())


def _load_processes(people: int) -> int:
    return max(1, min(os.cpu_count() or 1, 2, 1 + people // _AT_ONCE))


def _meter(roots: Sequence[int]) -> Callable[[], float | None]:
    before = cpu_seconds(roots) if roots else None

    def used() -> float | None:
        after = cpu_seconds(roots) if before is not None else None
        return None if after is None or before is None else after - before

    return used


def _waiting(copy: Contest) -> bool:
    return Attempt.objects.filter(contest=copy, state=Attempt.State.HANDED_IN, scored_at=None).exists()


def _counted(copy: Contest) -> int:
    return Attempt.objects.filter(contest=copy, state=Attempt.State.HANDED_IN).count()


def _on_the_board(copy: Contest) -> int:
    return import_string(f"{settings.REHEARSAL_OUTCOME}.on_the_board")(copy.pk)


def _until_nobody_draws(copy: Contest) -> None:
    """Let workers finish what was rung for this contest: rows that are gone would be errors to them."""
    sequence = import_string(f"{settings.REHEARSAL_OUTCOME}.sequence")
    for _each in range(QUIET_TRIES):
        before = sequence(copy.pk)
        time.sleep(QUIET_SECONDS)
        if sequence(copy.pk) == before:
            return


def _seconds_until(since: float, done: Callable[[], bool]) -> float | None:
    """Seconds from `since` (epoch) until it is done; None where it is not in time."""
    end = time.monotonic() + SCORED_WITHIN
    while time.monotonic() < end:
        if done():
            return max(0.0, time.time() - since)
        time.sleep(0.1)
    return None


def _outcome(
    copy: Contest, wish: Wish, report: Report, scored: float | None, board: float | None, cpu: float | None
) -> Outcome:
    answering = [report.span[one] for one in SAVES if one in report.span]
    began, ended = (
        min((one[0] for one in answering), default=0.0),
        max((one[1] for one in answering), default=0.0),
    )
    saved = sum(len(report.millis.get(one, [])) for one in SAVES)
    sitting = [report.span[one] for one in ("start", "hand in") if one in report.span]
    found = verdict_on(copy, report.ledgers)
    return Outcome(
        contest=copy.pk,
        title=copy.title,
        people=wish.people,
        answers=saved,
        answers_per_second=saved / (ended - began) if ended > began else 0.0,
        sitting_seconds=max((one[1] for one in sitting), default=0.0)
        - min((one[0] for one in sitting), default=0.0),
        scored_seconds=scored,
        board_seconds=board,
        millis={action: spread(report.millis[action]) for action in ACTIONS if action in report.millis},
        errors=report.errors,
        cut_short=report.cut_short,
        verdict=found,
        cpu_seconds_per_attempt=cpu / found.attempts if cpu is not None and found.attempts else None,
        load_cpu_seconds=report.cpu_seconds,
    )


def spread(millis: Sequence[float]) -> dict[str, float]:
    """count, p50, p99 and max of times in milliseconds."""
    ordered = sorted(millis)
    return {
        "count": len(ordered),
        "p50": statistics.median(ordered),
        "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max": ordered[-1],
    }


def _winners(copy: Contest) -> list[dict[str, Any]]:
    found = import_string(f"{settings.REHEARSAL_OUTCOME}.winners")(copy.pk)
    people = dict(
        User.objects.filter(pk__in=[one["id"] for one in found if not one["board"]]).values_list("pk", "name")
    )
    units = dict(
        Department.objects.filter(pk__in=[one["id"] for one in found if one["board"]]).values_list(
            "pk", "name"
        )
    )
    return [{**one, "name": (units if one["board"] else people).get(one["id"], "")} for one in found]


@contextlib.contextmanager
def already_there(site: Site) -> Iterator[Site]:
    """A site that somebody else started and stops."""
    yield site
