"""Who a contest is for."""

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
    if sheet.who.admission == "open":
        return user.is_authenticated
    return (
        user.department_id is not None
        and scope_departments(contest, sheet.who).filter(pk=user.department_id).exists()
    )
