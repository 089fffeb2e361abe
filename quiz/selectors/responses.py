"""The answers that count."""

from collections.abc import Sequence
from typing import Any

from quiz.models import Answer

from .json_lists import as_text, decoded


def last_responses(attempt_ids: Sequence[int]) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The response that counts at each (attempt, position); one statement."""
    rows = Answer.objects.filter(attempt__in=attempt_ids).oldest_first()
    found = rows.values_list("attempt_id", "position", as_text("response"))
    return {(attempt, position): decoded(response) for attempt, position, response in found}
