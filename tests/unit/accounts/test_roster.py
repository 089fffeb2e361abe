"""The grammar of a roster: headings in any order, what a cell says, what is wrong where."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.headed_table import columns_of
from accounts.domain.problems import RuleBroken
from accounts.domain.roster import HEADINGS, Roster, Row, as_rows, read_roster

HEAD = ["工号", "姓名", "部门", "手机", "年龄段", "人群"]


def roster(*rows: list, head: list[str] = HEAD) -> Roster:
    return read_roster([{"name": "名册", "rows": [head, *rows]}])


def one(**cells: object) -> Row:
    values = {"工号": "1001", "姓名": "张三", "部门": "", "手机": "", "年龄段": "", "人群": "", **cells}
    read = roster([values[name] for name in HEAD])
    assert read.faults == []
    return read.rows[0]


def fault(**cells: object) -> tuple[str, str]:
    values = {"工号": "1001", "姓名": "张三", "部门": "", "手机": "", "年龄段": "", "人群": "", **cells}
    read = roster([values[name] for name in HEAD])
    assert read.rows == []
    assert {one.row for one in read.faults} == {2}
    return read.faults[0].column, read.faults[0].code


@given(st.permutations(HEAD), st.randoms(use_true_random=False))
def test_columns_stand_in_any_order(order: list[str], dice: random.Random):
    cells = {
        "工号": "1001",
        "姓名": "张三",
        "部门": "局机关/办公室",
        "手机": "13812341234",
        "年龄段": "60岁及以上",
        "人群": "农民",
    }
    extra = [*order, "备注"]
    dice.shuffle(extra)
    read = roster([cells.get(name, "随便") for name in extra], head=extra)
    assert read.rows == [
        Row(number=2, username="1001", name="张三", department=("局机关", "办公室"), phone="13812341234",
            age_band="senior", population_group="farmer")
    ]  # fmt: skip
    assert read.unread == ["备注"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("工号*", "username"),
        ("Staff Number", "username"),
        ("员工编号", "username"),
        ("姓　名", "name"),
        ("Full name", "name"),
        ("手机号码（选填）", "phone"),
        ("Mobile phone", "phone"),
        ("所在部门：", "department"),
        ("Age band", "age_band"),
        ("重点人群", "population_group"),
    ],
)
def test_headings_in_both_languages(heading: str, field: str):
    assert columns_of([heading], HEADINGS) == {field: 0}


def test_no_heading_means_two_things():
    every = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(every) == len(set(every))


def test_titles_above_the_header_and_sheets_without_one():
    sheets = [
        {"name": "说明", "rows": [["填表说明"], ["姓名", "必填"]]},
        {"name": "名册", "rows": [["某某局职工名册"], [], HEAD, ["1", "张三"]]},
    ]
    assert [row.number for row in read_roster(sheets).rows] == [4]


def test_without_a_header_the_file_is_refused_whole():
    with pytest.raises(RuleBroken) as refused:
        read_roster([{"name": "", "rows": [["甲", "乙"], ["1", "张三"]]}])
    assert refused.value.code == "roster_without_header"


def test_a_line_of_totals_is_nobody():
    """Only columns that are not read say something in it."""
    sheet = [["序号", "姓名", "工号", "备注"], ["1", "张三", "A1", ""], ["合计", "", "", "共300人"]]
    read = read_roster([{"name": "", "rows": sheet}])
    assert [row.username for row in read.rows] == ["A1"] and not read.faults


def test_a_short_row_and_empty_rows():
    read = roster(["1", "张三"], [], ["", "  "], ["2", "李四", "办公室"])
    assert [row.username for row in read.rows] == ["1", "2"]
    assert [row.number for row in read.rows] == [2, 5]


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("局机关/办公室", ("局机关", "办公室")),
        ("局机关／办公室", ("局机关", "办公室")),
        ("局机关 > 办公室", ("局机关", "办公室")),
        ("局机关→办公室→", ("局机关", "办公室")),
        (r"局机关\办公室", ("局机关", "办公室")),
        ("", ()),
    ],
)
def test_department_paths(cell: str, path: tuple[str, ...]):
    assert one(部门=cell).department == path


@pytest.mark.parametrize(
    ("cell", "band"),
    [
        ("18—59岁", "adult"),
        ("18-59", "adult"),
        ("青少年（18岁以下）", "youth"),
        ("60岁及以上", "senior"),
        ("老年", "senior"),
        ("45", "adult"),
        ("17岁", "youth"),
        ("60", "senior"),
        ("", ""),
    ],
)
def test_age_bands(cell: str, band: str):
    assert one(年龄段=cell).age_band == band


@pytest.mark.parametrize(
    ("cell", "group"), [("公务员", "cadre"), ("领导干部和公务员", "cadre"), ("学生", "teen"), ("", "")]
)
def test_population_groups(cell: str, group: str):
    assert one(人群=cell).population_group == group


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"姓名": ""}, ("姓名", "bad_name")),
        ({"姓名": "=1+1"}, ("姓名", "bad_name")),
        ({"工号": ""}, ("工号", "roster_no_number")),
        ({"工号": "13812341234"}, ("工号", "username_is_phone")),
        ({"工号": ["long", "110101199001011000"]}, ("工号", "roster_number_rounded")),
        ({"工号": ["date", "2026-03-05"]}, ("工号", "roster_cell_changed")),
        ({"手机": "1381234"}, ("手机", "roster_bad_phone")),
        ({"手机": "138****1234"}, ("手机", "roster_bad_phone")),
        ({"部门": "=HYPERLINK(1)"}, ("部门", "roster_bad_department")),
        ({"年龄段": "中年"}, ("年龄段", "roster_bad_age_band")),
        ({"年龄段": "130"}, ("年龄段", "roster_bad_age_band")),
        ({"人群": "外星人"}, ("人群", "roster_bad_group")),
    ],
)
def test_every_fault_has_row_column_and_reason(cells: dict, expected: tuple[str, str]):
    assert fault(**cells) == expected


def test_a_phone_may_stand_for_a_missing_staff_number():
    assert one(工号="", 手机="13812341234").username == ""


def test_a_number_stands_in_one_row_only():
    read = roster(
        ["1", "张三", "", "13812341234"],
        ["1", "李四"],
        ["2", "王五", "", "138 1234 1234"],
        ["a", "甲"],
        ["A", "乙"],
    )
    assert [row.name for row in read.rows] == ["张三", "甲"]
    assert [(one.row, one.column, one.code, one.values["first"]) for one in read.faults] == [
        (3, "工号", "roster_repeated", 2),
        (4, "手机", "roster_repeated", 2),
        (6, "工号", "roster_repeated", 5),
    ]


def test_example_rows_are_left_out():
    read = roster(["示例1001", "张小三"], ["1", "张三"])
    assert read.examples == 1
    assert len(read.rows) == 1


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["1001", "13812341234", "张三", "局机关/办公室", "45", "农民", "=1", "示例1"]),
    st.tuples(st.sampled_from(["date", "time", "bool", "long"]), st.text(min_size=1, max_size=8)).map(list),
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=12))
def test_no_row_is_lost(rows: list):
    """Every row that says anything is read, or has a fault, or is an example."""
    read = roster(*rows)
    told = {row.number for row in read.rows} | {one.row for one in read.faults}
    said = {
        number
        for number, cells in enumerate(rows, 2)
        if any((cell if isinstance(cell, str) else cell[1]).strip() for cell in cells[:7])
    }
    assert told <= said
    assert len(said - told) == read.examples
    assert not {row.number for row in read.rows} & {one.row for one in read.faults}
    assert len({row.username.lower() for row in read.rows if row.username}) == len(
        [r for r in read.rows if r.username]
    )


def test_rows_survive_json():
    import json
    from dataclasses import asdict

    row = one(部门="a/b", 手机="13812341234")
    assert list(as_rows(json.loads(json.dumps([asdict(row)])))) == [row]
