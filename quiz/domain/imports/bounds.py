"""How much one file may hold, so that nobody waits for it without end."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from accounts.domain.problems import RuleBroken

MOST_QUESTIONS = 10_000
# Answers of one question; no person would look through more.
MOST_ANSWERS = 500
T = TypeVar("T")


def bounded(found: Iterable[T]) -> Iterator[T]:
    """The same, as long as there are not too many; else RuleBroken("import_too_many_questions")."""
    for number, one in enumerate(found):
        if number >= MOST_QUESTIONS:
            raise RuleBroken("import_too_many_questions", status=400, most=MOST_QUESTIONS)
        yield one
