"""The document's JSON Schema, and the table of its fields, both from the types themselves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .rulesheet import RuleSheet


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One field: its path with [] for each entry of a list, its shape, its default and its meaning."""

    path: str
    shape: str
    default: str
    meaning: str
    is_section: bool = False


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the document."""
    schema = RuleSheet.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_without_titles(schema)}


def _without_titles(schema: Any) -> Any:
    """pydantic's titles only repeat the names."""
    if isinstance(schema, list):
        return [_without_titles(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {field: _without_titles(one) for field, one in value.items()}
        if name in {"properties", "$defs"}
        else _without_titles(value)
        for name, value in schema.items()
        if not (name == "title" and isinstance(value, str))
    }


def field_lines() -> list[FieldLine]:
    """Every field of the document, in its order."""
    schema = json_schema()
    return list(_lines(schema, schema["$defs"], ""))


def _lines(schema: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Iterator[FieldLine]:
    for name, field in schema["properties"].items():
        path, part = f"{prefix}{name}", _part(field, definitions)
        yield FieldLine(
            path=path,
            shape=_shape(field),
            default=_default(name, field, schema),
            meaning=" ".join((field.get("description") or (part or {}).get("description", "")).split()),
            is_section=part is not None,
        )
        if part is not None:
            yield from _lines(part, definitions, f"{path}{'[]' if field.get('type') == 'array' else ''}.")


def _part(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any] | None:
    for one in (field, field.get("items", {}), *field.get("anyOf", ())):
        if "$ref" in one:
            part: dict[str, Any] = definitions[one["$ref"].rsplit("/", 1)[1]]
            return part
    return None


def _shape(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_shape(one) for one in field["anyOf"])
    if "$ref" in field:
        return "section"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " \\| ".join(f"`{choice}`" for choice in field["enum"])
    if field.get("type") == "array":
        items = field.get("items") or field["prefixItems"][0]
        return f"list of {_shape(items)}" + _bounds(field, "minItems", "maxItems")
    return str(field.get("format", field["type"])) + _bounds(field, *_LIMITS.get(field["type"], ("", "")))


_LIMITS = {
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
}


def _bounds(field: dict[str, Any], least: str, most: str) -> str:
    low, high = field.get(least), field.get(most)
    if low is not None and high is not None:
        return f" ({low}–{high})"
    if low is not None:
        return f" (≥ {low})"
    return f" (≤ {high})" if high is not None else ""


def _default(name: str, field: dict[str, Any], schema: dict[str, Any]) -> str:
    if name in schema.get("required", ()):
        return "**required**"
    value = field.get("default")
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return "as below"
    return f"`{_written(value)}`"


def _written(value: Any) -> str:
    """A value as YAML writes it."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return str(value) or '""'


def reference_table() -> str:
    """The fields as a Markdown table."""
    rows = ["| field | value | default | meaning |", "|---|---|---|---|"]
    rows += [f"| `{one.path}` | {one.shape} | {one.default} | {one.meaning} |" for one in field_lines()]
    return "\n".join(rows)
