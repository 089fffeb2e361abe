"""What a new set may hold: due, wrong, new, or the questions of a mode."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from learning.domain.daily import Candidate
from learning.domain.days import day_of, end_of
from learning.domain.memory import LEECH, recall
from learning.models import Learner, LearningSession, Memory
from quiz.models import QuestionRevision
from quiz.selectors.learnable import learnable_revisions

from .memories import kept, memory_of, notebook

# Of the due ones so many of the longest overdue are looked at.
_LOOKED_AT = 400
_FACTS = ("question", "question__topic__code", "type")


def due_candidates(learner: Learner, now: datetime) -> list[Candidate]:
    """What is due by the end of this learning day."""
    rows = learner.memories.filter(due__lt=end_of(day_of(now)), is_cut=False, lapses__lt=LEECH)
    found = {row.question_id: row for row in rows.order_by("due")[:_LOOKED_AT]}
    return [
        _candidate(facts, recall(memory_of(found[facts[0]]), now)) for facts in _facts(found, day_of(now))
    ]


def wrong_candidates(learner: Learner, now: datetime) -> list[Candidate]:
    found = {row.question_id: row for row in notebook(learner)[:_LOOKED_AT]}
    return [
        _candidate(facts, recall(memory_of(found[facts[0]]), now)) for facts in _facts(found, day_of(now))
    ]


def new_candidates(
    learner: Learner, now: datetime, *, is_elder: bool = False, topic: str = "", seed: str = ""
) -> list[Candidate]:
    """What the learner was never asked, in an order that is the learner's own; elders' questions first."""
    mine = Memory.objects.filter(learner=learner, question=OuterRef("question"), reps__gt=0)
    cut = Memory.objects.filter(learner=learner, question=OuterRef("question"), is_cut=True)
    rows = _of_topic(learnable_revisions(day_of(now)), topic).filter(~Exists(mine), ~Exists(cut))
    facts = list(rows.values_list(*_FACTS, "audience"))
    facts.sort(key=lambda one: (is_elder and "elder" not in one[3], _own_order(seed or learner.pk, one[0])))
    return [_candidate(one) for one in facts]


def all_candidates(learner: Learner, now: datetime, *, topic: str = "", seed: str = "") -> list[Candidate]:
    """Everything that may be practised, of a topic or area where one is given."""
    cut = Memory.objects.filter(learner=learner, question=OuterRef("question"), is_cut=True)
    rows = _of_topic(learnable_revisions(day_of(now)), topic).filter(~Exists(cut))
    facts = sorted(rows.values_list(*_FACTS), key=lambda one: _own_order(seed, one[0]))
    return [_candidate(one) for one in facts]


def kept_candidates(learner: Learner, now: datetime) -> list[Candidate]:
    found = {row.question_id: row for row in kept(learner)[:_LOOKED_AT]}
    return [_candidate(facts) for facts in _facts(found, day_of(now))]


def open_session(learner: Learner, mode: str = "") -> LearningSession | None:
    """The newest set that the learner has not finished."""
    rows = learner.sessions.filter(finished_at=None)
    return (rows.filter(mode=mode) if mode else rows).order_by("-started_at", "-pk").first()


def published_revision(question_id: int) -> QuestionRevision | None:
    """What a question says now, if it is in use."""
    return QuestionRevision.objects.filter(question=question_id, is_published=True).first()


def askable_revision(question_id: int, now: datetime) -> QuestionRevision | None:
    """The same, unless a contest keeps it to itself now."""
    return learnable_revisions(day_of(now)).filter(question=question_id).first()


def _facts(found: Iterable[int], today: date) -> list[Any]:
    rows = learnable_revisions(today).filter(question__in=list(found))
    return list(rows.values_list(*_FACTS))


def _of_topic(rows: QuerySet[QuestionRevision], topic: str) -> QuerySet[QuestionRevision]:
    return rows.filter(question__topic__code__startswith=topic) if topic else rows


def _candidate(facts: Any, recall: float = 0.0) -> Candidate:
    return Candidate(question=facts[0], topic=facts[1], type=facts[2], recall=recall)


def _own_order(seed: Any, question: int) -> bytes:
    return hashlib.sha256(f"{seed}/{question}".encode()).digest()
