"""What may be practised with its key shown: published, in no doubt, and in no contest that is not over.

A contest that has been announced keeps the questions it may draw to itself until it is closed: also the
keys of its own practice papers wait until then. One whose rules never show keys keeps them for good. Their
siblings, which ask the same in other words, may be learned from before it, and not while it is on.
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from quiz.models import Contest, Question, QuestionRevision, RulesVersion

from .item_statistics import pulled_revisions


class Held(NamedTuple):
    """Ids of questions, and facts."""

    questions: frozenset[int]
    facts: frozenset[str]


# So long before its day a contest keeps siblings too: days of learning begin late, contests at any hour.
_EVE = timedelta(days=1)
_pools: dict[int, Held] = {}
_MOST_KEPT = 64


def learnable_revisions(today: date) -> QuerySet[QuestionRevision]:
    """Published revisions that a learner may be asked. One statement finds the contests, two each new
    pool, one the rows."""
    rows = QuestionRevision.objects.filter(
        Q(review_by__isnull=True) | Q(review_by__gte=today),
        is_published=True,
        question__state=Question.State.PUBLISHED,
    )
    held = _held(today)
    rows = rows.exclude(pk__in=pulled_revisions()).exclude(question__in=held.questions)
    return rows.exclude(question__fact__in=held.facts) if held.facts else rows


def reserved_questions(today: date) -> frozenset[int]:
    """Ids of the questions that contests keep to themselves on this day, of siblings as they are now."""
    held = _held(today)
    if not held.facts:
        return held.questions
    return held.questions.union(Question.objects.filter(fact__in=held.facts).values_list("pk", flat=True))


def _held(today: date) -> Held:
    """What contests keep to themselves on this day: their questions, and all that ask these facts."""
    is_on, is_over = Q(state=Contest.State.PUBLISHED), Q(state=Contest.State.CLOSED)
    keeping = Contest.objects.filter(is_on | is_over & Q(rules__document__publication__keys="never"))
    questions, facts = set[int](), set[str]()
    rows = keeping.filter(rules__isnull=False).values_list("rules", "state", "opens_at")
    for rules, state, opens_at in rows:
        pool = _pool(rules)
        questions |= pool.questions
        if state == Contest.State.PUBLISHED and timezone.localdate(opens_at) <= today + _EVE:
            facts |= pool.facts
    return Held(frozenset(questions), frozenset(facts))


def _pool(rules_id: int) -> Held:
    """The questions that a version of rules may draw, whichever revision it froze; read once a process."""
    if rules_id not in _pools:
        if len(_pools) >= _MOST_KEPT:
            _pools.clear()
        pool = RulesVersion.objects.values_list("pool", flat=True).get(pk=rules_id)
        revisions = [pk for row in pool for pk in row]
        rows = QuestionRevision.objects.filter(pk__in=revisions).values_list("question", "question__fact")
        found = dict(rows)
        _pools[rules_id] = Held(frozenset(found), frozenset(found.values()) - {""})
    return _pools[rules_id]


def forget_pools() -> None:
    """Empty the cache; for tests, where primary keys come again."""
    _pools.clear()
