"""The tree of departments: every change keeps the paths of the whole subtree."""

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from accounts.access import must_organize
from accounts.domain.problems import RuleBroken
from accounts.domain.roster_plan import DEEPEST
from accounts.models import Department, User

from . import audit

_LONGEST_NAME = 80


@transaction.atomic
def add_department(name: str, *, kind: str = "", parent: Department | None = None) -> Department:
    """Add a node below `parent`, or a root; its path is the chain of ids down to it."""
    path = _locked_path(parent) if parent else ""
    if path.count("/") >= DEEPEST:
        raise RuleBroken("department_too_deep", deepest=DEEPEST)
    department = Department.objects.create(name=_fit_name(name, parent), kind=kind.strip(), parent=parent)
    department.path = f"{path}{department.pk}/"
    department.save(update_fields=["path"])
    return department


@transaction.atomic
def create_department(
    actor: User, name: str, *, parent: Department | None, now: datetime, kind: str = ""
) -> Department:
    """An organizer adds a department within their subtree; only an administrator adds a root."""
    must_organize(actor, parent)
    department = add_department(name, kind=kind, parent=parent)
    audit.record(actor, "department.create", f"department:{department.pk}", now=now, details={"name": name})
    return department


@transaction.atomic
def rename_department(actor: User, department: Department, name: str, *, kind: str, now: datetime) -> None:
    must_organize(actor, department)
    name = _fit_name(name, department.parent, but=department)
    before = {"name": department.name, "kind": department.kind}
    department.name, department.kind = name, kind.strip()
    department.save(update_fields=["name", "kind"])
    details = {"from": before, "to": {"name": name, "kind": department.kind}}
    audit.record(actor, "department.rename", f"department:{department.pk}", now=now, details=details)


@transaction.atomic
def move_department(actor: User, department: Department, parent: Department | None, *, now: datetime) -> None:
    """Hang a subtree below another parent; both parents must be the actor's to organize."""
    must_organize(actor, department.parent)
    must_organize(actor, parent)
    tree = {row.pk: row for row in Department.objects.select_for_update(no_key=True).order_by("pk")}
    moved, below = tree[department.pk], tree[parent.pk].path if parent else ""
    if below.startswith(moved.path):
        raise RuleBroken("department_below_itself")
    _fit_name(moved.name, parent, but=moved)
    _fit_depth(list(tree.values()), moved, below)
    new = f"{below}{moved.pk}/"
    rest = Substr("path", len(moved.path) + 1)
    inside = Department.objects.filter(path__startswith=moved.path)
    Department.objects.filter(pk=moved.pk).update(parent=parent)
    inside.update(path=Concat(Value(new), rest))
    department.refresh_from_db()
    details = {"from": moved.parent_id, "to": parent.pk if parent else None}
    audit.record(actor, "department.move", f"department:{moved.pk}", now=now, details=details)


@transaction.atomic
def deactivate_department(actor: User, department: Department, *, now: datetime) -> None:
    """Take an empty department out of use; never deleted, since old results name it."""
    must_organize(actor, department)
    inside = Department.objects.select_for_update(no_key=True).filter(path__startswith=department.path)
    ids = list(inside.values_list("pk", flat=True))
    people = User.objects.filter(department__in=ids, is_active=True).count()
    if people:
        raise RuleBroken("department_has_people", people=people)
    Department.objects.filter(pk__in=ids).update(is_active=False)
    audit.record(actor, "department.deactivate", f"department:{department.pk}", now=now, details={"ids": ids})


@transaction.atomic
def reactivate_department(actor: User, department: Department, *, now: datetime) -> None:
    """Use a department again, with everything above it."""
    must_organize(actor, department)
    above = [int(pk) for pk in department.path.split("/") if pk]
    Department.objects.filter(pk__in=above).update(is_active=True)
    audit.record(actor, "department.reactivate", f"department:{department.pk}", now=now)


def _locked_path(parent: Department) -> str:
    """The parent's path, held until the commit: nobody moves it meanwhile."""
    return Department.objects.select_for_update(no_key=True).values_list("path", flat=True).get(pk=parent.pk)


def _fit_name(name: str, parent: Department | None, but: Department | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or "/" in name or "／" in name:
        raise RuleBroken("bad_department_name", status=400, fields={"name": ["bad_department_name"]})
    same = Department.objects.filter(parent=parent, name=name)
    if same.exclude(pk=but.pk if but else 0).exists():
        raise RuleBroken("department_name_taken", fields={"name": ["department_name_taken"]}, name=name)
    return name


def _fit_depth(tree: list[Department], moved: Department, below: str) -> None:
    levels = max(row.path.count("/") for row in tree if row.path.startswith(moved.path))
    if below.count("/") + levels - moved.path.count("/") + 1 > DEEPEST:
        raise RuleBroken("department_too_deep", deepest=DEEPEST)
