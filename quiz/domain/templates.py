"""A new contest from a template: a rule sheet that leaves its window open."""

from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from accounts.domain.problems import Problem

from .rulesheet import RuleSheet
from .yaml_sheet import load_sheet, parse_document

FULL_MARK = 100
_MARKS = ("pass_mark", "excellent_mark")


def sheet_from_template(
    text: str | bytes,
    opens_at: datetime,
    closes_at: datetime,
    title: str = "",
    host: str = "",
    *,
    questions: int | None = None,
    minutes: int | None = None,
) -> RuleSheet | list[Problem]:
    """The template's sheet with this window (wall-clock times) and, where given, another name and size.

    With another number of questions the rows keep their proportions, and the paper stays worth 100
    points where that number divides them to the hundredth.
    """
    document = parse_document(text)
    if isinstance(document, list):
        return document
    document["when"] = {
        **(document.get("when") or {}),
        "opens_at": opens_at.replace(tzinfo=None).isoformat(),
        "closes_at": closes_at.replace(tzinfo=None).isoformat(),
    }
    document |= {name: value for name, value in (("title", title), ("host", host)) if value}
    if minutes is not None:
        document["time"] = {**(document.get("time") or {}), "paper_seconds": minutes * 60}
    sheet = load_sheet(document)
    if questions is None or isinstance(sheet, list) or not sheet.paper.size:
        return sheet
    return load_sheet(_resized(sheet, questions))


def _resized(sheet: RuleSheet, questions: int) -> dict[str, Any]:
    document = sheet.dump()
    old_size = sheet.paper.size
    rows = document["paper"]["rows"]
    for row, count in zip(rows, proportional([row["count"] for row in rows], questions), strict=True):
        row["count"] = count
    document["paper"]["rows"] = [row for row in rows if row["count"]]
    if questions != old_size:
        _revalue(document, old_size, questions)
    return document


def _revalue(document: dict[str, Any], old_size: int, questions: int) -> None:
    """Points each, or else the marks, follow the new size."""
    old_each = Decimal(str(document["points"]["per_type"]["single"]))
    divides = FULL_MARK * 100 % questions == 0
    each = Decimal(FULL_MARK) / questions if divides else old_each
    document["points"]["per_type"] = dict.fromkeys(document["points"]["per_type"], str(each))
    ratio = (each * questions) / (old_each * old_size)
    for holder, name in _places_of_marks(document):
        if holder[name] is not None:
            scaled = Decimal(str(holder[name])) * ratio
            holder[name] = str(scaled.to_integral_value(rounding=ROUND_CEILING))


def _places_of_marks(document: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    people = [tier for tier in document["awards"] if tier["board"] is None]
    marks = [(document["points"], name) for name in _MARKS]
    return [*marks, (document["rank"], "min_points"), *((tier, "min_points") for tier in people)]


def proportional(counts: list[int], total: int) -> list[int]:
    """`total` shared out in the proportions of `counts`, whole numbers, largest remainders first."""
    whole = sum(counts)
    shares = [count * total // whole for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda place: (-(counts[place] * total % whole), place))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares
