"""The sheets of Kahoot and Quizizz (Wayground): found by their headers, answers by number."""

import pytest

from quiz.domain.imports.draft import BRACKET
from quiz.domain.imports.sheet import read_kahoot, read_quizizz, read_sheet, sheet_format
from tests.unit.quiz.exchange import codes
from tests.unit.quiz.sheets import KAHOOT, QUIZIZZ, TEMPLATE, row, workbook

ROWS = [
    [1, "火警电话是（ ）", 110, 119, 120, 122, 20, 2],
    [2, "四类垃圾包括", "可回收", "有害", "厨余", "其他", 30, "1,2,3,4"],
    [3, "9月是科普月", "对", "错", "", "", 10, 1],
    [4, "pH<7", "酸", "碱", "中", "盐", 5, "1"],
    [5, "几个？", "5", "4", "3", "2", 20, 1.0],
    [6, "哪两个？", "甲", "乙", "丙", "丁", 20, "1;3"],
]


def kahoot(*rows, above=7):
    return workbook(Sheet1=[*[["说明"]] * above, KAHOOT, *rows])


@pytest.mark.parametrize("above", [0, 7])
def test_kahoots_template(above):
    upload = kahoot(*ROWS, above=above)
    assert sheet_format(upload) == "kahoot"
    reading = read_kahoot(upload)
    assert [(one.type, one.key) for one in reading.drafts] == [
        ("single", "B"), ("multi", "ABCD"), ("judge", "T"), ("single", "A"), ("single", "A"), ("multi", "AC"),
    ]  # fmt: skip
    assert [one.line for one in reading.drafts] == list(range(above + 2, above + 8))
    assert [codes(one) for one in reading.drafts] == [[]] * 6
    assert reading.drafts[0].stem == f"火警电话是{BRACKET}" and reading.drafts[3].stem == "pH<7"
    assert (reading.confidence, reading.issues, reading.unread) == (1.0, (), ())


def test_a_decimal_comma_and_a_number_beyond():
    drafts = read_kahoot(
        kahoot([7, "哪两个？", "甲", "乙", "丙", "丁", 20, 1.3], [8, "?", "甲", "乙", "", "", 20, 3])
    ).drafts
    assert (drafts[0].key, codes(drafts[0])) == ("AC", ["import_answer_decimal"])
    assert (drafts[1].key, codes(drafts[1])) == ("", ["import_answer_no_such_number"])
    assert drafts[1].issues[0].column == "H" and drafts[1].is_blocked


def test_an_empty_option_in_the_middle_keeps_the_right_key():
    (draft,) = read_kahoot(kahoot([1, "哪个？", "甲", "", "丙", "丁", 20, 3])).drafts
    assert [option.text for option in draft.options] == ["甲", "丙", "丁"]
    assert (draft.key, codes(draft)) == ("B", ["import_option_gap"])
    assert draft.issues[0].column == "D"


def quizizz(*rows):
    return workbook(Sheet1=[QUIZIZZ, *rows])


INSTRUCTION = ["Text of the question\n(required)", "Question Type\n(default is Multiple Choice)",
               "Text for option 1\n(required in all cases)", "", "", "", "",
               "The correct option choice (between 1-5).\nLeave blank for Open-Ended", "Time"]  # fmt: skip


def test_quizizz_template():
    upload = quizizz(
        INSTRUCTION,
        ["火警电话是", "Multiple Choice", "110", "119", "120", "122", "", 2, 20, "", "因为"],
        ["哪些？", "Checkbox", "甲", "乙", "丙", "", "", "1,3", 20],
        ["铁会生锈", "Multiple Choice", "True", "False", "", "", "", 1],
        ["老年人指多少周岁以上？", "Fill-in-the-Blank", "60", "六十"],
        ["喜欢哪个？", "Poll", "甲", "乙"],
        ["谈谈健康生活", "Open-Ended"],
        ["看图", "Multiple Choice", "甲", "乙", "", "", "", 1, 20, "https://example.org/a.png"],
    )
    assert sheet_format(upload) == "quizizz"
    reading = read_quizizz(upload)
    assert [(one.type, one.key) for one in reading.drafts] == [
        ("single", "B"), ("multi", "AC"), ("judge", "T"), ("blank", (("60", "六十"),)), ("", ""),
        ("", ""), ("single", "A"),
    ]  # fmt: skip
    assert [codes(one) for one in reading.drafts] == [
        [], [], [], ["import_answers_in_options", "import_blank_added"], ["import_type_unsupported"],
        ["import_type_unsupported"], ["import_cell_picture"],
    ]  # fmt: skip
    assert [one.is_blocked for one in reading.drafts] == [False, False, False, False, True, True, False]
    assert reading.drafts[0].explanation == "因为"
    assert [one.code for one in reading.unread] == ["import_row_instruction"]


def test_other_sheets_are_just_sheets():
    assert sheet_format(workbook(题库=[TEMPLATE, row("单选题", "哪个？", ("甲", "乙"), "A")])) == "sheet"
    assert sheet_format(workbook(题库=[["没有表头"]])) == ""
    assert read_sheet(kahoot(*ROWS)).drafts[0].key == "B"
