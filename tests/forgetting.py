"""Learners who forget as a known model says: what they answer, as what a fit takes and in the database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS

from learning.domain.fitting import Row
from learning.models import Learner, LearningSession, ReviewLog
from tests.factories import make_question

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
# They forget far sooner than FSRS's defaults say; what is left is forgotten more slowly.
FORGETFUL = (0.08, 0.4, 0.7, 1.6, *DEFAULT_PARAMETERS[4:20], 0.3)
DAYS_BETWEEN = (0, 1, 1, 2, 3, 5, 8, 13, 21)


def answers_of(
    learners: int, questions: int, answers: int, *, weights: tuple[float, ...] = FORGETFUL, seed: int = 1
) -> Iterator[Row]:
    """Rows (learner, question, 0, time, rating) sorted by the first four; learners and questions are numbered
    from 1."""
    dice = Random(seed)
    memory = Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for learner in range(1, learners + 1):
        for question in range(1, questions + 1):
            at, card = (
                START + timedelta(days=dice.randrange(40), seconds=dice.randrange(3600)),
                Card(card_id=1),
            )
            rating = Rating(dice.choice((1, 1, 3, 3, 3)))
            for number in range(answers):
                if number:
                    at += timedelta(days=dice.choice(DAYS_BETWEEN), seconds=dice.randrange(3600))
                    chance = memory.get_card_retrievability(card, at)
                    rating = Rating(3 if dice.random() < chance else 1)
                yield learner, question, 0, at, int(rating)
                card, _said = memory.review_card(card, rating, at)


def put_down(now: datetime, *, learners: int, questions: int, answers: int, **more: Any) -> list[Learner]:
    """Devices whose answers are those of a known memory."""
    bank = [make_question(now=now) for _each in range(questions)]
    people = [Learner.objects.create(created_at=now) for _each in range(learners)]
    logs = []
    rows = answers_of(learners, questions, answers, **more)
    for learner, given in groupby(rows, key=lambda row: row[0]):
        session = LearningSession.objects.create(
            learner=people[learner - 1],
            mode=LearningSession.Mode.RANDOM,
            day=now.date(),
            size=0,
            started_at=now,
        )
        for position, (_learner, question, _era, at, rating) in enumerate(given, start=1):
            revision = bank[question - 1]
            logs.append(
                ReviewLog(
                    learner=people[learner - 1],
                    question_id=revision.question_id,
                    revision=revision,
                    session=session,
                    position=position,
                    at=at,
                    verdict="right" if rating > 1 else "wrong",
                    rating=rating,
                    policy=1,
                    millis=8000,
                )
            )
    ReviewLog.objects.bulk_create(logs)
    return people
