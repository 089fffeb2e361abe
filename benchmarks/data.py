"""What the bench measures on: people, papers and boards, made through the site's own services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import Department
from accounts.services.departments import add_department
from leaderboard.services.boards import rebuild
from quiz.domain.dice import derive_seed
from quiz.models import Answer, Attempt, AttemptScore, Contest, Entry, Slot
from quiz.rehearsal.plan import Person
from quiz.selectors.papers import paper_of
from quiz.selectors.rules import sheet_of
from quiz.services.rehearsal import PREFIX, invite, open_rehearsal

DEPARTMENTS = 40
_BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class Room:
    """A contest with people on its list who are logged in."""

    contest: Contest
    people: list[Person]


def make_floor_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute(
            "CREATE TABLE bench_floor (id bigserial PRIMARY KEY, user_id bigint NOT NULL, "
            "position smallint NOT NULL, response text NOT NULL, saved_at timestamptz NOT NULL)"
        )


def make_departments() -> None:
    """A bureau with many departments below the demonstration's own."""
    root = Department.objects.filter(parent=None).order_by("pk").first()
    for number in range(DEPARTMENTS):
        add_department(f"第{number + 1}科", kind="机关", parent=root)


def demo() -> Contest:
    """The demonstration contest that `config.prepare` opened."""
    return Contest.objects.filter(is_rehearsal=False).order_by("pk")[0]


def make_room(people: int) -> Room:
    """A copy of the demonstration contest: 20 items, everybody logged in."""
    now = timezone.now()
    copy = open_rehearsal(demo(), now=now)
    return Room(contest=copy, people=invite(copy, people, now=now, logged_in=True))


def make_board(people: int) -> Room:
    """A contest that so many people have handed in and that is scored and on the board."""
    room = make_room(people)
    entries = list(Entry.objects.filter(contest=room.contest).order_by("pk"))
    started = timezone.now() - timedelta(seconds=900)
    attempts = Attempt.objects.bulk_create(
        [_attempt(room.contest, entry, number, started) for number, entry in enumerate(entries)],
        batch_size=_BATCH,
    )
    AttemptScore.objects.bulk_create(
        [_score(attempt, number) for number, attempt in enumerate(attempts)], batch_size=_BATCH
    )
    rebuild(room.contest.pk, now=timezone.now())
    return room


def _attempt(contest: Contest, entry: Entry, number: int, started: datetime) -> Attempt:
    assert contest.rules is not None
    ended = started + timedelta(milliseconds=200_000 + number * 7919 % 600_000)
    return Attempt(
        contest=contest, user_id=entry.user_id, entry=entry, rules=contest.rules, number=1,
        day=started.date(), seed="0" * 64, state=Attempt.State.HANDED_IN, started_at=started,
        deadline=started + timedelta(seconds=900), handed_in_at=ended, handed_in_by="person", scored_at=ended,
    )  # fmt: skip


def _score(attempt: Attempt, number: int) -> AttemptScore:
    assert attempt.handed_in_at is not None
    right = number * 31 % 21
    return AttemptScore(
        attempt=attempt, rules_id=attempt.rules_id, points=right * 500, max_points=10_000, right=right,
        elapsed_ms=int((attempt.handed_in_at - attempt.started_at).total_seconds() * 1000),
        marks=[], created_at=attempt.handed_in_at,
    )  # fmt: skip


def attempts_of(room: Room) -> dict[str, int]:
    """Each person's attempt by user name."""
    rows = Attempt.objects.filter(contest=room.contest, user__username__startswith=PREFIX)
    return dict(rows.values_list("user__username", "pk"))


def analyze() -> None:
    """Statistics as a database that has been running for a while has them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_sat_room(people: int) -> Room:
    """A contest whose people have each answered all items and handed in; nothing is scored."""
    room = make_room(people)
    entries = list(Entry.objects.filter(contest=room.contest).select_related("contest__rules").order_by("pk"))
    started = timezone.now()
    attempts = Attempt.objects.bulk_create(
        [_handed_in(room.contest, entry, number, started) for number, entry in enumerate(entries)],
        batch_size=_BATCH,
    )
    slots = [
        Slot(attempt=attempt, position=position, revision_id=slot.revision_id, type=slot.type,
             option_order=slot.option_order, points=slot.points)
        for attempt in attempts
        for position, slot in enumerate(paper_of(attempt, sheet_of(room.contest.rules)), start=1)
    ]  # fmt: skip
    Slot.objects.bulk_create(slots, batch_size=_BATCH)
    answers = [
        Answer(attempt_id=slot.attempt_id, position=slot.position, response=slot.option_order[:1],
               client_key=f"bench-{slot.position:04d}", saved_at=started)
        for slot in slots
    ]  # fmt: skip
    Answer.objects.bulk_create(answers, batch_size=_BATCH)
    analyze()
    return room


def _handed_in(contest: Contest, entry: Entry, number: int, started: datetime) -> Attempt:
    """As handed in, but with the mark of a scored one: `set_waiting` takes it off."""
    attempt = _attempt(contest, entry, number, started)
    attempt.seed = derive_seed(contest.rules.seed, "bench", number)  # type: ignore[union-attr]
    return attempt


def set_waiting(room: Room) -> None:
    AttemptScore.objects.filter(attempt__contest=room.contest).delete()
    Attempt.objects.filter(contest=room.contest).update(scored_at=None)


def count_waiting(contests: Sequence[int]) -> int:
    return Attempt.objects.filter(contest__in=contests, state="handed_in", scored_at=None).count()
