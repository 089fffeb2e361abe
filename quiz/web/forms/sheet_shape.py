"""The shape of the rule sheet as a form sees it: its fields, sections and rows, from the JSON Schema."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from quiz.domain.sheet_reference import json_schema
from quiz.sheet_labels import CHOICES, generic

# Choices whose order is the rule itself: one select for each place of the chain.
ORDERED = {"rank.keys": 6}
LONG_TEXTS = frozenset({"introduction"})


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One input. `kind`: text, long, whole, number, flag, choice, choices, lines, moment or clock."""

    name: str
    kind: str
    nullable: bool = False
    default: Any = None
    choices: tuple[Any, ...] = ()
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A section with parts of its own; as `rows`, any number of them."""

    name: str
    parts: tuple["Leaf | Branch", ...] = field(default_factory=tuple)
    nullable: bool = False
    rows: bool = False
    default: Any = None


Shape = Leaf | Branch


@cache
def sheet_shape() -> tuple[Shape, ...]:
    """The parts of the whole document, the format's version left out."""
    schema = json_schema()
    return tuple(part for part in _parts(schema, schema["$defs"], "") if part.name != "version")


def _parts(schema: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Iterator[Shape]:
    for name, value in schema["properties"].items():
        yield _shape(name, value, definitions, prefix + name)


def _shape(name: str, value: dict[str, Any], definitions: dict[str, Any], path: str) -> Shape:
    nullable = any(one.get("type") == "null" for one in value.get("anyOf", ()))
    core = next((one for one in value.get("anyOf", ()) if one.get("type") != "null"), value)
    reference = core.get("$ref") or core.get("items", {}).get("$ref")
    if reference:
        parts = tuple(_parts(definitions[reference.rsplit("/", 1)[1]], definitions, f"{path}."))
        return Branch(
            name=name, parts=parts, nullable=nullable, rows="items" in core, default=value.get("default")
        )
    if "prefixItems" in core:
        pair = zip(core["prefixItems"], value["default"], strict=True)
        leaves = (Leaf(name=str(place), kind="whole", default=low) for place, (_, low) in enumerate(pair))
        return Branch(name=name, parts=tuple(leaves))
    return Leaf(
        name=name,
        kind=_kind(core, path),
        nullable=nullable,
        default=value.get("default"),
        choices=tuple(CHOICES.get(path, ())),
        most=core.get("maxLength"),
    )


def _kind(core: dict[str, Any], path: str) -> str:
    if core["type"] == "array":
        return "choices" if path in CHOICES else "lines"
    if "enum" in core:
        return "choice"
    if path in LONG_TEXTS:
        return "long"
    formats = {"date-time": "moment", "time": "clock"}
    kinds = {"integer": "whole", "number": "number", "boolean": "flag", "string": "text"}
    return formats.get(core.get("format", ""), kinds[core["type"]])


def leaf_paths(parts: tuple[Shape, ...] | None = None, prefix: str = "") -> Iterator[str]:
    """Every field's path, rows without their positions; for tests and for who lists fields."""
    for part in sheet_shape() if parts is None else parts:
        if isinstance(part, Leaf):
            yield generic(prefix + part.name)
        else:
            yield from leaf_paths(part.parts, f"{prefix}{part.name}.")
