"""The people and departments that a roster is compared with: four statements, whatever its size."""

from collections.abc import Callable, Iterator, Mapping

from django.conf import settings

from accounts.domain.roster_plan import Known, Names, Roll
from accounts.domain.sealing import phone_digest
from accounts.models import Department, RoleGrant, User
from accounts.selectors import is_administrator, organized_paths


def roll_for(actor: User, scope: Department | None) -> Roll:
    """Everybody, since a staff number or a phone may belong to somebody outside the scope."""
    names = department_names()
    closed = _closed_to(actor)
    with_role = set(RoleGrant.objects.values_list("user_id", flat=True))
    columns = ("pk", "username", "name", "department_id", "phone_digest", "age_band", "population_group",
               "is_active", "is_staff", "is_superuser", "department__path")  # fmt: skip
    people = [
        Known(
            pk=pk,
            username=username,
            name=name,
            department=names.get(department_id, ()),
            phone_digest=digest,
            age_band=age_band,
            population_group=group,
            is_active=is_active,
            is_closed=closed(pk, path or "", staff or superuser),
            has_role=staff or superuser or pk in with_role,
        )
        for pk, username, name, department_id, digest, age_band, group, is_active, staff, superuser, path
        in User.objects.order_by("pk").values_list(*columns).iterator()
    ]  # fmt: skip
    return Roll(
        people=people,
        departments=frozenset(names.values()),
        scope=names[scope.pk] if scope else (),
        digest_of=lambda phone: phone_digest(phone, settings.PHONE_KEY),
    )


def department_names() -> dict[int, Names]:
    """Every department's names from the root down, by its id."""
    rows = {
        pk: (name, parent) for pk, name, parent in Department.objects.values_list("pk", "name", "parent_id")
    }
    found: dict[int, Names] = {}
    for pk in rows:
        _names(pk, rows, found)
    return found


def _names(pk: int, rows: Mapping[int, tuple[str, int | None]], found: dict[int, Names]) -> Names:
    if pk not in found:
        name, parent = rows[pk]
        found[pk] = (*(_names(parent, rows, found) if parent else ()), name)
    return found[pk]


def _closed_to(actor: User) -> Callable[[int, str, bool], bool]:
    """`accounts.access.may_manage` for many people at once; the actor's own account counts as closed."""
    if is_administrator(actor):
        return lambda pk, path, is_staff: pk == actor.pk
    paths = tuple(organized_paths(actor))
    higher = set(_grants_beyond(paths))

    def closed(pk: int, path: str, is_staff: bool) -> bool:
        return pk == actor.pk or is_staff or pk in higher or not path.startswith(paths)

    return closed


def _grants_beyond(paths: tuple[str, ...]) -> Iterator[int]:
    grants = RoleGrant.objects.values_list("user_id", "role", "department__path")
    for user_id, role, path in grants:
        if role != RoleGrant.Role.ORGANIZER or not (path or "").startswith(paths):
            yield user_id
