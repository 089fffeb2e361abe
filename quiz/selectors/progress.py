"""How far a contest has come: participation by department, who has not taken part yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count as CountOf
from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts.models import Department
from accounts.selectors import subtree
from quiz.domain.participation import Count, Share, Unit, shares
from quiz.models import Attempt, AttemptScore, Contest, Entry


@dataclass(frozen=True, kw_only=True)
class Participation:
    """`total` counts everybody ranked, also people without a department (`elsewhere`)."""

    total: Count
    shares: list[Share]
    elsewhere: Count


def participation(contest: Contest) -> Participation:
    """Participation of everybody who is ranked, by department; five statements for any size."""
    own = _counts(contest)
    units = [
        Unit(id=pk, name=name, path=path)
        for pk, name, path in _departments(contest, own).values_list("pk", "name", "path")
    ]
    known = {unit.id for unit in units}
    inside = {pk: count for pk, count in own.items() if pk is not None and pk in known}
    elsewhere = _sum(count for pk, count in own.items() if pk not in inside)
    return Participation(total=_sum(own.values()), shares=shares(units, inside), elsewhere=elsewhere)


def _sum(counts: Iterable[Count]) -> Count:
    return sum(counts, Count())


def _departments(contest: Contest, own: dict[int | None, Count]) -> QuerySet[Department]:
    """The contest's own subtree, and whatever else somebody on the list belongs to."""
    below = subtree([contest.department])
    return Department.objects.filter(pk__in=below.values("pk")) | Department.objects.filter(
        pk__in=[pk for pk in own if pk is not None]
    )


def _counts(contest: Contest) -> dict[int | None, Count]:
    ranked = Entry.objects.filter(contest=contest, excluded_reason="")
    entered = _by_department(ranked)
    counted = Attempt.objects.filter(entry=OuterRef("pk"), kind=Attempt.Kind.COUNTED)
    started = _by_department(ranked.filter(Exists(counted)))
    took_part = _by_department(ranked.filter(Exists(counted.filter(state=Attempt.State.HANDED_IN))))
    best = _best_points(contest)
    return {
        pk: Count(
            entered=people,
            started=started.get(pk, 0),
            took_part=took_part.get(pk, 0),
            scored=len(best.get(pk, ())),
            points=sum(best.get(pk, ())),
        )
        for pk, people in entered.items()
    }


def _by_department(entries: QuerySet[Entry]) -> dict[int | None, int]:
    return dict(entries.order_by().values_list("department").annotate(people=CountOf("pk")))


def _best_points(contest: Contest) -> dict[int | None, list[int]]:
    """Every ranked person's best points by department, in hundredths."""
    rows = (
        AttemptScore.objects.filter(
            rules_id=contest.rules_id,
            attempt__kind=Attempt.Kind.COUNTED,
            attempt__entry__excluded_reason="",
        )
        .order_by()
        .values_list("attempt__entry", "attempt__entry__department")
        .annotate(best=Max("points"))
    )
    found: dict[int | None, list[int]] = {}
    for _entry, department, best in rows:
        found.setdefault(department, []).append(best)
    return found


def not_yet(contest: Contest, department: Department | None = None) -> QuerySet[Entry]:
    """Ranked people who have handed in no paper, of a department's subtree where it is named."""
    handed_in = Attempt.objects.filter(
        entry=OuterRef("pk"), kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN
    )
    people = Entry.objects.filter(~Exists(handed_in), contest=contest, excluded_reason="")
    if department is not None:
        people = people.filter(department__in=subtree([department]))
    return people.select_related("user", "department").order_by("department__path", "user__username", "pk")


def names_by_department(entries: Iterable[Entry]) -> list[tuple[str, list[str]]]:
    """(department, names) in the order of the entries; "" for people without one.

    Where two in a department have one name, the staff number tells them apart.
    """
    grouped = groupby(entries, key=lambda entry: entry.department)
    return [
        (department.name if department else "", _told_apart(list(group))) for department, group in grouped
    ]


def _told_apart(entries: list[Entry]) -> list[str]:
    names = [entry.user.name for entry in entries]
    return [
        f"{entry.user.name}（{entry.user.username}）" if names.count(entry.user.name) > 1 else entry.user.name
        for entry in entries
    ]
