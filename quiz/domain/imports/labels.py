"""What other formats have no field for, as tags and as a last line of the explanation; both ways.

Tags: `difficulty:3`, `audience:elder`, `bloom:apply`, `points:2.5`, `topic:0901`, `fact:0901-a`,
`review_by:2027-03-01`.
The explanation ends with a line 出处：… that names the source.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ..bank_item import AUDIENCES, BLOOM, fact_of
from .draft import Draft

SOURCE_LABEL = "出处："
_LABEL = re.compile(r"(difficulty|audience|bloom|points|topic|fact|review_by):(.+)", re.S)
_SOURCE_LINE = re.compile(r"^(?:出处|来源|依据)[：:][ \t]*", re.M)
_UNFIT = re.compile(r"[\[\]\\<>`,，\s]+")
_POINTS = re.compile(r"(\d{1,4})(?:\.(\d{1,2}))?")
_TOPIC_CODE = re.compile(r"(\d{4})(?=$|[ \t\u3000_-])")
_ROOTS = ("$course$", "$system$", "$module$", "$cat$", "top", "default")


def neat_tag(tag: str) -> str:
    """A tag that every format can carry: no spaces, commas, brackets or backslashes."""
    return _UNFIT.sub("_", tag.strip()).strip("_")


def tags_with_labels(draft: Draft, *, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The draft's tags, and before them what only a tag can say; `without` names what the format can."""
    said: dict[str, Iterable[Any]] = {
        "topic": [draft.topic],
        "difficulty": [draft.difficulty or ""],
        "audience": draft.audience,
        "bloom": [draft.bloom],
        "fact": [draft.fact],
        "points": [points_text(draft.points)],
        "review_by": [draft.review_by or ""],
    }
    left_out = set(without)
    labels = [
        f"{name}:{value}"
        for name, values in said.items()
        if name not in left_out
        for value in values
        if value
    ]
    return tuple(tag for tag in map(neat_tag, [*labels, *draft.tags]) if tag)


def with_labels_read(draft: Draft, tags: Iterable[str]) -> Draft:
    """The draft with what its tags say in its fields, the other tags as tags."""
    fields: dict[str, Any] = {}
    rest: list[str] = []
    for tag in tags:
        match = _LABEL.fullmatch(tag.strip())
        value = _value(match[1], match[2]) if match else None
        if match is None or value is None:
            rest.append(tag.strip())
        elif match[1] == "audience":
            fields["audience"] = (*fields.get("audience", ()), value)
        elif match[1] in fields:
            rest.append(tag.strip())
        else:
            fields[match[1]] = value
    known = {name: value for name, value in fields.items() if not getattr(draft, name)}
    return replace(draft, tags=(*draft.tags, *filter(None, dict.fromkeys(rest))), **known)


def _value(name: str, text: str) -> Any:
    if name == "difficulty":
        return int(text) if re.fullmatch("[1-5]", text) else None
    if name == "points":
        return points_of(text)
    if name == "review_by":
        return _day(text)
    if name == "topic":
        return text
    if name == "fact":
        return fact_of(text) or None
    return text if text in (AUDIENCES if name == "audience" else BLOOM) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def points_text(points: int | None) -> str:
    """Hundredths as people write them: 250 → "2.5"."""
    if points is None:
        return ""
    whole, part = divmod(points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def points_of(text: str) -> int | None:
    """ "2.5" → 250 hundredths; None for what is no such number."""
    match = _POINTS.fullmatch(re.sub(r"(\.\d\d)\d+$", r"\1", text.strip()))
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else None


def with_source_line(explanation: str, source: str) -> str:
    """The explanation with its source as the last line."""
    if not source and not _SOURCE_LINE.search(explanation):
        return explanation
    return f"{explanation}\n{SOURCE_LABEL}{source}".strip("\n")


def without_source_line(explanation: str) -> tuple[str, str]:
    """The explanation and the source that its last labelled line names."""
    *_, last = [None, *_SOURCE_LINE.finditer(explanation)]
    if last is None:
        return explanation, ""
    return explanation[: last.start()].strip(), " ".join(explanation[last.end() :].split())


def topic_of_path(path: str) -> str:
    """A category's path as our topic: its code where it begins with one, else the path without its roots."""
    parts = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    named = [part for part in parts if part and part.lower() not in _ROOTS]
    code = _TOPIC_CODE.match(named[-1]) if named else None
    return code[1] if code else "/".join(named)
