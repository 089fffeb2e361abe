"""JSON lists read as text and decoded once: few different ones stand in very many rows."""

import json
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast


def as_text(column: str) -> Cast:
    """A JSON column as the database keeps it."""
    return Cast(column, TextField())


@lru_cache(maxsize=4096)
def decoded(text: str) -> tuple[Any, ...]:
    """The list, such as [2]."""
    return tuple(json.loads(text))
