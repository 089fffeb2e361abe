"""How equal a contest's papers are: a thousand of them drawn from today's pool, or from the frozen one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.domain.problems import RuleBroken
from quiz.domain.evenness import least_band
from quiz.domain.fairness import DRAWS, Spread, spread_of
from quiz.domain.paper import rows_for
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest

from .paper_rows import band_of
from .preview import rows_today


@dataclass(frozen=True, kw_only=True)
class PaperReport:
    """The papers of one group ("" for all). `least_band`: the narrowest band that the pool can keep,
    in percentage points; `spread` is None where the pool is too small for a paper."""

    group: str
    size: int
    least_band: float
    spread: Spread | None

    def as_dict(self) -> dict[str, Any]:
        spread = self.spread.as_dict() if self.spread else None
        return {"group": self.group, "size": self.size, "least_band": self.least_band, "spread": spread}


def paper_reports(
    contest: Contest, sheet: RuleSheet, *, today: date, draws: int = DRAWS
) -> list[PaperReport]:
    """A report for each group whose papers have rows of their own, or one for all."""
    rows, band = rows_today(contest, sheet, today), band_of(sheet)
    groups = sheet.who.groups.all_names if any(row.groups for row in rows) else ("",)
    found = []
    for group in groups:
        own = rows_for(rows, group)
        try:
            spread = spread_of(own, draws=draws, band=band) if own else None
        except RuleBroken:
            spread = None
        size = sum(row.count for row in own)
        found.append(PaperReport(group=group, size=size, least_band=_points(least_band(own)), spread=spread))
    return found


def _points(ten_thousandths: int) -> float:
    """Percentage points, rounded up to a tenth."""
    return -(-ten_thousandths // 10) / 10
