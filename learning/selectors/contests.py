"""What people answered in a contest, as self-study takes it in, and what it has to tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from learning.models import LearningSession
from quiz.models import Attempt, AttemptScore, Slot
from quiz.selectors.content import solutions
from quiz.selectors.responses import last_responses

# News is no news any more after so long.
NEWS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An item of a paper as it was answered and marked; `share` of its points, 0 to 1."""

    question_id: int
    revision_id: int
    type: str
    response: list[Any]
    key: Sequence[Any]
    verdict: str
    share: float


def studied_answers(attempts: Sequence[Attempt]) -> dict[int, list[Taken]]:
    """The items of scored papers by attempt, in their order; four statements at most for any number."""
    ids = [attempt.pk for attempt in attempts]
    scores = AttemptScore.objects.filter(attempt__in=ids).order_by("pk")
    marks = dict(scores.values_list("attempt", "marks"))  # the newest version of the rules last
    responses = last_responses(ids)
    rows = Slot.objects.filter(attempt__in=ids).order_by("attempt", "position")
    slots = list(rows.values_list("attempt", "position", "revision", "revision__question", "type", "points"))
    known = solutions({slot[2] for slot in slots})
    found: dict[int, list[Taken]] = {pk: [] for pk in ids}
    for attempt, position, revision, question, type, worth in slots:
        points, verdict = marks[attempt][position - 1]
        found[attempt].append(
            Taken(
                question_id=question,
                revision_id=revision,
                type=type,
                response=list(responses.get((attempt, position), ())),
                key=known[revision].key,
                verdict=verdict,
                share=max(0, points) / worth if worth else 0.0,
            )
        )
    return found


def contest_news(user_id: int, now: datetime) -> QuerySet[LearningSession]:
    """Contests whose missed questions came into the person's notebook lately, with `missed`: how many."""
    rows = LearningSession.objects.filter(
        learner__user=user_id, mode=LearningSession.Mode.CONTEST, told_at=None, finished_at__gt=now - NEWS
    )
    missed = Count("reviews", filter=~Q(reviews__verdict="right"))
    return rows.annotate(missed=missed).filter(missed__gt=0).select_related("attempt__contest")
