"""Doorkeepers: may this person organize here, review, administer? A stranger gets 404."""

from django.http import Http404

from .domain.problems import RuleBroken
from .models import Department, RoleGrant, User
from .selectors import has_role, is_administrator, organized_departments, organized_paths, people_managed_by


def may_organize(user: User, department: Department) -> bool:
    """Whether the department lies in a subtree that the person organizes."""
    if not user.is_authenticated:
        return False
    if is_administrator(user):
        return True
    return any(department.path.startswith(path) for path in organized_paths(user))


def must_organize(user: User, department: Department | None) -> None:
    """The same, refused with 404 where it does not; only administrators change what has no department."""
    allowed = is_administrator(user) if department is None else may_organize(user, department)
    if not allowed:
        raise RuleBroken("department_not_yours", status=404)


def may_organize_somewhere(user: User) -> bool:
    return user.is_authenticated and (is_administrator(user) or has_role(user, RoleGrant.Role.ORGANIZER))


def may_review(user: User) -> bool:
    """Whether the person may review questions; an expert reviews like any reviewer, too."""
    return may_review_as_expert(user) or (user.is_authenticated and has_role(user, RoleGrant.Role.REVIEWER))


def may_review_as_expert(user: User) -> bool:
    """Whether the person's word is the second one that questions of health and law need."""
    return user.is_authenticated and (is_administrator(user) or has_role(user, RoleGrant.Role.EXPERT))


def may_manage(actor: User, person: User) -> bool:
    """Whether the actor may change this person's account, their password above all.

    Whoever can set a password can log in with it: so nobody manages a person who may do
    something that they themselves may not.
    """
    if is_administrator(actor):
        return True
    if person.is_superuser or person.is_staff or person.department is None:
        return False
    if not may_organize(actor, person.department):
        return False
    return all(_covers(actor, grant) for grant in person.grants.select_related("department"))


def _covers(actor: User, grant: RoleGrant) -> bool:
    """Whether an organizer's own grants hold all that this grant gives."""
    if grant.role != RoleGrant.Role.ORGANIZER or grant.department is None:
        return False
    return may_organize(actor, grant.department)


def organizer_department(user: User, department_id: int) -> Department:
    """A department in use that the person organizes, else 404."""
    found = organized_departments(user).filter(pk=department_id).first()
    if found is None:
        raise Http404
    return found


def department_to_manage(user: User, department_id: int) -> Department:
    """A department that the person organizes, in use or not, else 404."""
    found = Department.objects.select_related("parent").filter(pk=department_id).first()
    if found is None or not may_organize(user, found):
        raise Http404
    return found


def person_to_see(user: User, person_id: int) -> User:
    """A person of a department that the user organizes, else 404. Changing needs `may_manage`."""
    found = people_managed_by(user).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found
