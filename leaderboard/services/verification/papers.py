"""Every paper again, from the version of the rules that its person sat under and the seed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from quiz.models import Attempt, Contest, Slot
from quiz.selectors.papers import differences

from .finding import Broken

BATCH = 500


def papers_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The frozen slots of every attempt are what its seed draws."""
    attempts = Attempt.objects.filter(contest=contest).select_related("rules", "entry").order_by("pk")
    last = 0
    while batch := list(attempts.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield from _batch(batch)


def _batch(attempts: Sequence[Attempt]) -> Iterator[Broken]:
    slots: dict[int, list[Slot]] = {}
    for slot in Slot.objects.filter(attempt__in=attempts).order_by("attempt", "position"):
        slots.setdefault(slot.attempt_id, []).append(slot)
    for attempt in attempts:
        for detail in differences(attempt, slots.get(attempt.pk, [])):
            yield Broken(invariant="paper", row=f"attempt:{attempt.pk}", detail=detail)
