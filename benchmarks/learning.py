"""Self-study: an answered item and today's set, for a learner who has met 5,000 questions.

In this process, on the server profile's database: milliseconds by the clock and of CPU (without the
database's own), medians, and SQL statements. Whatever is begun is rolled back, so that it can be begun again.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from benchmarks.data import analyze
from learning.models import Learner, LearningSession, Memory
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin
from quiz.models import Question, QuestionRevision

GOALS = {"today's set": "≤ 50 ms", "an answered item": "≤ 8 statements"}
_ROUNDS = 40


def bench_learning(*, quick: bool = False) -> dict[str, dict[str, float]]:
    """ "ms", "cpu_ms" and "statements" by what was done; printed as it goes."""
    learner = _learner(200 if quick else 5_000)
    analyze()
    parts: dict[str, Callable[[], Any]] = {
        "today's set": lambda: _todays(learner),
        "an answered item": _Answers(learner).next,
    }
    found = {}
    for name, work in parts.items():
        found[name] = _measured(work, 5 if quick else _ROUNDS)
        figures = "{ms:7.1f} ms, CPU {cpu_ms:.1f} ms, {statements} statements".format(**found[name])
        print(f"  {name:<40} {figures}  (goal {GOALS[name]})", flush=True)
    return found


def _measured(work: Callable[[], Any], rounds: int) -> dict[str, float]:
    work()
    clock, cpu = [], []
    for _each in range(rounds):
        began, before = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - began)
        cpu.append(time.process_time() - before)
    with CaptureQueriesContext(connection) as queries:
        work()
    sql = [one["sql"] for one in queries.captured_queries]
    counted = [
        one for one in sql if not one.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"))
    ]
    return {
        "ms": round(1000 * statistics.median(clock), 2),
        "cpu_ms": round(1000 * statistics.median(cpu), 2),
        "statements": len(counted),
    }


def _todays(learner: Learner) -> None:
    with transaction.atomic():
        session = begin(learner, LearningSession.Mode.DAILY, now=timezone.now())
        assert session is not None and session.size > 5
        transaction.set_rollback(True)


class _Answers:
    """Sets of random questions, answered item after item: mark, log, schedule, and what comes next."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._session: LearningSession | None = None

    def next(self) -> None:
        if self._session is None or self._session.finished_at is not None:
            self._session = begin(self._learner, LearningSession.Mode.RANDOM, now=timezone.now())
        assert self._session is not None
        now = timezone.now()
        answer_item(
            self._session, self._session.position + 1, [1], shown_at=now - timedelta(seconds=9), now=now
        )


def _learner(memories: int) -> Learner:
    """Somebody who has met so many questions, over the last half year; a tenth of them is due."""
    dice, now = random.Random(20261127), timezone.now()
    user = User.objects.create_user(username=f"learner-{memories}", name="学习者")
    learner = learner_for(user, None, now=now)
    rows = []
    for question in _questions(memories):
        stability = dice.uniform(1, 120)
        last = now - timedelta(days=dice.uniform(0, 180))
        rows.append(
            Memory(
                learner=learner,
                question=question,
                stability=stability,
                difficulty=dice.uniform(1, 10),
                last_review=last,
                due=now + timedelta(days=dice.uniform(-10, 90)),
                reps=dice.randint(1, 9),
                wrong_at=last if dice.random() < 0.05 else None,
            )
        )
    Memory.objects.bulk_create(rows, batch_size=1000)
    return learner


def _questions(count: int) -> list[Question]:
    """Copies of the shipped bank's published questions; those of a fact are siblings within each copy."""
    models = list(QuestionRevision.objects.filter(is_published=True).select_related("question"))
    made = Question.objects.bulk_create(
        [
            Question(
                code=f"learn-{number:05}",
                topic=model.question.topic,
                state=model.question.state,
                fact=model.question.fact and f"{model.question.fact}-{number // len(models)}",
            )
            for number, model in ((n, models[n % len(models)]) for n in range(count))
        ],
        batch_size=1000,
    )
    QuestionRevision.objects.bulk_create(
        [_copy(models[number % len(models)], question) for number, question in enumerate(made)],
        batch_size=1000,
    )
    return made


def _copy(model: QuestionRevision, question: Question) -> QuestionRevision:
    names = ("type", "stem", "options", "key", "explanation", "source", "difficulty", "audience", "review_by")
    return QuestionRevision(
        question=question,
        number=1,
        is_published=True,
        digest=f"{question.code:0>64}",
        created_at=model.created_at,
        **{name: getattr(model, name) for name in names},
    )
