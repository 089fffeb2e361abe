"""The weights of the memory's model: those in force, those by which an old answer was taken in, and what
new ones are fitted to."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet
from django.db.models.functions import Mod

from learning.domain.fitting import History, Row, histories_of
from learning.domain.memory import DEFAULTS, Weights
from learning.models import FittedParameters, ReviewLog
from quiz.selectors.content import contents, solutions

from .corrections import Keys
from .siblings import what_it_asks

# A process reads them anew after so long: an answer costs no statement more. Meanwhile one may still use the
# old ones, which its answers say.
KEPT_SECONDS = 3600.0
# A fit is made from about so many answers at most.
MOST_REVIEWS = 500_000


@dataclass(frozen=True, kw_only=True)
class InForce:
    """Weights with the id of their row; None and empty: the library's own."""

    id: int | None = None
    weights: Weights = DEFAULTS


_held: tuple[float, InForce] | None = None
# By id, for good: rows never change.
_known: dict[int, Weights] = {}


def in_force() -> InForce:
    """The newest weights that were kept; one statement an hour."""
    global _held
    held, at = _held, time.monotonic()
    if held is None or at - held[0] >= KEPT_SECONDS:
        held = _held = (at, _newest())
    return held[1]


def _newest() -> InForce:
    rows = FittedParameters.objects.filter(is_kept=True).order_by("-pk")
    row = rows.values_list("pk", "weights").first()
    return InForce(id=row[0], weights=tuple(row[1])) if row else InForce()


def weights_of(pk: int | None) -> Weights:
    """The weights of a row, read once a process; None has the library's own."""
    if pk is None:
        return DEFAULTS
    if pk not in _known:
        _known[pk] = tuple(FittedParameters.objects.values_list("weights", flat=True).get(pk=pk))
    return _known[pk]


def read_anew() -> None:
    """Have this process read the weights in force when they are next asked for."""
    global _held
    _held = None


def forget_parameters() -> None:
    """As a process that has just read that nothing is fitted; for tests, where primary keys come again."""
    global _held
    _held = (time.monotonic(), InForce())
    _known.clear()


def rated_reviews() -> QuerySet[ReviewLog]:
    """The answers that counted for a memory."""
    return ReviewLog.objects.filter(rating__isnull=False)


def rated_histories() -> list[History]:
    """What a fit is made from: every learner's answers, or where they are very many those of every second,
    third, … learner. Three statements, and as many as it takes to read what was edited."""
    rows, count = rated_reviews(), rated_reviews().count()
    if count > MOST_REVIEWS:
        rows = rows.annotate(part=Mod("learner", -(-count // MOST_REVIEWS))).filter(part=0)
    edited = rows.filter(revision__number__gt=1).order_by().values("question").distinct()
    revisions = set(rows.filter(question__in=edited).order_by().values_list("revision", flat=True).distinct())
    contents(revisions), solutions(revisions)  # all at once
    rows = rows.annotate(asks=what_it_asks()).order_by("learner", "asks", "at", "pk")
    fields = ("learner", "asks", "question", "revision", "at", "rating")
    return histories_of(_eras(rows.values_list(*fields).iterator(chunk_size=5_000)))


def _eras(rows: Iterable[tuple[int, int, int, int, datetime, int]]) -> Iterator[Row]:
    """With the corrections before each counted; rows are (learner, asked, question, revision, time, rating),
    sorted by the first two and the time."""
    for (learner, asks), group in groupby(rows, key=itemgetter(0, 1)):
        keys, era, before = Keys(), 0, None
        for _learner, _asks, question, revision, at, rating in group:
            era += keys.corrected(question, revision) and question == before
            before = question
            yield learner, asks, era, at, rating
