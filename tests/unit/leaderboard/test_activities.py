"""Rows of the ledger as they are checked and read from a spreadsheet."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.domain.activities import (
    AUDIENCES,
    HEADINGS,
    KINDS,
    MOST_ROWS,
    ActivityRow,
    as_json,
    check_row,
    from_json,
    read_day,
    read_ledger,
    read_number,
)

TODAY = date(2026, 6, 30)
HEAD = ["日期", "活动类型", "主题", "地点", "参加单位", "重点人群", "参加人次", "资料", "备注", "领导"]
ROW = ActivityRow(
    kind="lecture", title="防震减灾讲座", begins_on=date(2026, 5, 12), ends_on=date(2026, 5, 12)
)


def read(*rows: list):
    return read_ledger([{"name": "台账", "rows": [["河东区科协"], HEAD, *rows]}], today=TODAY)


def test_a_row_is_read_as_people_write_it():
    found = read(
        [
            "2026年5月12日",
            "科普讲座",
            " 防震减灾讲座 ",
            "社区",
            "甲、乙",
            "老人",
            "1,286人次",
            "300份",
            "",
            "张三",
        ],
        ["", "", "", "", "", "", "", "", "", ""],
        [["date", "2026-06-01T00:00:00"], "资料发放", "发传单", "", "", "", "", "500", "", ""],
    )
    assert found.faults == () and found.unread == ("领导",)
    [(first, lecture), (second, material)] = found.rows
    assert (first, second) == (3, 5)
    assert lecture == replace(ROW, place="社区", units="甲、乙", audience="elder", visits=1286, copies=300)
    assert material.audience == "public" and material.visits is None and material.copies == 500
    assert material.ends_on == date(2026, 6, 1)


def test_every_fault_names_its_row_and_column():
    found = read(
        ["去年", "讲坐", "甲", "", "", "外星人", "很多", "-3", "", ""],
        ["", "讲座", "乙", "", "", "", "", "", "", ""],
        ["2026-05-01", "", "丙", "", "", "", "", "", "", ""],
        ["2026-07-01", "讲座", "丁", "", "", "", "", "", "", ""],
        ["2026-02-30", "讲座", "戊", "", "", "", "", "", "", ""],
        ["2026-05-02", "竞赛", "己", "", "", "", "", "", "", ""],
        ["2026-05-02", "讲座", "", "", "", "", "", "", "", ""],
    )
    assert [(one.row, one.column, one.code) for one in found.faults] == [
        (3, "日期", "activity_unread_day"),
        (3, "活动类型", "activity_bad_kind"),
        (3, "重点人群", "activity_bad_audience"),
        (3, "参加人次", "activity_unread_number"),
        (3, "资料", "activity_unread_number"),
        (4, "日期", "activity_without_day"),
        (5, "活动类型", "activity_bad_kind"),
        (6, "日期", "activity_bad_day"),
        (7, "日期", "activity_unread_day"),
        (8, "活动类型", "activity_is_a_contest"),
        (9, "主题", "activity_without_title"),
    ]
    assert found.rows == ()


def test_the_same_activity_twice_is_a_fault():
    found = read(
        ["2026-05-12", "讲座", "防震 减灾讲座", "", "", "", "1", "", "", ""],
        ["2026-05-12", "讲座", "防震减灾讲座", "", "", "", "2", "", "", ""],
        ["2026-05-13", "讲座", "防震减灾讲座", "", "", "", "2", "", "", ""],
    )
    [fault] = found.faults
    assert (fault.row, fault.code, fault.values) == (4, "activity_repeated", {"first": 3})


def test_examples_are_not_read_and_an_empty_file_says_so():
    with pytest.raises(RuleBroken, match="ledger_empty"):
        read(["2026-05-12", "讲座", "示例：讲座", "", "", "", "", "", "", ""])
    with pytest.raises(RuleBroken, match="ledger_without_header"):
        read_ledger([{"name": "x", "rows": [["日期", "名称"]]}], today=TODAY)
    many = [["2026-05-12", "讲座", f"第{n}场", "", "", "", "", "", "", ""] for n in range(MOST_ROWS + 1)]
    with pytest.raises(RuleBroken, match="ledger_too_long"):
        read(*many)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"begins_on": date(1999, 1, 1)}, "begins_on"),
        ({"begins_on": date(2026, 7, 1)}, "begins_on"),
        ({"ends_on": date(2026, 5, 11)}, "ends_on"),
        ({"ends_on": date(2026, 7, 1)}, "ends_on"),
        ({"visits": -1}, "visits"),
        ({"copies": 10_000_001}, "copies"),
    ],
)
def test_a_wrong_field_is_named(changes, field):
    with pytest.raises(RuleBroken) as refused:
        check_row(replace(ROW, **changes), TODAY)
    assert set(refused.value.fields) == {field}


def test_days_and_numbers():
    assert read_day("2026.3.2") == read_day("２０２６－３－２") == date(2026, 3, 2)
    assert read_number("０") == 0 and read_number("") is None and read_number("120 余") == 120
    with pytest.raises(RuleBroken):
        read_number("3.5")


def test_a_row_comes_back_from_its_json():
    assert from_json(as_json(7, replace(ROW, visits=3))) == replace(ROW, visits=3)


def test_no_word_means_two_things():
    for table in (HEADINGS, KINDS, AUDIENCES):
        words = [word for names in table.values() for word in names]
        assert len(words) == len(set(words))
