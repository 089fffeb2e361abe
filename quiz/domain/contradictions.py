"""What a well-formed sheet says against itself, its bank or its people: all of it, at the fields."""

from collections.abc import Sequence
from datetime import datetime

from accounts.domain.problems import Problem

from .checks_fairness import FAIRNESS_CHECKS
from .checks_paper import PAPER_CHECKS
from .checks_people import PEOPLE_CHECKS
from .checks_results import RESULT_CHECKS
from .paper import PoolRow
from .rulesheet import RuleSheet
from .sheet_case import Case, Check, Known, Pool

__all__ = ["Known", "Pool", "blocking", "contradictions"]


def contradictions(
    sheet: RuleSheet,
    pool: Pool | None = None,
    *,
    known: Known | None = None,
    rows: Sequence[PoolRow] | None = None,
    now: datetime | None = None,
) -> list[Problem]:
    """Every contradiction and every warning (`is_warning`), in the order of the sheet.

    `pool`: for each blueprint row (a fixed paper is one row) the published questions that fit it:
    their ids, so that overlapping rows are judged together, or only how many there are.
    `rows`: the same as papers are drawn from it, to judge how equal they are.
    `now`: an aware instant, to find a window that is over already.
    """
    case = Case(sheet=sheet, pool=pool, rows=rows, known=known or Known(), now=now)
    checks: tuple[Check, ...] = (*PEOPLE_CHECKS, *PAPER_CHECKS, *FAIRNESS_CHECKS, *RESULT_CHECKS)
    return [problem for check in checks for problem in check(case)]


def blocking(problems: Sequence[Problem]) -> list[Problem]:
    """Those that forbid publication."""
    return [problem for problem in problems if not problem.is_warning]
