"""Many organizers act at the same moment: one chain, no gap, nobody's entry lost."""

import threading
from functools import partial

import pytest
from django.db import transaction

from accounts.models import AuditEntry, Department
from accounts.services.audit import first_broken_link, record
from accounts.services.departments import add_department, move_department
from tests.factories import make_department, make_user
from tests.race.together import errors, together

pytestmark = pytest.mark.django_db(transaction=True)


def act(actor, name: str, now) -> None:
    """As services do: a change, then its entry, in one transaction."""
    with transaction.atomic():
        department = add_department(name)
        threading.Event().wait(0.005)
        record(actor, "test.act", f"department:{department.pk}", now=now, details={"name": name})


def test_parallel_entries_make_one_chain(now):
    actor = make_user()
    outcomes = together([partial(act, actor, f"单位-{n}", now) for n in range(16)])
    assert errors(outcomes) == []
    assert list(AuditEntry.objects.values_list("number", flat=True)) == list(range(1, 17))
    assert first_broken_link() is None
    assert Department.objects.filter(name__startswith="单位-").count() == 16


def test_parallel_moves_leave_sound_paths(now):
    """Two subtrees are hung below each other at once: one wins, the tree stays a tree."""
    administrator = make_user(is_superuser=True)
    a, b = make_department("甲"), make_department("乙")
    make_department("甲下", a)
    make_department("乙下", b)
    outcomes = together([partial(move_department, administrator, x, y, now=now) for x, y in ((a, b), (b, a))])
    assert [getattr(error, "code", error) for error in errors(outcomes)] == ["department_below_itself"]
    for row in Department.objects.select_related("parent"):
        assert row.path == f"{row.parent.path if row.parent else ''}{row.pk}/"
    assert first_broken_link() is None
