"""Who may do more than take part. Nobody gives away more than they hold."""

from datetime import datetime

from django.db import transaction

from accounts.access import may_manage, may_organize
from accounts.domain.problems import RuleBroken
from accounts.models import Department, RoleGrant, User
from accounts.selectors import is_administrator

from . import audit
from .administrators import require_another_administrator

Role = RoleGrant.Role


@transaction.atomic
def grant_role(
    actor: User, person: User, role: str, department: Department | None, *, now: datetime
) -> RoleGrant:
    """Give a role; giving it twice changes nothing.

    An administrator gives any role. An organizer makes organizers, within their own subtree and
    of people whom they manage: a reviewer and an administrator reach beyond every subtree.
    """
    if role not in Role.values or (role == Role.ORGANIZER) == (department is None):
        raise RuleBroken("bad_role", status=400)
    if not may_grant(actor, person, role, department):
        raise RuleBroken("role_not_yours_to_give", status=403)
    if not person.is_active:
        raise RuleBroken("person_inactive")
    grant, is_new = RoleGrant.objects.get_or_create(user=person, role=role, department=department)
    if is_new:
        _fit_flags(person, role)
        audit.record(actor, "role.grant", f"user:{person.pk}", now=now, details=_details(grant))
    return grant


@transaction.atomic
def revoke_role(actor: User, grant: RoleGrant, *, now: datetime) -> None:
    """Take a role back; the last administrator stays one."""
    person = User.objects.select_for_update(no_key=True).get(pk=grant.user_id)
    if not may_grant(actor, person, grant.role, grant.department):
        raise RuleBroken("role_not_yours_to_give", status=403)
    if grant.role == Role.ADMINISTRATOR:
        require_another_administrator(person)
    details = _details(grant)
    role = grant.role
    grant.delete()
    _fit_flags(person, role)
    audit.record(actor, "role.revoke", f"user:{person.pk}", now=now, details=details)


def may_grant(actor: User, person: User, role: str, department: Department | None) -> bool:
    """Whether the actor may give or take this role."""
    if is_administrator(actor):
        return True
    if role != Role.ORGANIZER or department is None or actor.pk == person.pk:
        return False
    return may_organize(actor, department) and may_manage(actor, person)


def _fit_flags(person: User, role: str) -> None:
    """The admin site is for administrators: its two flags follow that role."""
    if role != Role.ADMINISTRATOR:
        return
    administers = RoleGrant.objects.filter(user=person, role=Role.ADMINISTRATOR).exists()
    User.objects.filter(pk=person.pk).update(is_staff=administers, is_superuser=administers)
    person.is_staff = person.is_superuser = administers


def _details(grant: RoleGrant) -> dict[str, object]:
    return {"role": grant.role, "department": grant.department_id}
