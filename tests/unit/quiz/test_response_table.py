"""Reading a file of responses: which column names people, what is a mark, which cell is bad."""

import pytest

from accounts.domain.csv_table import BadTable
from quiz.domain.response_table import read_responses


def faults(text: str | bytes, **given: float) -> list[tuple[str, int, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(BadTable) as bad:
        read_responses(raw, given)
    return [(one.code, one.line, one.column) for one in bad.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        "q1,q2\n1,0\n0,1\n",
        "﻿q1,q2\r\n1,0\r\n0,1\r\n",
        "person,q1,q2\nzhang,1,0\nli,0,1\n",
        "who,q1,q2\nzhang,1,0\nli,0,1\n",
        "工号,q1,q2\n1001,1,0\n1002,0,1\n",
        ',q1,q2\n"1",1,0\n"2",0,1\n',
        "q1;q2\n1;0\n0;1\n",
        "q1\tq2\n１\t０\n\n0\t1\n\t\n",
    ],
)
def test_the_same_in_many_ways(text):
    found = read_responses(text.encode())
    assert (found.items, found.rows, found.most) == (("q1", "q2"), [[1, 0], [0, 1]], (1, 1))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("who,q1\nA17,1\n1002,0\n1003,1\n", "who"),
        ("who,q1\nzhang,1\nli,0\n", "who"),
        (",q1\n1,1\n2,0\n", ""),
        ("q0,q1\n1,1\n0,0\n", None),
    ],
)
def test_which_column_names_people(text, people):
    assert read_responses(text.encode()).people == people


def test_encodings():
    text = "姓名,第一题\n张三,1\n李四,0\n"
    assert {read_responses(text.encode(code)).items for code in ("utf-8", "gb18030", "utf-16")} == {
        ("第一题",)
    }


def test_a_count_is_no_item():
    assert read_responses(b"row,q1\n1,1\n2,0\n3,1\n").items == ("q1",)
    assert read_responses(b"a,q1\n1,1\n0,0\n1,1\n").items == ("a", "q1")


def test_parts_full_marks_and_gaps():
    found = read_responses(b"q1,q2,q3\n0.5,2,\n1,0,NA\n,4,0\n")
    assert found.rows == [[0.5, 2, None], [1, 0, None], [None, 4, 0]]
    assert found.most == (1, 4, 1)
    assert found.omitted == 3
    assert read_responses(b"q1,q2\n1,2\n0,4\n", {"q2": 5}).most == (1, 5)


def test_every_bad_cell_is_named():
    text = "id,q1,q2\na,1,x\nb,-1,0\nc,1\nd,1,0,1\ne,inf,1\n"
    assert faults(text) == [
        ("responses_not_a_mark", 2, "q2"),
        ("responses_below_zero", 3, "q1"),
        ("responses_row_length", 4, ""),
        ("responses_row_length", 5, ""),
        ("responses_not_a_mark", 6, "q1"),
    ]


def test_a_slip_in_the_first_column_is_a_fault():
    assert faults("q1,q2\n1,0\nl,1\n0,1\n0,0\n") == [("responses_not_a_mark", 3, "q1")]


def test_lines_are_the_files_own():
    assert faults('id,q1\n"a\nb",1\n\nc,x\n') == [("responses_not_a_mark", 5, "q1")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "responses_empty_file"),
        (" \n\n", "responses_empty_file"),
        ("q1,q2\n", "responses_no_rows"),
        ("id\na\nb\n", "responses_no_items"),
        ("id,q1,q1\na,1,1\n", "responses_item_twice"),
        ("id,q1,\na,1,1\n", "responses_item_without_name"),
        (b"\xff\xfe\xff", "table_bad_encoding"),
        (b"q1,q2\n1,\x00\n", "table_bad_encoding"),
        ('id,q1\na,"1\n' + "x" * 1_100_000, "table_unreadable"),
    ],
)
def test_what_is_wrong_with_the_whole_file(text, wanted):
    assert wanted in [code for code, _line, _column in faults(text)]


def test_full_marks_must_fit():
    assert faults("q1\n1\n3\n", q1=2, q9=1) == [
        ("responses_unknown_item", 0, "q9"),
        ("responses_above_most", 3, "q1"),
    ]
