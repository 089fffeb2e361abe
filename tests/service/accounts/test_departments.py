"""The tree of departments keeps its paths, and its borders."""

import pytest

from accounts.access import may_organize
from accounts.models import AuditEntry, Department
from accounts.selectors import organized_departments, subtree
from accounts.services.departments import (
    DEEPEST,
    add_department,
    create_department,
    deactivate_department,
    move_department,
    reactivate_department,
    rename_department,
)
from tests.factories import make_department, make_organizer, make_user, with_role
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """root / (a / (a1 / a11), b), other"""
    root = make_department("市局")
    a, b = make_department("机关", root), make_department("教育处", root)
    a1 = make_department("办公室", a)
    return {
        "root": root,
        "a": a,
        "b": b,
        "a1": a1,
        "a11": make_department("文印", a1),
        "other": make_department("县局"),
    }


def sound() -> bool:
    """Every path is the parent's path and the own id."""
    return all(
        row.path == f"{row.parent.path if row.parent else ''}{row.pk}/"
        for row in Department.objects.select_related("parent")
    )


def test_an_organizer_adds_within_the_subtree(tree, now):
    organizer = make_organizer(tree["a"])
    made = create_department(organizer, "信息科", parent=tree["a1"], now=now)
    assert made.path == f"{tree['a1'].path}{made.pk}/"
    assert may_organize(organizer, made)
    assert AuditEntry.objects.get().action == "department.create"
    for parent in (tree["b"], tree["root"], None):
        assert refused(create_department, organizer, "越界", parent=parent, now=now) == "department_not_yours"


def test_names_are_unique_below_a_parent(tree, now):
    administrator = make_user(is_superuser=True)
    assert refused(add_department, "办公室", parent=tree["a"]) == "department_name_taken"
    assert refused(add_department, "市局") == "department_name_taken"
    assert refused(add_department, "甲/乙", parent=tree["a"]) == "bad_department_name"
    assert refused(add_department, "  ") == "bad_department_name"
    assert add_department("办公室", parent=tree["b"]).pk
    assert (
        refused(rename_department, administrator, tree["b"], "机关", kind="", now=now)
        == "department_name_taken"
    )
    rename_department(administrator, tree["b"], " 教育 二处 ", kind="机关", now=now)
    assert Department.objects.get(pk=tree["b"].pk).name == "教育 二处"


def test_moving_takes_the_whole_subtree_along(tree, now):
    administrator = make_user(is_superuser=True)
    before = set(subtree([tree["a"]]).values_list("pk", flat=True))
    move_department(administrator, tree["a"], tree["other"], now=now)
    assert sound()
    tree["a"].refresh_from_db()
    assert tree["a"].path.startswith(tree["other"].path)
    assert set(subtree([tree["a"]]).values_list("pk", flat=True)) == before
    move_department(administrator, tree["a"], None, now=now)
    tree["a"].refresh_from_db()
    assert tree["a"].path == f"{tree['a'].pk}/"
    assert sound()


def test_nothing_is_moved_below_itself(tree, now):
    administrator = make_user(is_superuser=True)
    for parent in ("a", "a1", "a11"):
        assert (
            refused(move_department, administrator, tree["a"], tree[parent], now=now)
            == "department_below_itself"
        )
    assert sound()


def test_moving_stays_within_what_both_ends_allow(tree, now):
    organizer = make_organizer(tree["a"])
    move_department(organizer, tree["a11"], tree["a"], now=now)
    assert sound()
    outside = [(tree["a1"], tree["b"]), (tree["b"], tree["a"]), (tree["a"], tree["a1"]), (tree["a1"], None)]
    for department, parent in outside:
        assert refused(move_department, organizer, department, parent, now=now) == "department_not_yours"


def test_a_moved_department_takes_its_organizer_along(tree, now):
    organizer = make_organizer(tree["a1"])
    move_department(make_user(is_superuser=True), tree["a1"], tree["b"], now=now)
    tree["a11"].refresh_from_db()
    assert may_organize(organizer, tree["a11"])
    assert not may_organize(organizer, tree["a"])


def test_depth_is_bounded(tree, now):
    at = tree["a11"]
    while at.path.count("/") < DEEPEST:
        at = add_department("下级", parent=at)
    assert refused(add_department, "再下级", parent=at) == "department_too_deep"
    administrator = make_user(is_superuser=True)
    assert refused(move_department, administrator, tree["a"], tree["b"], now=now) == "department_too_deep"
    assert sound()


def test_only_an_empty_department_is_taken_out_of_use(tree, now):
    organizer, person = make_organizer(tree["a"]), make_user(tree["a11"])
    assert refused(deactivate_department, organizer, tree["a1"], now=now) == "department_has_people"
    person.is_active = False
    person.save()
    deactivate_department(organizer, tree["a1"], now=now)
    assert not organized_departments(organizer).filter(pk__in=[tree["a1"].pk, tree["a11"].pk]).exists()
    reactivate_department(organizer, tree["a11"], now=now)
    assert Department.objects.filter(is_active=False).count() == 0


def test_a_row_without_a_path_opens_nothing(tree):
    """An empty path is the beginning of every path: a half-made row must not cover the whole tree."""
    bad = Department.objects.create(name="半成品")
    user = with_role(make_user(), "organizer", bad)
    assert not may_organize(user, tree["a"])
    assert organized_departments(user).count() == 0
    assert subtree([bad]).count() == 0
