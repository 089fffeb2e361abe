"""What an organizer watches: contests with their figures, departments, people. Counted attempts only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Department, User
from accounts.selectors import subtree
from quiz.models import Attempt, Contest, Entry

from .contests import organized_contests, phase_of

_COUNTED = Q(kind=Attempt.Kind.COUNTED)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`entered`, `started`, `answering`: people; `handed_in`, `scored`: papers."""

    entered: int = 0
    started: int = 0
    answering: int = 0
    handed_in: int = 0
    scored: int = 0

    @property
    def waiting(self) -> int:
        return self.handed_in - self.scored

    @property
    def everybody_is_done(self) -> bool:
        """Whether all on the list have answered and nobody is answering."""
        return self.entered == self.started > 0 and not self.answering


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    contest: Contest
    phase: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class DepartmentRow:
    name: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody on the list. `state`: waiting, answering or done; `deadline` of the open paper."""

    entry: Entry
    state: str
    deadline: datetime | None
    started_at: datetime | None
    handed_in: int


def desk_contests(user: User, state: str = "") -> QuerySet[Contest]:
    """The organizer's contests, drafts first, then the newest; one state of them where it is named."""
    contests = organized_contests(user).order_by("-created_at", "-pk")
    return contests.filter(state=state) if state else contests


def desk_rows(contests: Iterable[Contest], now: datetime) -> list[DeskRow]:
    """Each contest with its figures; two statements for all."""
    contests = list(contests)
    entered = dict(
        Entry.objects.filter(contest__in=contests).values_list("contest").annotate(people=Count("pk"))
    )
    attempts = {
        row["contest"]: row
        for row in _attempt_figures(Attempt.objects.filter(_COUNTED, contest__in=contests), "contest")
    }
    return [
        DeskRow(
            contest=one,
            phase=phase_of(one, now),
            figures=_figures(entered.get(one.pk, 0), attempts.get(one.pk, {})),
        )
        for one in contests
    ]


def figures_of(contest: Contest) -> Figures:
    """A contest's figures now; two statements."""
    entered = Entry.objects.filter(contest=contest).count()
    return _figures(entered, Attempt.objects.filter(_COUNTED, contest=contest).aggregate(**_MEASURES))


_MEASURES = {
    "started": Count("user", distinct=True),
    "answering": Count("pk", filter=Q(state=Attempt.State.OPEN)),
    "handed_in": Count("pk", filter=Q(state=Attempt.State.HANDED_IN)),
    "scored": Count("pk", filter=Q(scored_at__isnull=False)),
}


def _attempt_figures(attempts: QuerySet[Attempt], by: str) -> Iterable[dict]:
    return attempts.order_by().values(by).annotate(**_MEASURES)


def _figures(entered: int, row: dict) -> Figures:
    return Figures(entered=entered, **{name: row.get(name, 0) for name in _MEASURES})


def department_rows(contest: Contest) -> list[DepartmentRow]:
    """Figures of each department on the list, in the order of the tree; three statements."""
    entered = dict(
        Entry.objects.filter(contest=contest).values_list("department").annotate(people=Count("pk"))
    )
    attempts = Attempt.objects.filter(_COUNTED, contest=contest)
    made = {row["entry__department"]: row for row in _attempt_figures(attempts, "entry__department")}
    names = Department.objects.filter(pk__in=[pk for pk in entered if pk]).order_by("path")
    rows = [
        DepartmentRow(name=name, figures=_figures(entered[pk], made.get(pk, {})))
        for pk, name in names.values_list("pk", "name")
    ]
    if None in entered:
        rows.append(DepartmentRow(name="", figures=_figures(entered[None], made.get(None, {}))))
    return rows


def listed_people(contest: Contest, words: str = "", state: str = "") -> QuerySet[Entry]:
    """The list of a contest by department and staff number.

    `state`: waiting, answering, done, extra (more time), excluded, or "" for everybody.
    """
    people = Entry.objects.filter(contest=contest).select_related("user", "department")
    if words:
        people = people.filter(Q(user__name__icontains=words) | Q(user__username__istartswith=words))
    mine = Attempt.objects.filter(_COUNTED, contest=contest, user=OuterRef("user"))
    handed_in = Exists(mine.filter(state=Attempt.State.HANDED_IN))
    narrowed = {
        "waiting": ~Exists(mine),
        "answering": Exists(mine.filter(state=Attempt.State.OPEN)),
        "done": handed_in,
        "extra": ~Q(time_percent=100),
        "excluded": ~Q(excluded_reason=""),
    }
    if state in narrowed:
        people = people.filter(narrowed[state])
    return people.order_by("department__path", "user__username", "pk")


def person_rows(contest: Contest, entries: Sequence[Entry]) -> list[PersonRow]:
    """What each of these people has done; one statement."""
    made: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(_COUNTED, contest=contest, entry__in=entries).order_by(
        "started_at"
    ):
        made.setdefault(attempt.entry_id, []).append(attempt)
    return [_person_row(entry, made.get(entry.pk, [])) for entry in entries]


def _person_row(entry: Entry, attempts: Sequence[Attempt]) -> PersonRow:
    answering = next((one for one in attempts if one.state == Attempt.State.OPEN), None)
    handed_in = sum(one.state == Attempt.State.HANDED_IN for one in attempts)
    return PersonRow(
        entry=entry,
        state="answering" if answering else "done" if handed_in else "waiting",
        deadline=answering.deadline if answering else None,
        started_at=answering.started_at if answering else None,
        handed_in=handed_in,
    )


def still_answering(contest: Contest) -> QuerySet[Attempt]:
    """Counted attempts that are open, the one that ends first at the top."""
    return (
        Attempt.objects.filter(_COUNTED, contest=contest, state=Attempt.State.OPEN)
        .select_related("user", "user__department")
        .order_by("deadline")
    )


def names_below(department: Department) -> list[tuple[str, str]]:
    """(name, kind) of the departments in use in a subtree, in the order of the tree."""
    return list(subtree([department]).filter(is_active=True).order_by("path").values_list("name", "kind"))
