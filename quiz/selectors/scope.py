"""Who a contest is for."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Department, User
from accounts.selectors import people_in, subtree
from quiz.domain.rulesheet import RuleSheet, Who
from quiz.models import Contest


def scope_departments(contest: Contest, who: Who) -> QuerySet[Department]:
    """The departments whose people may take part: those named, or the organizer's whole subtree."""
    home = subtree([contest.department])
    if not who.departments:
        return home if who.include_subtree else Department.objects.filter(pk=contest.department_id)
    named = home.filter(name__in=who.departments)
    return subtree(list(named)) if who.include_subtree else named


def people_in_scope(contest: Contest, sheet: RuleSheet) -> QuerySet[User]:
    """Everybody on the roster whom a roster contest is for."""
    return people_in(scope_departments(contest, sheet.who))


def is_in_scope(user: User, contest: Contest, sheet: RuleSheet) -> bool:
    """Whether a person without an entry may get one: anybody where admission is open."""
    return covers(contest, sheet.who, lineage_of(user))


def lineage_of(user: User) -> list[Department]:
    """The person's department under all departments above it, from the root down; two statements at most."""
    if user.department is None:
        return []
    above = [int(part) for part in user.department.path.split("/") if part]
    return list(Department.objects.filter(pk__in=above).order_by("path"))


def covers(contest: Contest, who: Who, lineage: Sequence[Department]) -> bool:
    """`is_in_scope` for somebody whose lineage is known; no statement."""
    if who.admission == "open":
        return True
    home = contest.department
    below = [one for one in lineage if home.path and one.path.startswith(home.path)]
    named = {one.pk for one in below if one.name in who.departments} if who.departments else {home.pk}
    reached = below if who.include_subtree else below[-1:]
    return any(one.pk in named for one in reached)
