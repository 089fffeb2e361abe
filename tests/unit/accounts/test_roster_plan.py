"""What an import would do, compared with the people who are there."""

from dataclasses import replace

import pytest

from accounts.domain.problems import RuleBroken
from accounts.domain.roster import Row
from accounts.domain.roster_plan import Known, Plan, Roll, place, plan_import

SCOPE = ("市局", "机关")


def known(pk: int, **fields) -> Known:
    base = Known(
        pk=pk,
        username=f"u{pk}",
        name=f"人{pk}",
        department=SCOPE,
        phone_digest=f"d-1380000000{pk}",
        age_band="adult",
        population_group="",
        is_active=True,
        is_closed=False,
        has_role=False,
    )
    return replace(base, **fields)


def row(number: int, username: str, **fields) -> Row:
    base = Row(
        number=number,
        username=username,
        name="人1",
        department=(),
        phone="",
        age_band="",
        population_group="",
    )
    return replace(base, **fields)


def plan(rows: list[Row], *people: Known, scope: tuple[str, ...] = SCOPE) -> Plan:
    departments = frozenset({("市局",), SCOPE, ("市局", "机关", "办公室"), ("市局", "教育处")})
    roll = Roll(people=people, departments=departments, scope=scope, digest_of=lambda phone: f"d-{phone}")
    return plan_import(rows, roll, [])


@pytest.mark.parametrize(
    ("path", "placed"),
    [
        ((), SCOPE),
        (("办公室",), (*SCOPE, "办公室")),
        (("机关", "办公室"), (*SCOPE, "办公室")),
        (("市局", "机关", "办公室"), (*SCOPE, "办公室")),
        (("市局", "机关"), SCOPE),
    ],
)
def test_a_path_begins_anywhere_on_the_way(path, placed):
    assert place(path, SCOPE) == placed


def test_a_path_never_leaves_the_scope():
    with pytest.raises(RuleBroken) as refused:
        place(("市局", "教育处"), SCOPE)
    assert refused.value.code == "roster_outside"
    with pytest.raises(RuleBroken) as refused:
        place((), ())
    assert refused.value.code == "roster_no_department"


def test_new_same_changed_and_moved():
    rows = [
        row(2, "U1", name="人1"),
        row(3, "u2", name="改名", age_band="senior", phone="13800000009"),
        row(4, "u3", name="人3", department=("办公室",)),
        row(5, "u9", name="新人", department=("信息科",)),
    ]
    made = plan(rows, known(1), known(2), known(3))
    assert made.same == 1
    assert [step.row.username for step in made.added] == ["u9"]
    assert dict(made.changed[0].changes) == {
        "name": ("人2", "改名"),
        "age_band": ("adult", "senior"),
        "phone": ("", ""),
    }
    assert made.changed[1].is_move
    assert made.moved == 1
    assert made.new_departments == [(*SCOPE, "信息科")]
    assert made.missing == []


def test_empty_cells_change_nothing():
    assert plan([row(2, "u1")], known(1, age_band="senior", population_group="cadre")).same == 1


def test_somebody_retired_comes_back():
    made = plan([row(2, "u1")], known(1, is_active=False))
    assert dict(made.changed[0].changes) == {"is_active": ("", "")}


def test_without_a_staff_number_the_phone_tells_who_it_is():
    made = plan([row(2, "", name="改名", phone="13800000001")], known(1))
    assert made.changed[0].person is not None
    assert made.changed[0].person.pk == 1


def test_the_phone_of_somebody_else():
    made = plan([row(2, "u2", name="人2", phone="13800000001")], known(1), known(2))
    assert [(one.row, one.column, one.code) for one in made.faults] == [(2, "手机", "phone_taken")]
    assert [person.pk for person in made.missing] == [1], "the owner of the phone is not in the file"


def test_somebody_beyond_the_importer_is_left_alone():
    made = plan([row(2, "u1", name="改名")], known(1, is_closed=True))
    assert [one.code for one in made.faults] == ["roster_not_yours"]
    assert plan([row(2, "u1")], known(1, is_closed=True)).same == 1


def test_who_is_missing():
    made = plan(
        [row(2, "u1")],
        known(1),
        known(2),
        known(3, is_active=False),
        known(4, is_closed=True),
        known(5, has_role=True),
        known(6, department=("市局", "教育处")),
        known(7, department=()),
        known(8, department=(*SCOPE, "办公室")),
    )
    assert [person.pk for person in made.missing] == [2, 8]


def test_the_digest_tells_plans_apart():
    rows = [row(2, "u1", name="改名"), row(3, "u9")]
    same = plan(rows, known(1)).digest
    assert plan(rows, known(1)).digest == same
    assert plan(rows, known(1, name="又改了")).digest != same
    assert plan(rows, known(1), known(2)).digest != same
