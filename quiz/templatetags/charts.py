"""Charts of items, drawn by the server; their figures stand in a table beside them."""

from collections.abc import Sequence
from typing import Any

from django import template

from quiz.web.item_words import number

register = template.Library()

# The map: from the left edge to the right, from the top to the bottom.
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 380.0, 14.0, 250.0
_LOWEST, _STEP = -0.2, 0.2
# The curves.
_COLUMNS, _CURVE_TOP, _CURVE_BOTTOM = (70.0, 190.0, 310.0), 16.0, 196.0
_LINE_GAP = 15.0


@register.inclusion_tag("components/item_map.html")
def item_map(title: str, points: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Items by facility and discrimination: {"number", "facility", "r", "is_bad"}."""
    drawn = [point for point in points if point["r"] is not None]
    lowest = min([_LOWEST, *(point["r"] for point in drawn)])
    highest = max([0.6, *(point["r"] for point in drawn)])

    def height(r: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (r - lowest) / (highest - lowest), 1)

    return {
        "title": title,
        "points": [
            {**point, "x": round(_LEFT + (_RIGHT - _LEFT) * point["facility"], 1), "y": height(point["r"])}
            for point in drawn
        ],
        "steps": [{"y": height(r), "label": number(r, 1)} for r in _steps(lowest, highest)],
        "columns": [
            {"x": round(_LEFT + (_RIGHT - _LEFT) * share / 4, 1), "label": f"{share * 25}%"}
            for share in range(5)
        ],
        "good": {"y": _TOP, "height": round(height(0.2) - _TOP, 1)},
        "zero": height(0),
        "bad": {"y": height(0), "height": round(_BOTTOM - height(0), 1)},
    }


def _steps(lowest: float, highest: float) -> list[float]:
    steps = range(-4, 6)
    return [round(_STEP * step, 1) for step in steps if lowest <= round(_STEP * step, 1) <= highest]


@register.inclusion_tag("components/option_curves.html")
def option_curves(title: str, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Which part of the weak, the middle and the strong third chose each option.

    `lines`: {"letter", "is_key", "shares" (three parts of 1)}.
    """
    drawn = [{**line, "place": place, "dots": _dots(line["shares"])} for place, line in enumerate(lines)]
    for line, y in zip(drawn, _spread([one["dots"][-1]["y"] for one in drawn]), strict=True):
        line["label_y"] = y
        line["path"] = " ".join(f"{dot['x']},{dot['y']}" for dot in line["dots"])
    return {
        "title": title,
        "lines": sorted(drawn, key=lambda line: bool(line["is_key"])),
        "columns": _COLUMNS,
    }


def _dots(shares: Sequence[float]) -> list[dict[str, float]]:
    height = _CURVE_BOTTOM - _CURVE_TOP
    return [
        {"x": x, "y": round(_CURVE_BOTTOM - height * min(1.0, share), 1)}
        for x, share in zip(_COLUMNS, shares, strict=True)
    ]


def _spread(heights: Sequence[float]) -> list[float]:
    """The same heights, moved up where labels would stand on one another."""
    order = sorted(range(len(heights)), key=lambda at: -heights[at])
    moved, below = list(heights), _CURVE_BOTTOM + _LINE_GAP
    for at in order:
        moved[at] = round(min(heights[at], below - _LINE_GAP), 1)
        below = moved[at]
    return moved


@register.filter
def figure(value: float | None) -> str:
    """A figure with two decimals; an en dash where it has no value."""
    return number(value)


@register.filter
def signed(value: float | None) -> str:
    """The same with its sign: +0.42, −0.31."""
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")
