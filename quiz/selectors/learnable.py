"""What may be practised with its key shown: published, in no doubt, and in no contest that is not over.

A contest that has been announced keeps the questions it may draw to itself until it is closed: also the
keys of its own practice papers wait until then. One whose rules never show keys keeps them for good.
"""

from datetime import date

from django.db.models import Q, QuerySet

from quiz.models import Contest, Question, QuestionRevision, RulesVersion

from .item_statistics import pulled_revisions

_pools: dict[int, frozenset[int]] = {}
_MOST_KEPT = 64


def learnable_revisions(today: date) -> QuerySet[QuestionRevision]:
    """Published revisions that a learner may be asked. One statement finds the contests, two each new
    pool, one the rows."""
    rows = QuestionRevision.objects.filter(
        Q(review_by__isnull=True) | Q(review_by__gte=today),
        is_published=True,
        question__state=Question.State.PUBLISHED,
    )
    return rows.exclude(pk__in=pulled_revisions()).exclude(question__in=reserved_questions())


def reserved_questions() -> frozenset[int]:
    """Ids of the questions that contests keep to themselves now."""
    is_on, is_over = Q(state=Contest.State.PUBLISHED), Q(state=Contest.State.CLOSED)
    keeping = Contest.objects.filter(is_on | is_over & Q(rules__document__publication__keys="never"))
    versions = keeping.filter(rules__isnull=False).values_list("rules", flat=True)
    return frozenset[int]().union(*(_pool(one) for one in versions))


def _pool(rules_id: int) -> frozenset[int]:
    """The questions that a version of rules may draw, whichever revision it froze; read once a process."""
    if rules_id not in _pools:
        if len(_pools) >= _MOST_KEPT:
            _pools.clear()
        pool = RulesVersion.objects.values_list("pool", flat=True).get(pk=rules_id)
        revisions = [pk for row in pool for pk in row]
        found = QuestionRevision.objects.filter(pk__in=revisions).values_list("question", flat=True)
        _pools[rules_id] = frozenset(found)
    return _pools[rules_id]


def forget_pools() -> None:
    """Empty the cache; for tests, where primary keys come again."""
    _pools.clear()
