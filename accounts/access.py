"""Doorkeepers: may this person organize here, review, administer? A stranger gets 404."""

from django.http import Http404

from .models import Department, RoleGrant, User
from .selectors import has_role, is_administrator, organized_departments


def may_organize(user: User, department: Department) -> bool:
    """Whether the department lies in a subtree that the person organizes."""
    if not user.is_authenticated:
        return False
    if is_administrator(user):
        return True
    roots = Department.objects.filter(rolegrant__user=user, rolegrant__role=RoleGrant.Role.ORGANIZER)
    return any(department.path.startswith(path) for path in roots.values_list("path", flat=True))


def may_review(user: User) -> bool:
    return user.is_authenticated and (is_administrator(user) or has_role(user, RoleGrant.Role.REVIEWER))


def organizer_department(user: User, department_id: int) -> Department:
    """A department that the person organizes, else 404."""
    found = organized_departments(user).filter(pk=department_id).first()
    if found is None:
        raise Http404
    return found
