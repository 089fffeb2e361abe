"""Reads about people and departments."""

from django.db.models import Q, QuerySet

from .models import Department, RoleGrant, User


def subtree(departments: QuerySet[Department] | list[Department]) -> QuerySet[Department]:
    """The given departments and everything below them."""
    wanted = Q(pk__in=[])
    for department in departments:
        wanted |= Q(path__startswith=department.path)
    return Department.objects.filter(wanted)


def people_in(departments: QuerySet[Department]) -> QuerySet[User]:
    """Active people of exactly these departments."""
    return User.objects.filter(is_active=True, department__in=departments)


def organized_departments(user: User) -> QuerySet[Department]:
    """Every department for which this person may organize: all for an administrator."""
    if is_administrator(user):
        return Department.objects.filter(is_active=True)
    roots = Department.objects.filter(rolegrant__user=user, rolegrant__role=RoleGrant.Role.ORGANIZER)
    return subtree(list(roots)).filter(is_active=True)


def is_administrator(user: User) -> bool:
    return user.is_superuser or has_role(user, RoleGrant.Role.ADMINISTRATOR)


def has_role(user: User, role: str) -> bool:
    """Whether the person holds the role, for whatever department; one statement per person and request."""
    if not hasattr(user, "_roles"):
        user._roles = set(RoleGrant.objects.filter(user_id=user.pk).values_list("role", flat=True))
    return role in user._roles
