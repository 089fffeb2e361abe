"""Whom a contest's rules do not rank."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import RoleGrant, User
from accounts.selectors import subtree
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest

_BEYOND = (RoleGrant.Role.REVIEWER, RoleGrant.Role.EXPERT, RoleGrant.Role.ADMINISTRATOR)


@dataclass(frozen=True, kw_only=True)
class RuleExclusions:
    """People by id or staff number, departments with what is below them; `reason` as it is printed."""

    reason: str
    staff: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()

    def reason_for(self, user_id: int, username: str, department_id: int | None) -> str:
        """Why this person, entered for this department, is not ranked; "" for whoever is."""
        is_out = user_id in self.staff or username in self.numbers or department_id in self.departments
        return self.reason if is_out else ""


def rule_exclusions(contest: Contest, sheet: RuleSheet) -> RuleExclusions:
    """What the rules say today; no statement where they exclude nobody, at most three."""
    rule = sheet.who.exclusions
    return RuleExclusions(
        reason=rule.reason or "excluded",
        staff=frozenset(staff_of(contest)) if rule.organizers else frozenset(),
        numbers=frozenset(rule.people),
        departments=frozenset(_departments(contest, rule.departments)) if rule.departments else frozenset(),
    )


def staff_of(contest: Contest) -> set[int]:
    """Whoever may organize the contest or review questions, and whoever made it."""
    above = [int(part) for part in contest.department.path.split("/") if part]
    organizes = Q(role=RoleGrant.Role.ORGANIZER, department__in=above)
    granted = RoleGrant.objects.filter(organizes | Q(role__in=_BEYOND)).values_list("user_id", flat=True)
    wide = User.objects.filter(is_superuser=True).values_list("pk", flat=True)
    return {*granted, *wide, *filter(None, [contest.created_by_id])}


def _departments(contest: Contest, names: tuple[str, ...]) -> list[int]:
    named = subtree([contest.department]).filter(name__in=names)
    return list(subtree(list(named)).values_list("pk", flat=True)) if named else []
