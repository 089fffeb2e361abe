"""Small filters and pieces for templates: points, durations, dates, percents, charts."""

from calendar import month_abbr
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from accounts.domain.addresses import reach_of

register = template.Library()
_WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon's file as it is; an include of each costs more than the rest of a page's frame."""
    return mark_safe(render_to_string(f"icons/{name}.html"))  # noqa: S308 - our own files


@register.simple_tag
@cache
def address(name: str) -> str:
    """The address of a page without arguments; every page's frame has half a dozen of them."""
    return reverse(name)


@register.simple_tag(takes_context=True)
def login_address(context: template.Context) -> str:
    """The login, and from self-study the way back to where one was."""
    request = context["request"]
    if not request.path.startswith("/learn"):
        return address("login")
    return f"{address('login')}?{urlencode({'next': request.get_full_path()})}"


@register.simple_tag
@cache
def asset(path: str) -> str:
    """A static file's address, looked up once: the frame of every page names five."""
    return static(path)


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
def left_at(deadline: datetime, now: datetime) -> str:
    """What is left until an instant, as m:ss."""
    return clock(int((deadline - now).total_seconds() * 1000))


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
def day(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """11月23日 周一, with the year where it is not this one; in English Mon 23 Nov. Of the office's
    calendar, or of another zone's."""
    if instant is None:
        return "–"
    return calendar_day(timezone.localtime(instant, zone or None).date())


@register.filter
def calendar_day(on: date) -> str:
    """The same of a day that has no hour."""
    parts = {"year": on.year, "month": month_word(on.month), "day": on.day,
             "weekday": _WEEKDAYS[on.weekday()]}  # fmt: skip
    if on.year == timezone.localtime().year:
        return gettext("%(month)s月%(day)s日 %(weekday)s") % parts
    return gettext("%(year)s年%(month)s月%(day)s日 %(weekday)s") % parts


@register.filter
def short_day(on: date) -> str:
    """11月23日, in English 23 Nov: for rows of days that follow each other."""
    return gettext("%(month)s月%(day)s日") % {"month": month_word(on.month), "day": on.day}


@register.filter
def month_name(month: date | str) -> str:
    """2026年11月, in English Nov 2026; also of a month as addresses name it: 2026-11."""
    year, number = f"{month}".split("-")[:2]
    return gettext("%(year)s年%(month)s月") % {"year": year, "month": month_word(int(number))}


def month_word(month: int) -> str:
    """A month as a date names it: 11, in English Nov."""
    return month_abbr[month] if _english() else str(month)


@register.filter
def moment(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """11月23日 周一 14:03 by the office's clock, in English Mon 23 Nov, 14:03; or by another zone's."""
    if instant is None:
        return "–"
    return gettext("%(day)s %(clock)s") % {"day": day(instant, zone), "clock": hour(instant, zone)}


@register.filter
def hour(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """14:03 by the office's clock, or by another zone's: 15:03 UTC+9."""
    return _wall_clock(instant, zone, "%H:%M")


@register.filter
def second(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """14:03:59, as `hour`."""
    return _wall_clock(instant, zone, "%H:%M:%S")


def _wall_clock(instant: datetime | None, zone: tzinfo | None, form: str) -> str:
    if instant is None:
        return "–"
    return timezone.localtime(instant, zone or None).strftime(form) + zone_word(instant, zone)


@register.filter
def zone_word(instant: datetime, zone: tzinfo | None) -> str:
    """ " UTC+9" or " UTC+5:30" where a zone's clock is not the office's; else nothing."""
    if not zone or instant.astimezone(zone).utcoffset() == timezone.localtime(instant).utcoffset():
        return ""
    sign, digits = instant.astimezone(zone).strftime("%z")[0], instant.astimezone(zone).strftime("%z")[1:5]
    minutes = "" if digits[2:] == "00" else f":{digits[2:]}"
    return f" UTC{sign}{int(digits[:2])}{minutes}"


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
    """第4、17、32题, in English 4, 17, 32"""
    return gettext("第%(list)s题") % {"list": gettext("、").join(str(number) for number in numbers)}


@register.filter
def points_named(points: str) -> str:
    """Points as printed, with their unit: 2.5 → 2.5分, in English 2.5 points."""
    return ngettext("%(points)s分", "%(points)s分", _number(points)) % {"points": points}


@register.filter
def unit(number: int, what: str) -> str:
    """What stands after a number: people, papers, faults, departments, questions or days."""
    words = {
        "people": ngettext("人", "人", number),
        "papers": ngettext("份", "份", number),
        "faults": ngettext("处", "处", number),
        "departments": ngettext("个", "个", number),
        "questions": ngettext("题", "题", number),
        "days": ngettext("天", "天", number),
    }
    return words[what]


def _number(printed: str) -> int:
    """Which grammatical number goes with a printed figure: only 1 is one."""
    return 1 if str(printed) == "1" else 2


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


@register.inclusion_tag("components/reach.html")
def reach_notice(address: str) -> dict[str, str]:
    """A warning beside a QR code, not printed, where not everybody can open its address."""
    return {"address": address, "reach": reach_of(address)}
