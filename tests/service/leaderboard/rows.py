"""Contests, people and scores as rows, for the tests of boards and awards."""

from datetime import UTC, datetime, timedelta
from itertools import count

from accounts.models import Department, User
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Attempt, AttemptScore, Contest, Entry, RulesVersion

NOW = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
DAY = NOW.date()
_numbers = count(1)


def department(name="科协", parent=None, kind="", **fields):
    made = Department.objects.create(name=name, parent=parent, kind=kind, **fields)
    if not made.path:
        made.path = f"{parent.path if parent else ''}{made.pk}/"
        made.save(update_fields=["path"])
    return made


def person(name="张小三", where=None, **fields):
    return User.objects.create(username=f"p{next(_numbers)}", name=name, department=where, **fields)


def document(**fields):
    return {
        "title": "科普竞赛",
        "when": {"opens_at": "2026-09-01T09:00:00", "closes_at": "2026-09-01T18:00:00"},
        "paper": {"rows": [{"count": 4}]},
        **fields,
    }


def contest(where=None, state=Contest.State.PUBLISHED, **fields):
    where = where or department(f"主办{next(_numbers)}")
    made = Contest.objects.create(
        title="科普竞赛",
        department=where,
        state=state,
        opens_at=NOW - timedelta(hours=3),
        closes_at=NOW + timedelta(hours=6),
        join_code=f"c{next(_numbers)}",
        created_at=NOW,
        closed_at=NOW if state == Contest.State.CLOSED else None,
    )
    made.rules = rules(made, **fields)
    made.save(update_fields=["rules"])
    return made


def rules(of, number=1, **fields):
    sheet = RuleSheet.load(document(**fields))
    return RulesVersion.objects.create(
        contest=of, number=number, document=sheet.dump(), digest="d", seed="s", created_at=NOW
    )


def entry(of, who, group="", excluded_reason=""):
    return Entry.objects.create(
        contest=of,
        user=who,
        department=who.department,
        group=group,
        excluded_reason=excluded_reason,
        created_at=NOW,
    )


def attempt(of, points=None, who=None, *, handed_in_at=NOW, elapsed_ms=60_000, kind="counted", **fields):
    """A handed-in attempt of somebody on the list, scored unless `points` is None (hundredths)."""
    who = who or person()
    listed = Entry.objects.filter(contest=of, user=who).first() or entry(of, who, **fields)
    made = Attempt.objects.create(
        contest=of,
        user=who,
        entry=listed,
        rules=of.rules,
        kind=kind,
        number=1 + Attempt.objects.filter(contest=of, user=who, kind=kind).count(),
        day=DAY,
        seed="s",
        state=Attempt.State.HANDED_IN,
        started_at=handed_in_at - timedelta(milliseconds=elapsed_ms),
        deadline=NOW + timedelta(hours=1),
        handed_in_at=handed_in_at,
        handed_in_by=Attempt.HandedInBy.PERSON,
    )
    if points is not None:
        score(made, points, elapsed_ms=elapsed_ms)
    return made


def score(of, points, *, rules=None, elapsed_ms=60_000, right=0):
    made = AttemptScore.objects.create(
        attempt=of,
        rules=rules or of.contest.rules,
        points=points,
        max_points=10_000,
        right=right,
        elapsed_ms=elapsed_ms,
        created_at=NOW,
    )
    Attempt.objects.filter(pk=of.pk).update(scored_at=NOW)
    return made


def crowd(of, people, *, where=None, points=lambda n: (n * 37) % 2001, elapsed=lambda n: 30_000 + n * 7):
    """So many people with one scored attempt each, in bulk; returns the attempts' ids."""
    start = next(_numbers) * 1_000_000
    users = User.objects.bulk_create(
        [User(username=f"b{start + n}", name=f"王{n}明", department=where) for n in range(people)]
    )
    entries = Entry.objects.bulk_create(
        [Entry(contest=of, user=user, department=where, created_at=NOW) for user in users]
    )
    attempts = Attempt.objects.bulk_create(
        [_bulk_attempt(of, one, elapsed(n)) for n, one in enumerate(entries)]
    )
    AttemptScore.objects.bulk_create(
        [
            AttemptScore(
                attempt=one,
                rules=of.rules,
                points=points(n),
                max_points=10_000,
                right=0,
                elapsed_ms=elapsed(n),
                created_at=NOW,
            )
            for n, one in enumerate(attempts)
        ]
    )
    return [one.pk for one in attempts]


def _bulk_attempt(of, listed, elapsed_ms):
    return Attempt(
        contest=of,
        user_id=listed.user_id,
        entry=listed,
        rules=of.rules,
        number=1,
        day=DAY,
        seed="s",
        state=Attempt.State.HANDED_IN,
        started_at=NOW - timedelta(milliseconds=elapsed_ms),
        deadline=NOW + timedelta(hours=1),
        handed_in_at=NOW,
        handed_in_by=Attempt.HandedInBy.PERSON,
        scored_at=NOW,
    )
