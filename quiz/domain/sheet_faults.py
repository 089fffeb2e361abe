"""Faults of a document's shape: from pydantic's words to codes of ours."""

import difflib
import re
import types
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from accounts.domain.problems import Problem

from .rulesheet import RuleSheet

_CODES = {
    "missing": "sheet_missing",
    "int_type": "sheet_not_a_whole_number",
    "int_parsing": "sheet_not_a_whole_number",
    "int_from_float": "sheet_not_a_whole_number",
    "int_parsing_size": "sheet_not_a_whole_number",
    "decimal_type": "sheet_not_a_number",
    "decimal_parsing": "sheet_not_a_number",
    "finite_number": "sheet_not_a_number",
    "not_a_number": "sheet_not_a_number",
    "decimal_max_places": "sheet_too_many_decimals",
    "decimal_max_digits": "sheet_number_too_long",
    "decimal_whole_digits": "sheet_number_too_long",
    "greater_than_equal": "sheet_below_bound",
    "greater_than": "sheet_not_above_bound",
    "less_than_equal": "sheet_above_bound",
    "bool_type": "sheet_not_true_or_false",
    "string_type": "sheet_not_text",
    "string_unicode": "sheet_hidden_characters",
    "hidden_characters": "sheet_hidden_characters",
    "string_too_short": "sheet_empty",
    "string_too_long": "sheet_text_too_long",
    "literal_error": "sheet_bad_choice",
    "tuple_type": "sheet_not_a_list",
    "model_type": "sheet_not_a_section",
    "model_attributes_type": "sheet_not_a_section",
    "wall_clock_only": "sheet_wall_clock_only",
    "bad_year": "sheet_bad_year",
    "unknown_time_zone": "sheet_unknown_time_zone",
}


def faults(error: ValidationError) -> list[Problem]:
    """Every fault, at its path."""
    found = [_fault(one) for one in error.errors(include_url=False)]
    return [fault for place, fault in enumerate(found) if fault not in found[:place]]


def _fault(one: Any) -> Problem:
    path = ".".join(map(str, one["loc"]))
    context, given, kind = one.get("ctx") or {}, one["input"], one["type"]
    if kind == "extra_forbidden":
        return _unknown_field(path)
    if given is None:
        return Problem(code="sheet_missing", path=path)
    if kind == "literal_error":
        return _bad_choice(path, context["expected"], given)
    return Problem(code=_code(kind, path, given), path=path, values=_values(kind, context, given))


def _code(kind: str, path: str, given: Any) -> str:
    if kind in {"too_long", "too_short"}:
        length = "long" if kind == "too_long" else "short"
        of = "text" if isinstance(given, str) else "list"
        return {"text_short": "sheet_empty"}.get(f"{of}_{length}", f"sheet_{of}_too_{length}")
    if kind.startswith(("datetime", "date_")) or (kind == "not_a_time" and path.endswith(("_at", "_from"))):
        return "sheet_bad_datetime"
    if kind.startswith("time") or kind == "not_a_time":
        return "sheet_bad_time"
    return _CODES.get(kind, "sheet_wrong_value")


def _values(kind: str, context: dict[str, Any], given: Any) -> dict[str, Any]:
    bounds = {
        "bound": next((context[key] for key in ("ge", "gt", "le") if key in context), None),
        "most": context.get("max_length", context.get("decimal_places")),
        "least": context.get("min_length"),
    }
    values = {name: str(value) for name, value in bounds.items() if value is not None}
    if not isinstance(given, dict | list):
        values["given"] = _short(given)
    return values


def _bad_choice(path: str, expected: str, given: Any) -> Problem:
    choices = re.findall(r"'([^']*)'", expected) or re.findall(r"\d+", expected)
    values = {"given": _short(given), "choices": "、".join(choices)}
    near = difflib.get_close_matches(str(given), choices, n=1)
    if near:
        return Problem(code="sheet_bad_choice_near", path=path, values={**values, "near": near[0]})
    return Problem(code="sheet_bad_choice", path=path, values=values)


def _unknown_field(path: str) -> Problem:
    *parents, name = path.split(".")
    known = _fields_at(parents)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    values = {"name": _short(name), "known": "、".join(known)}
    if near:
        return Problem(code="sheet_unknown_field_near", path=path, values={**values, "near": near[0]})
    return Problem(code="sheet_unknown_field", path=path, values=values)


def _fields_at(parents: list[str]) -> list[str]:
    model: type[BaseModel] = RuleSheet
    for name in parents:
        if not name.isdigit() and name in model.model_fields:
            model = part_of(model.model_fields[name].annotation) or model
    return list(model.model_fields)


def part_of(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model`, `Model | None` or `tuple[Model, ...]`; None where there is none."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    if get_origin(annotation) is None:
        return None
    return next((model for model in map(part_of, get_args(annotation)) if model), None)


def _short(value: Any) -> str:
    text = str(value).encode("utf-8", "replace").decode()
    return text if len(text) <= 40 else text[:39] + "…"
