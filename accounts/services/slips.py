"""Login slips: temporary passwords for people who have never logged in, shown once, on paper."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from rest_framework.authtoken.models import Token

from accounts.domain.passwords import temporary_password
from accounts.domain.problems import RuleBroken
from accounts.models import RoleGrant, User
from accounts.selectors import people_managed_by, without_slip

from . import audit

# A page of slips: the hashes of 200 passwords take about 3 s on two cores.
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What one slip prints. The password is known here and nowhere else."""

    name: str
    username: str
    department: str
    password: str = field(repr=False)


def may_have_slip(people: QuerySet[User], *, again: bool) -> QuerySet[User]:
    """Those of `people` who have never logged in; with `again` also those who were given a slip before.

    Organizers, reviewers and administrators are not among them: their passwords are reset one by one.
    """
    fresh = _never_logged_in(people).exclude(_has_role())
    return (fresh if again else fresh.filter(without_slip())).order_by("department__path", "username")


def held_back(people: QuerySet[User]) -> QuerySet[User]:
    """Those of `people` who get no slip because they have a role, and have never logged in either."""
    return _never_logged_in(people).filter(_has_role())


def _never_logged_in(people: QuerySet[User]) -> QuerySet[User]:
    return people.filter(is_active=True, last_login__isnull=True)


def _has_role() -> Q:
    return Q(is_staff=True) | Q(is_superuser=True) | Q(pk__in=RoleGrant.objects.values("user_id"))


def print_slips(actor: User, person_ids: Sequence[int], *, now: datetime) -> list[Slip]:
    """Give each of at most 200 people a new temporary password; their older slips stop working.

    Hashing is done before the transaction, on both cores. Whoever logged in meanwhile gets no slip.
    """
    if len(person_ids) > BATCH:
        raise RuleBroken("slips_too_many", status=400, most=BATCH)
    people = _people(actor, person_ids)
    passwords = [temporary_password() for _ in people]
    with ThreadPoolExecutor(max_workers=2) as pool:
        hashes = list(pool.map(make_password, passwords))
    with transaction.atomic():
        kept = _give(people, hashes)
        details = {"people": [person.pk for person in people if person.pk in kept]}
        audit.record(actor, "slips.print", f"slips:{len(kept)}", now=now, details=details)
    return [
        _slip(person, password)
        for person, password in zip(people, passwords, strict=True)
        if person.pk in kept
    ]


def _people(actor: User, person_ids: Sequence[int]) -> list[User]:
    """Those who may have a slip; somebody whom the actor does not organize refuses all."""
    managed = people_managed_by(actor).filter(pk__in=person_ids)
    if managed.count() != len(set(person_ids)):
        raise RuleBroken("person_not_yours", status=403)
    return list(may_have_slip(managed, again=True))


def _give(people: Sequence[User], hashes: Sequence[str]) -> set[int]:
    waiting = User.objects.select_for_update(no_key=True).order_by("pk")
    waiting = waiting.filter(pk__in=[person.pk for person in people], last_login__isnull=True, is_active=True)
    kept = {person.pk: person for person in waiting}
    for person, hashed in zip(people, hashes, strict=True):
        if person.pk in kept:
            kept[person.pk].password, kept[person.pk].must_change_password = hashed, True
    User.objects.bulk_update(kept.values(), ["password", "must_change_password"], batch_size=100)
    Token.objects.filter(user__in=kept).delete()
    return set(kept)


def _slip(person: User, password: str) -> Slip:
    department = person.department.name if person.department else ""
    return Slip(name=person.name, username=person.username, department=department, password=password)
