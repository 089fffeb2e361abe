"""Small filters and pieces for templates: points, durations, dates, percents, charts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@register.filter
def points(centipoints: int | None) -> str:
    """Hundredths as people write points: 500 → 5, 250 → 2.5, None → an en dash."""
    if centipoints is None:
        return "–"
    return f"{centipoints / 100:.2f}".rstrip("0").rstrip(".")


@register.filter
def millionths(score: int | None) -> str:
    """A department's score: 87 250 000 → 87.25, at most two decimals."""
    return points(None if score is None else round(score / 10_000))


@register.filter
def clock(milliseconds: int | None) -> str:
    """Milliseconds as m:ss, or h:mm:ss from one hour on: 83 000 → 1:23."""
    if milliseconds is None:
        return "–"
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def duration(milliseconds: int | None) -> str:
    """Milliseconds in words: 83 000 → 1分23秒; a fraction of a second is cut off."""
    if milliseconds is None:
        return "–"
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, _hours), (minutes, _minutes), (seconds, _seconds)]
    return _join([word(number) for number, word in parts if number]) or _seconds(0)


@register.filter
def seconds_words(seconds: int | None) -> str:
    """Whole seconds in words: 1800 → 30分钟, 90 → 1分30秒."""
    if seconds and seconds % 60 == 0 and seconds < 7200:
        minutes = seconds // 60
        return ngettext("%(n)d分钟", "%(n)d分钟", minutes) % {"n": minutes}
    return duration(None if seconds is None else seconds * 1000)


def _hours(number: int) -> str:
    return ngettext("%(n)d小时", "%(n)d小时", number) % {"n": number}


def _minutes(number: int) -> str:
    return ngettext("%(n)d分", "%(n)d分", number) % {"n": number}


def _seconds(number: int) -> str:
    return ngettext("%(n)d秒", "%(n)d秒", number) % {"n": number}


def _join(words: list[str]) -> str:
    return (" " if _english() else "").join(words)


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def day(instant: datetime | None) -> str:
    """11月23日 周一, with the year where it is not this one; in English 23 Nov, Mon."""
    if instant is None:
        return "–"
    local = timezone.localtime(instant)
    year = local.year != timezone.localtime().year
    if _english():
        return local.strftime("%a %-d %b %Y" if year else "%a %-d %b")
    text = f"{local.month}月{local.day}日 {_WEEKDAYS[local.weekday()]}"
    return f"{local.year}年{text}" if year else text


@register.filter
def moment(instant: datetime | None) -> str:
    """11月23日 周一 14:03 in local time."""
    return "–" if instant is None else f"{day(instant)} {hour(instant)}"


@register.filter
def hour(instant: datetime | None) -> str:
    """14:03 in local time."""
    return "–" if instant is None else timezone.localtime(instant).strftime("%H:%M")


@register.filter
def epoch_ms(instant: datetime | None) -> str:
    """Milliseconds since 1970, for scripts."""
    return "" if instant is None else str(int(instant.timestamp() * 1000))


@register.filter
def percent(part: int | float | None, whole: int | float | None = 1) -> str:
    """A share as a percentage with at most one decimal: 17 of 18 → 94.4%; nothing of nothing → –."""
    if part is None or not whole:
        return "–"
    return f"{100 * part / whole:.1f}".removesuffix(".0") + "%"


@register.filter
def positions(numbers: Sequence[int]) -> str:
    """第4、17、32题"""
    if _english():
        return ", ".join(str(number) for number in numbers)
    return gettext("第%(list)s题") % {"list": "、".join(str(number) for number in numbers)}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(title: str, rows: Sequence[dict[str, Any]], unit: str = "", most: float | None = None) -> dict:
    """Horizontal bars that are their own table.

    `rows`: {"label", "value", "text" (optional, as printed), "mine" (optional)}; `most` is the full width.
    """
    top = most or max((row["value"] for row in rows), default=0) or 1
    drawn = [{**row, "width": round(100 * min(1, row["value"] / top), 1)} for row in rows]
    return {"title": title, "rows": drawn, "unit": unit}


@register.inclusion_tag("components/curve_chart.html")
def curve_chart(
    title: str, rows: Sequence[dict[str, Any]], unit: str = "", most: float | None = None
) -> dict:
    """A line over ordered rows {"label", "value"}, with the same figures as a table beneath."""
    top = most or max((row["value"] for row in rows), default=0) or 1
    gap = 540 / max(1, len(rows) - 1)
    dots = [
        {**row, "x": round(40 + index * gap, 1), "y": round(190 - 160 * row["value"] / top, 1)}
        for index, row in enumerate(rows)
    ]
    line = " ".join(f"{dot['x']},{dot['y']}" for dot in dots)
    last = dots[-1]["x"] if dots else 40
    return {"title": title, "dots": dots, "line": line, "area": f"40,190 {line} {last},190", "top": top,
            "unit": unit}  # fmt: skip
