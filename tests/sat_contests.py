"""Contests that a crowd has sat, written straight into the rows: what each person chose is given."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Department, User
from quiz.models import Answer, Attempt, Contest, Entry, QuestionRevision, Slot
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.scoring import score_all_waiting
from tests.factories import make_department, make_organizer, make_question, make_sheet

FIRST_USER = "crowd"


def fixed_contest(
    now: datetime, revisions: Sequence[QuestionRevision], department: Department | None = None, **parts
) -> Contest:
    """A published contest with these questions in their order."""
    paper = {"mode": "fixed", "questions": [one.question.code for one in revisions], "order": "as_listed"}
    sheet = make_sheet(now, paper=paper, **parts)
    return publish_contest(
        None, create_contest(None, department or make_department(), sheet, now=now), now=now
    )


def let_sit(
    contest: Contest,
    revisions: Sequence[QuestionRevision],
    choices: Sequence[Sequence[int | None]],
    *,
    now: datetime,
    item_seconds: Sequence[float] | None = None,
    **person,
) -> list[Attempt]:
    """A person for each row, an option id for each question (None: left out); handed in and scored.

    `item_seconds`: the paper opened its questions one by one, and each took so long.
    """
    crowd = User.objects.bulk_create(
        User(username=f"{FIRST_USER}-{contest.pk}-{User.objects.count()}-{n}", name=f"人{n}", **person)
        for n in range(len(choices))
    )
    entries = Entry.objects.bulk_create(Entry(contest=contest, user=one, created_at=now) for one in crowd)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            contest=contest, user=entry.user, entry=entry, rules=contest.rules, number=1, day=now.date(),
            seed="seed", state=Attempt.State.HANDED_IN, started_at=now, deadline=now + timedelta(hours=1),
            handed_in_at=now + timedelta(minutes=5), handed_in_by=Attempt.HandedInBy.PERSON,
            item_ms=60_000 if item_seconds else None,
        )
        for entry in entries
    )  # fmt: skip
    Slot.objects.bulk_create(
        Slot(
            attempt=attempt,
            position=at,
            revision=one,
            type=one.type,
            option_order=[option["id"] for option in one.options] or [1, 0],
            points=500,
        )
        for attempt in attempts
        for at, one in enumerate(revisions, start=1)
    )
    Answer.objects.bulk_create(_answers(attempts, choices, now, item_seconds))
    score_all_waiting(now=now + timedelta(minutes=6))
    return attempts


def _answers(attempts, choices, now, item_seconds):
    for attempt, row in zip(attempts, choices, strict=True):
        passed = 0.0
        for at, option in enumerate(row, start=1):
            passed += item_seconds[at - 1] if item_seconds else 1
            if option is not None:
                yield Answer(
                    attempt=attempt, position=at, response=[option], client_key=f"key-{at}",
                    saved_at=now + timedelta(seconds=passed),
                )  # fmt: skip


def choices_of(rights: Sequence[Sequence[int]], *, wrong: int = 2) -> list[list[int]]:
    """Option 1 where a person is right, else `wrong`."""
    return [[1 if right else wrong for right in row] for row in rights]


def sat_contest(rights: Sequence[Sequence[int]], *, now: datetime | None = None, **parts) -> Contest:
    """A closed contest of single-choice questions in which people did as the rows say."""
    now = now or timezone.now()
    revisions = [make_question(now=now) for _item in rights[0]]
    contest = fixed_contest(now, revisions, **parts)
    let_sit(contest, revisions, choices_of(rights), now=now)
    close_contest(make_organizer(contest.department), contest, now=now + timedelta(hours=1))
    return Contest.objects.get(pk=contest.pk)
