"""What a contest's points will look like, from its pool, its list and its rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from quiz.domain.forecast import Distribution, FullMarks, Seats, full_marks, seats, together
from quiz.domain.forecast_sheet import crowds_of, is_decided_by_time, place_tiers, rules_of
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, Entry

from .preview import rows_today
from .scope import people_in_scope

# For a contest that anybody may join and nobody has yet.
ASSUMED = 1000


@dataclass(frozen=True, kw_only=True)
class BoardForecast:
    """One board ("" for all): `people` on it; `by_time`: the prizes whose last seat time decides."""

    board: str
    people: int
    full: FullMarks
    distribution: Distribution
    seats: list[Seats]
    by_time: frozenset[str]


def expected_people(contest: Contest, sheet: RuleSheet) -> dict[str, int] | None:
    """How many people of each group will be ranked; None where registration is open and nobody is there yet.

    People who choose a group later are taken to spread evenly.
    """
    if contest.state != Contest.State.DRAFT:
        listed = Entry.objects.filter(contest=contest, excluded_reason="").values_list("group")
        return dict(listed.annotate(Count("pk"))) or None
    if sheet.who.admission == "open":
        return None
    people, by = people_in_scope(contest, sheet), sheet.who.groups.by
    if by in ("age_band", "population_group"):
        return dict(people.order_by().values_list(by).annotate(Count("pk")))
    return spread_evenly(people.count(), sheet)


def spread_evenly(people: int, sheet: RuleSheet) -> dict[str, int]:
    """So many people, the same number in each group."""
    groups = sheet.who.groups.all_names or ("",)
    return {name: people // len(groups) + (at < people % len(groups)) for at, name in enumerate(groups)}


def forecasts(
    contest: Contest, sheet: RuleSheet, headcounts: Mapping[str, int], today: date
) -> list[BoardForecast]:
    """A forecast for each board; none where the pool is too small for a paper."""
    rows, rules = rows_today(contest, sheet, today), rules_of(sheet)
    if any(row.count > len(row.items) for row in rows):
        return []
    found = []
    for board, crowds in crowds_of(sheet, rows, headcounts).items():
        people, points = sum(crowd.people for crowd in crowds), together(crowds, rules)
        tiers = [tier for _at, tier in place_tiers(sheet, board)]
        found.append(
            BoardForecast(
                board=board,
                people=people,
                full=full_marks(crowds, rules),
                distribution=points,
                seats=seats([(tier.name, tier.quota or 0) for tier in tiers], points, people),
                by_time=frozenset(tier.name for tier in tiers if is_decided_by_time(sheet, tier)),
            )
        )
    return found
