"""Texts as cells that read back as the same texts.

A cell is what a person would type. A text that would not survive that (edges of spaces, control
characters, a separator inside an item) is written as a backslash and its JSON.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .workbook import clean

# What an xlsx file or its readers would turn into something else.
_FRAGILE = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class NotOurs(Exception):
    """A cell that we would not have written: somebody has edited the row."""


def as_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return "\\" + text.replace("_x", "\\u005fx")


def from_json(cell: str) -> Any:
    try:
        return json.loads(cell[1:])
    except ValueError as error:
        raise NotOurs from error


def survives(text: str) -> bool:
    return clean(text) == text and not text.startswith("\\") and not _FRAGILE.search(text)


def written(text: str) -> str:
    return text if survives(text) else as_json(text)


def read(cell: str) -> str:
    value = from_json(cell) if cell.startswith("\\") else cell
    if not isinstance(value, str):
        raise NotOurs
    return value


def written_list(texts: Sequence[str], between: str) -> str:
    if all(text and survives(text) and between not in text for text in texts):
        return between.join(texts)
    return as_json(list(texts))


def read_list(cell: str, between: str) -> tuple[str, ...]:
    if cell.startswith("\\"):
        return tuple(strings(from_json(cell)))
    parts = cell.split(between) if cell else []
    if not all(part and part == clean(part) for part in parts):
        raise NotOurs
    return tuple(parts)


def strings(values: Any) -> Iterator[str]:
    """The members of a JSON list of strings."""
    for value in values if isinstance(values, list) else [None]:
        if not isinstance(value, str):
            raise NotOurs
        yield value


def written_word(name: str, words: dict[str, str]) -> str:
    """The word for a value; "" and values without a word as JSON."""
    return words.get(name) or as_json(name)


def read_word(cell: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        if cell == word:
            return name
    if not cell.startswith("\\"):
        raise NotOurs
    return read(cell)
