"""Everything that stands against publishing a sheet as it is today."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.domain.problems import Problem
from accounts.models import User
from accounts.selectors import subtree
from quiz.domain.contradictions import Known, contradictions
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.sheet_case import fault
from quiz.domain.timing import local_day
from quiz.models import Contest, Question, Topic

from .capacity import crowd_warning
from .facilities import expected_facility
from .forecast import expected_people
from .gain import held_codes
from .item_statistics import doubted_codes
from .paper_rows import paper_rows
from .pool import Candidate, candidates, pool_of_rows
from .rules import sheet_in_force, sheet_of

_SHORT = frozenset({"sheet_pool_empty", "sheet_pool_too_small", "sheet_rows_overlap"})


def faults_of(contest: Contest, sheet: RuleSheet, *, now: datetime) -> list[Problem]:
    """Faults and warnings of a sheet for this contest, in the order of the sheet."""
    held = held_codes(contest)
    found = candidates(local_day(sheet, now))
    pool = _pool(sheet, [one for one in found if one.code not in held])
    rows = paper_rows(sheet, pool, expected_facility({pk for row in pool for pk in row}))
    faults = contradictions(sheet, pool, rows=rows, known=_known(contest, sheet, found), now=now)
    faults += _held_faults(sheet, held, faults)
    crowd = crowd_warning(contest, sheet)
    return [crowd, *faults] if crowd else faults


def _held_faults(sheet: RuleSheet, held: Collection[str], faults: Sequence[Problem]) -> list[Problem]:
    """What a before or after test must not ask again, or has left too little."""
    shared = [
        fault("gain_question_shared", f"paper.questions.{place}", name=code)
        for place, code in enumerate(sheet.paper.questions)
        if sheet.paper.mode == "fixed" and code in held
    ]
    is_short = any(one.code in _SHORT for one in faults)
    return (
        [*shared, fault("gain_pool_too_small", "paper.rows", held=len(held))] if is_short and held else shared
    )


def faults_of_change(contest: Contest, sheet: RuleSheet, *, now: datetime) -> list[Problem]:
    """What stands against putting a sheet in the place of the rules in force.

    A contest that is announced answers only for faults that the change brings in: that its end is
    past, a source has run out or a department is gone today, is none of the amendment's doing.
    """
    found = faults_of(contest, sheet, now=now)
    if contest.state == Contest.State.DRAFT:
        return found
    old = {_essence(one) for one in faults_of(contest, sheet_in_force(contest), now=now)}
    return [one for one in found if one.is_warning or _essence(one) not in old]


def _essence(problem: Problem) -> tuple[str, str, str]:
    """What makes two faults the same one, also where it has moved in a list."""
    path = ".".join(step for step in problem.path.split(".") if not step.isdigit())
    return problem.code, path, repr(sorted(problem.values.items()))


def _pool(sheet: RuleSheet, found: list[Candidate]) -> list[list[int]]:
    if sheet.paper.mode == "fixed":
        wanted = set(sheet.paper.questions)
        return [[one.revision_id for one in found if one.code in wanted]]
    return pool_of_rows(sheet.paper.rows, found)


def _known(contest: Contest, sheet: RuleSheet, found: list[Candidate]) -> Known:
    home = subtree([contest.department]).filter(is_active=True)
    departments = list(home.values_list("name", "kind"))
    return Known(
        departments={name for name, _kind in departments},
        department_kinds={kind for _name, kind in departments if kind},
        people=set(User.objects.filter(department__in=home).values_list("username", flat=True)),
        banks=set(Question.objects.values_list("bank", flat=True).distinct()),
        topics=set(Topic.objects.values_list("code", flat=True)),
        gates=_gates(contest),
        doubted=doubted_codes(),
        headcounts=expected_people(contest, sheet),
        question_types={one.code: one.type for one in found},
        facts={one.code: one.fact for one in found if one.fact},
    )


def _gates(contest: Contest) -> set[int]:
    others = Contest.objects.select_related("rules").exclude(pk=contest.pk).filter(rules__isnull=False)
    return {one.pk for one in others if sheet_of(one.rules).points.pass_mark is not None}
