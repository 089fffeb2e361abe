"""Reads about people and departments."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.domain.phones import is_mobile
from accounts.domain.sealing import phone_digest
from accounts.models import Department, RoleGrant, User


def subtree(departments: QuerySet[Department] | list[Department]) -> QuerySet[Department]:
    """The given departments and everything below them."""
    return Department.objects.filter(_below([department.path for department in departments], "path"))


def people_in(departments: QuerySet[Department]) -> QuerySet[User]:
    """Active people of exactly these departments."""
    return User.objects.filter(is_active=True, department__in=departments)


def organized_paths(user: User) -> list[str]:
    """The paths of the subtrees that the person organizes; one statement per person and request."""
    if not hasattr(user, "_organized_paths"):
        roots = Department.objects.filter(rolegrant__user=user, rolegrant__role=RoleGrant.Role.ORGANIZER)
        # An empty path would be the beginning of every path.
        user._organized_paths = list(roots.exclude(path="").values_list("path", flat=True))
    return user._organized_paths


def organized_departments(user: User) -> QuerySet[Department]:
    """Every department in use for which this person may organize: all for an administrator."""
    return departments_managed_by(user).filter(is_active=True)


def departments_managed_by(user: User) -> QuerySet[Department]:
    """The same, with those out of use."""
    if is_administrator(user):
        return Department.objects.all()
    return Department.objects.filter(_below(organized_paths(user), "path"))


def people_managed_by(user: User) -> QuerySet[User]:
    """Everybody, active or not, in the departments that this person organizes."""
    people = User.objects.select_related("department")
    if is_administrator(user):
        return people
    return people.filter(_below(organized_paths(user), "department__path"))


def is_administrator(user: User) -> bool:
    return user.is_superuser or has_role(user, RoleGrant.Role.ADMINISTRATOR)


def administrators() -> QuerySet[User]:
    """Everybody who can log in and administer the site."""
    granted = RoleGrant.objects.filter(role=RoleGrant.Role.ADMINISTRATOR).values("user")
    wide = User.objects.filter(Q(is_superuser=True) | Q(pk__in=granted), is_active=True)
    return wide.exclude(without_slip())


def has_role(user: User, role: str) -> bool:
    """Whether the person holds the role, for whatever department; one statement per person and request."""
    if not hasattr(user, "_roles"):
        user._roles = set(RoleGrant.objects.filter(user_id=user.pk).values_list("role", flat=True))
    return role in user._roles


def without_roles(user: User) -> None:
    """Note that the person was read as somebody who holds no role: no statement asks again."""
    user._roles, user._organized_paths = set(), []


def person_of_login(login: str) -> User | None:
    """Whoever logs in with this staff number (in whatever case) or phone number."""
    login = login.strip()
    numbered = User.objects.alias(low=Lower("username")).filter(low=login.lower()).first()
    if numbered is not None or not is_mobile(login):
        return numbered
    return User.objects.filter(phone_digest=_digest(login)).first()


@dataclass(frozen=True, kw_only=True)
class PeopleQuery:
    """What the list of people is narrowed to.

    `state`: "" everybody in use; "unlinked" nobody has given them a password yet; "waiting" they
    have one and have never logged in; "inactive" retired.
    """

    words: str = ""
    department_path: str = ""
    state: str = ""


def found_people(user: User, query: PeopleQuery) -> QuerySet[User]:
    """The organizer's people, by staff number; inactive ones only where they are asked for."""
    people = people_managed_by(user).order_by("username").filter(is_active=query.state != "inactive")
    if query.department_path:
        people = people.filter(department__path__startswith=query.department_path)
    if query.state == "unlinked":
        people = people.filter(without_slip())
    elif query.state == "waiting":
        people = people.filter(last_login__isnull=True).exclude(without_slip())
    return people.filter(_matches(query.words)) if query.words else people


def without_slip() -> Q:
    """People whom nobody has given a password yet."""
    return Q(password__startswith="!") | Q(password="")  # noqa: S106 - the mark of an unusable hash


def _matches(words: str) -> Q:
    wanted = Q(name__icontains=words) | Q(username__istartswith=words)
    return wanted | Q(phone_digest=_digest(words)) if is_mobile(words) else wanted


def _below(paths: list[str], column: str) -> Q:
    wanted = Q(pk__in=[])
    for path in filter(None, paths):
        wanted |= Q(**{f"{column}__startswith": path})
    return wanted


def _digest(phone: str) -> str:
    return phone_digest(phone, settings.PHONE_KEY)
