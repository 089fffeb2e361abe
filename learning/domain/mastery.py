"""How well a question is known, from what its memory says."""

from datetime import date
from enum import StrEnum

from .memory import Memory

FIRM_DAYS = 21


class Mastery(StrEnum):
    UNSEEN = "unseen"
    TRIED = "tried"
    FAMILIAR = "familiar"
    MASTERED = "mastered"
    FIRM = "firm"


def mastery(memory: Memory) -> Mastery:
    """Asked and missed: tried; right: familiar; expected to last three days: mastered; three weeks: firm.

    A miss brings it back to tried, since it shortens the memory and enters the notebook.
    """
    if not memory.reps:
        return Mastery.UNSEEN
    if memory.wrong_at is not None or memory.last_right is None:
        return Mastery.TRIED
    if memory.stability >= FIRM_DAYS and memory.reps >= 3:
        return Mastery.FIRM
    if memory.reps >= 2 and _spans(memory.last_right, memory) >= 3:
        return Mastery.MASTERED
    return Mastery.FAMILIAR


def _spans(last_right: date, memory: Memory) -> int:
    """Whole days for which the last right answer is expected to hold."""
    return (memory.due.date() - last_right).days if memory.due else 0
