"""The forecast of points and full marks, ready for a page."""

from datetime import datetime
from typing import Any

from accounts.templatetags.ui import points, unit
from quiz.domain.forecast import Distribution, Seats
from quiz.domain.forecast_sheet import rules_of
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.models import Contest
from quiz.selectors.forecast import ASSUMED, BoardForecast, expected_people, forecasts, spread_evenly
from quiz.sheet_labels import group_word

MOST_PEOPLE = 1_000_000
BINS = 10


def forecast_context(contest: Contest, sheet: RuleSheet, now: datetime, people: str = "") -> dict[str, Any]:
    """`people`: how many an organizer wants it for; else who is on the list, else a round number."""
    asked = int(people) if people.isascii() and people.isdigit() and len(people) <= 7 else 0
    asked = asked if 1 <= asked <= MOST_PEOPLE else 0
    known = expected_people(contest, sheet)
    heads = spread_evenly(asked, sheet) if asked else known or spread_evenly(ASSUMED, sheet)
    found = forecasts(contest, sheet, heads, local_day(sheet, now))
    return {
        "forecasts": [_shown(sheet, one) for one in found],
        "forecast_people": sum(heads.values()),
        "forecast_is_assumed": bool(asked) or known is None,
        "forecast_tries": rules_of(sheet).tries,
    }


def _shown(sheet: RuleSheet, one: BoardForecast) -> dict[str, Any]:
    return {
        "name": group_word(sheet.who.groups.by, one.board) if one.board else "",
        "people": one.people,
        "mean": round(one.distribution.mean),
        "full": one.full,
        "expected": round(one.full.expected),
        "bars": _bars(one.distribution, one.people),
        "seats": [_seat(seat, seat.name in one.by_time) for seat in one.seats],
    }


def _seat(seat: Seats, by_time: bool) -> dict[str, Any]:
    """`by`: everybody (fewer people than seats), points, time, or tie (all equals win)."""
    if seat.points is None:
        by = "everybody"
    elif seat.is_contested:
        by = "time" if by_time else "tie"
    else:
        by = "points"
    return {"seat": seat, "by": by, "tied": round(seat.tied), "left": max(1, round(seat.left))}


def _bars(found: Distribution, people: int) -> list[dict[str, Any]]:
    """Tenths of the full mark, and the full mark itself."""
    top = len(found.chances) - 1
    cells: list[list[int]] = [[] for _bin in range(BINS)]
    for cell in range(top):
        cells[cell * BINS // top].append(cell)
    bars = [_bar(found, inside, people) for inside in cells if inside]
    return [*bars, _bar(found, [top], people)]


def _bar(found: Distribution, cells: list[int], people: int) -> dict[str, Any]:
    first, last = points(cells[0] * found.unit), points(cells[-1] * found.unit)
    count = round(people * sum(found.chances[cell] for cell in cells))
    label = first if first == last else f"{first}–{last}"
    return {"label": label, "value": count, "text": f"{count} {unit(count, 'people')}"}
