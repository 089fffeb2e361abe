"""Adding, changing and retiring people. Nobody is deleted: old results name them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.access import may_manage, must_organize
from accounts.domain.passwords import temporary_password
from accounts.domain.people import clean_name, clean_username
from accounts.domain.problems import RuleBroken
from accounts.models import Department, User

from . import audit
from .administrators import require_another_administrator
from .phones import set_phone


@dataclass(frozen=True, kw_only=True)
class Person:
    """What an organizer says about a person. `phone` None leaves the number as it is, "" takes it away."""

    username: str
    name: str
    department: Department | None
    phone: str | None = None
    age_band: str = ""
    population_group: str = ""


@transaction.atomic
def add_person(actor: User, person: Person, *, now: datetime) -> User:
    """Add somebody who cannot log in until they are given a password (a slip, or a reset)."""
    must_organize(actor, person.department)
    user = User(password=make_password(None), date_joined=now)
    _fill(user, person)
    user.save()
    audit.record(actor, "person.add", f"user:{user.pk}", now=now, details={"username": user.username})
    return user


@transaction.atomic
def change_person(actor: User, user: User, person: Person, *, now: datetime) -> list[str]:
    """Write what differs; gives the names of the changed fields."""
    _must_manage(actor, user)
    if person.department != user.department:
        must_organize(actor, person.department)
    before = _kept(user)
    _fill(user, person)
    changed = {name: [before[name], value] for name, value in _kept(user).items() if value != before[name]}
    if not changed:
        return []
    user.save(update_fields=["username", "name", "department", "phone_sealed", "phone_digest", "age_band",
                             "population_group"])  # fmt: skip
    if "phone" in changed:
        changed["phone"] = ["…", "…"]
    audit.record(actor, "person.change", f"user:{user.pk}", now=now, details=changed)
    return list(changed)


@transaction.atomic
def deactivate_person(actor: User, user: User, *, now: datetime) -> None:
    """Close the account: sessions and tokens end at once, results stay."""
    _must_manage(actor, user)
    require_may_leave(actor, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    Token.objects.filter(user=user).delete()
    audit.record(actor, "person.deactivate", f"user:{user.pk}", now=now)


def require_may_leave(actor: User, user: User) -> None:
    """Nobody closes their own account, nor that of the last administrator."""
    if actor.pk == user.pk:
        raise RuleBroken("not_yourself")
    require_another_administrator(user)


@transaction.atomic
def reactivate_person(actor: User, user: User, *, now: datetime) -> None:
    _must_manage(actor, user)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.is_active = True
    audit.record(actor, "person.reactivate", f"user:{user.pk}", now=now)


def free_username() -> str:
    """A login name for somebody without a staff number, e.g. "g-7kqwmz3r"."""
    return free_usernames(1).pop()


def free_usernames(count: int) -> set[str]:
    """So many of them; one statement, as a rule."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {f"g-{temporary_password()}" for _each in range(count - len(found))}
        found |= drawn - set(User.objects.filter(username__in=drawn).values_list("username", flat=True))
    return found


def fit_username(text: str, user: User) -> str:
    """The staff number as it is kept; `username_taken` where somebody else has it, in whatever case."""
    username = clean_username(text)
    if User.objects.filter(username__iexact=username).exclude(pk=user.pk).exists():
        raise RuleBroken("username_taken", fields={"username": ["username_taken"]}, username=username)
    return username


def _fill(user: User, person: Person) -> None:
    user.username = fit_username(person.username, user) if person.username.strip() else free_username()
    user.name = clean_name(person.name)
    user.department = person.department
    user.age_band = person.age_band
    user.population_group = person.population_group
    if person.phone is not None:
        set_phone(user, person.phone)


def _kept(user: User) -> dict[str, Any]:
    kept = ("username", "name", "department_id", "age_band", "population_group")
    return {**{name: getattr(user, name) for name in kept}, "phone": user.phone_digest}


def _must_manage(actor: User, user: User) -> None:
    if not may_manage(actor, user):
        raise RuleBroken("person_not_yours", status=403)
