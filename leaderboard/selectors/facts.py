"""What decides a contest, read from the rows of attempts, scores and entries alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from accounts.models import Department
from leaderboard.domain.organisations import Share, Unit
from leaderboard.domain.outcome import Inputs, Person
from leaderboard.domain.results import Result
from leaderboard.models import BoardLine
from quiz.models import Attempt, AttemptScore, Contest, Entry
from quiz.selectors.rules import sheet_of

from .claims import forfeits_of
from .drawings import drawing_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One counted attempt's result with its score's id and what the board shows of the person."""

    result: Result
    score_id: int
    name: str
    department_name: str
    is_excluded: bool


_SCORE = ("points", "right", "elapsed_ms")
_SITTING = ("number", "started_at", "handed_in_at")
_PERSON = ("user_id", "user__name", "group", "department_id", "department__name", "excluded_reason")
_COLUMNS = (
    "pk",
    *_SCORE,
    *(f"attempt__{name}" for name in _SITTING),
    *(f"attempt__entry__{name}" for name in _PERSON),
)


def counted_scores(contest: Contest) -> QuerySet[AttemptScore]:
    """The scores that count: handed in, not practice, under the rules in force.

    The rules name the contest. To name it again would let a planner whose statistics are older
    than the contest join every score with every attempt.
    """
    return AttemptScore.objects.filter(
        rules_id=contest.rules_id,
        attempt__kind=Attempt.Kind.COUNTED,
        attempt__state=Attempt.State.HANDED_IN,
    )


def facts(contest: Contest, attempt_ids: Iterable[int] | None = None) -> list[Fact]:
    """All results of the people who made these attempts, or of everybody; three statements."""
    if attempt_ids is None:
        return list(_everybodys(contest))
    scores = counted_scores(contest).filter(attempt_id__in=_all_attempts_of(contest, attempt_ids))
    return [_fact(*row) for row in scores.values_list(*_COLUMNS)]


def _everybodys(contest: Contest) -> Iterator[Fact]:
    """Put together here: one join takes minutes where the planner still believes the tables to be empty."""
    entries = Entry.objects.filter(contest=contest)
    people = {row[0]: row[1:] for row in entries.values_list("pk", *_PERSON)}
    counted = Attempt.objects.filter(
        contest=contest, kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN
    )
    attempts = {row[0]: row[1:] for row in counted.values_list("pk", "entry_id", *_SITTING)}
    scores = AttemptScore.objects.filter(rules=contest.rules_id).values_list("attempt_id", "pk", *_SCORE)
    for attempt, *score in scores:
        if attempt in attempts:
            entry, *sitting = attempts[attempt]
            yield _fact(*score, *sitting, *people[entry])


def _all_attempts_of(contest: Contest, attempt_ids: Iterable[int]) -> list[int]:
    """Every attempt of whoever made these: lists and not joins, so that each step is by an index."""
    made = Attempt.objects.filter(contest_id=contest.pk)
    people = set(made.filter(pk__in=list(attempt_ids)).values_list("user_id", flat=True))
    return list(made.filter(user_id__in=people).values_list("pk", flat=True))


def _fact(
    pk: int,
    points: int,
    right: int,
    elapsed_ms: int,
    number: int,
    started_at: datetime,
    handed_in_at: datetime,
    user_id: int,
    name: str,
    group: str,
    department_id: int | None,
    department_name: str | None,
    excluded_reason: str,
) -> Fact:
    result = Result(
        person=user_id,
        group=group,
        department=department_id,
        points=points,
        right=right,
        elapsed_ms=elapsed_ms,
        started_at=started_at,
        handed_in_at=handed_in_at,
        number=number,
    )
    return Fact(
        result=result,
        score_id=pk,
        name=name,
        department_name=department_name or "",
        is_excluded=bool(excluded_reason),
    )


def inputs_of(contest: Contest) -> Inputs:
    """Everything that decides the contest's awards; six statements, and three more for drawn lots."""
    entries = entered(contest).values_list("user_id", "group", "department_id", "excluded_reason")
    people = tuple(
        Person(person=user, group=group, department=department, is_excluded=bool(reason))
        for user, group, department, reason in entries
    )
    results = tuple(one.result for one in facts(contest))
    drawing = drawing_of(contest) if sheet_of(contest.rules).draws_lots else None
    return Inputs(
        people=people,
        results=results,
        units=_units_of(contest, people),
        drawing=drawing,
        forfeits=forfeits_of(contest),
    )


def entered(contest: Contest) -> QuerySet[Entry]:
    """The contest's list; who came after the close, to practise, was no participant."""
    entries = Entry.objects.filter(contest=contest)
    return entries.filter(created_at__lte=contest.closed_at) if contest.closed_at else entries


def _units_of(contest: Contest, people: Iterable[Person]) -> tuple[Unit, ...]:
    """The departments of these people and those above them, where boards or seats of departments need them.

    No others: a new office elsewhere decides nothing.
    """
    if not sheet_of(contest.rules).needs_departments:
        return ()
    tree = {unit.id: unit for unit in units()}
    needed: set[int] = set()
    for department in {one.department for one in people}:
        while department is not None and department not in needed:
            needed.add(department)
            department = tree[department].parent
    return tuple(unit for unit in tree.values() if unit.id in needed)


def units() -> tuple[Unit, ...]:
    """The tree of departments."""
    rows = Department.objects.order_by("pk").values_list("pk", "parent_id", "kind")
    return tuple(Unit(id=pk, parent=parent, kind=kind) for pk, parent, kind in rows)


def headcounts(contest: Contest) -> dict[int | None, int]:
    """People on the list by department, without the excluded; one GROUP BY."""
    rows = (
        entered(contest).filter(excluded_reason="").values_list("department_id").annotate(people=Count("pk"))
    )
    return dict(rows)


def excluded_people(contest: Contest) -> list[int]:
    """Who is on the list but not ranked: mostly nobody, so their ids and not a join."""
    entries = Entry.objects.filter(contest=contest).exclude(excluded_reason="")
    return list(entries.values_list("user_id", flat=True))


def shares(contest: Contest, edition: str) -> list[Share]:
    """How many people of each department have how many points, without the excluded; one GROUP BY."""
    rows = (
        BoardLine.objects.filter(contest=contest, edition=edition)
        .exclude(user__in=excluded_people(contest))
        .values_list("department_id", "points")
        .annotate(people=Count("pk"), tries=Sum("attempts"))
    )
    return [
        Share(department=department, points=points, people=people, attempts=tries)
        for department, points, people, tries in rows
    ]
