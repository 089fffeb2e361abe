"""Between the document and what stands in the inputs: texts, nested like the document."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from quiz.sheet_labels import generic

from .sheet_shape import ORDERED, Branch, Leaf, Shape

MOST_ROWS = 500
Tree = dict[str, Any]


class Posted(Protocol):
    """What of a QueryDict is needed."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def getlist(self, name: str) -> list[Any]: ...
    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...


# ── document → tree ──────────────────────────────────────────────────────────
def tree_of(document: Mapping[str, Any], parts: Sequence[Shape]) -> Tree:
    """The inputs' texts of a document of JSON types."""
    return {part.name: _text_of(document.get(part.name), part) for part in parts}


def _text_of(value: Any, part: Shape) -> Any:
    if isinstance(part, Leaf):
        return _leaf_text(value, part)
    if part.rows:
        return [tree_of(row, part.parts) for row in value or ()]
    if isinstance(value, list):
        return {leaf.name: str(one) for leaf, one in zip(part.parts, value, strict=True)}
    return tree_of(value or {}, part.parts)


def _leaf_text(value: Any, leaf: Leaf) -> Any:
    if leaf.kind == "flag":
        return bool(value)
    if leaf.kind == "choices":
        return [str(one) for one in value or ()]
    if leaf.kind == "lines":
        return "\n".join(str(one) for one in value or ())
    if leaf.kind in {"moment", "clock"}:
        return re.sub(r"(:\d\d):00$", r"\1", str(value or ""))
    return "" if value is None else str(value)


def blank_row(branch: Branch) -> Tree:
    """A new row: the defaults, and empty where there is none."""
    return {part.name: _blank(part) for part in branch.parts}


def _blank(part: Shape) -> Any:
    if isinstance(part, Leaf):
        return _leaf_text(part.default, part)
    if part.rows:
        return [tree_of(row, part.parts) for row in part.default or ()]
    return blank_row(part)


# ── POST → tree ──────────────────────────────────────────────────────────────
def tree_from_post(data: Posted, parts: Sequence[Shape], listed: frozenset[str], prefix: str = "") -> Tree:
    """What was sent, deleted and untouched rows left out, a wanted row added.

    `listed`: generic paths whose lines were offered as a list of choices.
    """
    return {part.name: _posted(data, part, f"{prefix}{part.name}", listed) for part in parts}


def _posted(data: Posted, part: Shape, path: str, listed: frozenset[str]) -> Any:
    if isinstance(part, Branch):
        if part.rows:
            return _posted_rows(data, part, path, listed)
        return tree_from_post(data, part.parts, listed, f"{path}.")
    if part.kind == "flag":
        return path in data
    if part.kind == "choices" and path in ORDERED:
        sent = (str(data.get(f"{path}.{place}", "")) for place in range(ORDERED[path]))
        return [one for one in sent if one]
    if part.kind == "choices":
        return [str(one) for one in data.getlist(path)]
    if part.kind == "lines" and generic(path) in listed:
        return "\n".join(str(one) for one in data.getlist(path))
    return str(data.get(path, "")).replace("\r\n", "\n").replace("\r", "\n")


def _posted_rows(data: Posted, branch: Branch, path: str, listed: frozenset[str]) -> list[Tree]:
    rows = [row for _place, row in _kept_rows(data, branch, path, listed)]
    return [*rows, blank_row(branch)] if str(data.get("add", "")) == path else rows


def _kept_rows(data: Posted, branch: Branch, path: str, listed: frozenset[str]) -> Iterator[tuple[int, Tree]]:
    """The rows that were filled in and not deleted, with their place on the page that sent them."""
    pattern = re.compile(rf"{re.escape(path)}\.(\d{{1,4}})\.")
    places = sorted({int(match[1]) for name in data if (match := pattern.match(str(name)))})
    for place in [place for place in places if f"{path}.{place}.DELETE" not in data][:MOST_ROWS]:
        row = tree_from_post(data, branch.parts, listed, f"{path}.{place}.")
        if row != blank_row(branch):
            yield place, row


def places_on_page(
    data: Posted, parts: Sequence[Shape], listed: frozenset[str], prefix: str = "", on_page: str = ""
) -> dict[str, str]:
    """Each row's path in the document → its path on the page that sent it, where some rows were left out."""
    found: dict[str, str] = {}
    for part in parts:
        if isinstance(part, Leaf):
            continue
        here, there = f"{prefix}{part.name}", f"{on_page}{part.name}"
        if not part.rows:
            found |= places_on_page(data, part.parts, listed, f"{here}.", f"{there}.")
            continue
        for place, (posted, _row) in enumerate(_kept_rows(data, part, there, listed)):
            found[f"{here}.{place}"] = f"{there}.{posted}"
            found |= places_on_page(data, part.parts, listed, f"{here}.{place}.", f"{there}.{posted}.")
    return found


# ── tree → document ──────────────────────────────────────────────────────────
def document_of(tree: Mapping[str, Any], parts: Sequence[Shape]) -> dict[str, Any]:
    """The document of the inputs' texts; a text that is no number stays, for the sheet to refuse."""
    return {part.name: _value_of(tree[part.name], part) for part in parts}


def _value_of(text: Any, part: Shape) -> Any:
    if isinstance(part, Leaf):
        return _leaf_value(text, part)
    if part.rows:
        return [document_of(row, part.parts) for row in text]
    value = document_of(text, part.parts)
    if part.nullable and not any(value.values()):
        return None
    return list(value.values()) if all(name.isdigit() for name in value) else value


def _leaf_value(text: Any, leaf: Leaf) -> Any:
    if leaf.kind == "flag":
        return text
    if leaf.kind == "choices":
        numbers = all(isinstance(choice, int) for choice in leaf.choices)
        return [_whole(one) if numbers else one for one in text]
    if leaf.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if leaf.kind in {"text", "long"}:
        return None if leaf.nullable and not text.strip() else text
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    return _whole(plain) if leaf.kind == "whole" else plain


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else text


# ── tree → flat inputs ───────────────────────────────────────────────────────
def flat(tree: Mapping[str, Any], parts: Sequence[Shape], prefix: str = "") -> dict[str, Any]:
    """Path → what stands in that input; an ordered choice has one input for each place."""
    found: dict[str, Any] = {}
    for part in parts:
        path, value = f"{prefix}{part.name}", tree[part.name]
        if isinstance(part, Leaf) and path in ORDERED:
            places = range(ORDERED[path])
            found |= {f"{path}.{at}": value[at] if at < len(value) else "" for at in places}
        elif isinstance(part, Leaf):
            found[path] = value
        elif part.rows:
            for place, row in enumerate(value):
                found |= flat(row, part.parts, f"{path}.{place}.")
        else:
            found |= flat(value, part.parts, f"{path}.")
    return found
