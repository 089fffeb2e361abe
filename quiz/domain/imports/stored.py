"""Readings as JSON, for rows that wait and for the process that reads a file within bounds."""

import base64
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from ..bank_item import Source
from .draft import Draft, DraftOption, DraftPicture, Issue, Key, Reading, Unread


def reading_json(reading: Reading) -> dict[str, Any]:
    return {
        "format": reading.format,
        "confidence": reading.confidence,
        "drafts": [draft_json(draft) for draft in reading.drafts],
        "issues": [asdict(issue) for issue in reading.issues],
        "unread": [asdict(one) for one in reading.unread],
    }


def reading_of(data: Mapping[str, Any]) -> Reading:
    return Reading(
        format=data["format"],
        confidence=data["confidence"],
        drafts=tuple(draft_of(draft) for draft in data["drafts"]),
        issues=tuple(Issue(**issue) for issue in data["issues"]),
        unread=tuple(Unread(**one) for one in data["unread"]),
    )


def draft_json(draft: Draft) -> dict[str, Any]:
    """JSON types only; what has its default is left out."""
    found = {
        one.name: getattr(draft, one.name) for one in fields(draft) if getattr(draft, one.name) != one.default
    }
    for name, write in _WRITERS.items():
        if name in found:
            found[name] = write(found[name])
    return found


def draft_of(data: Mapping[str, Any]) -> Draft:
    values = dict(data)
    for name, read in _READERS.items():
        if name in values:
            values[name] = read(values[name])
    return Draft(**values)


def _picture_json(picture: DraftPicture) -> dict[str, str]:
    return {"name": picture.name, "data": base64.b64encode(picture.data).decode(), "alt": picture.alt}


def _picture(data: Mapping[str, str]) -> DraftPicture:
    return DraftPicture(name=data["name"], data=base64.b64decode(data["data"]), alt=data["alt"])


def _key(data: Any) -> Key:
    return data if isinstance(data, str) else tuple(tuple(variants) for variants in data)


def _cited_json(source: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(source).items()
    }


def _cited(data: Mapping[str, Any]) -> Source:
    days = {name: date.fromisoformat(data[name]) for name in _DAYS if data.get(name)}
    return Source(**{**data, **days})


_DAYS = ("published_on", "effective_from", "effective_to")
_WRITERS: dict[str, Any] = {
    "options": lambda options: [asdict(option) for option in options],
    "pictures": lambda pictures: [_picture_json(picture) for picture in pictures],
    "issues": lambda issues: [asdict(issue) for issue in issues],
    "cited": _cited_json,
    "review_by": date.isoformat,
    "key": lambda key: key if isinstance(key, str) else [list(variants) for variants in key],
    "audience": list,
    "tags": list,
}
_READERS: dict[str, Any] = {
    "options": lambda options: tuple(DraftOption(**option) for option in options),
    "pictures": lambda pictures: tuple(_picture(picture) for picture in pictures),
    "issues": lambda issues: tuple(Issue(**issue) for issue in issues),
    "cited": _cited,
    "review_by": date.fromisoformat,
    "key": _key,
    "audience": tuple,
    "tags": tuple,
}
