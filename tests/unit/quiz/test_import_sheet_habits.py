"""Sheets in odder habits: where options stand, what headings leave out, formulas, pasted papers."""

import io

import pytest
import xlsxwriter

from quiz.domain.imports.draft import BRACKET, Upload
from quiz.domain.imports.grammar.values import difficulty_of
from quiz.domain.imports.sheet import read_sheet
from tests.unit.quiz.exchange import codes
from tests.unit.quiz.sheets import one, read, workbook

FOUR = ("110", "119", "120", "122")


@pytest.mark.parametrize("pair", [("1", "0"), ("x", "y"), ("Y", "X")])
def test_options_that_only_look_like_verdicts_stay_options(pair):
    (draft,) = read(["哪一个", *pair, "A"], head=["题干", "A", "B", "答案"]).drafts
    assert (draft.type, [option.text for option in draft.options], draft.key) == ("single", list(pair), "A")


@pytest.mark.parametrize("word", ["很易", "易", "较易", "中", "较难", "难", "很难", "0.95", "0.6", "0.2"])
def test_difficulty_means_the_same_in_a_sheet_as_in_a_paper(word):
    (draft,) = read(["甲", "一", "二", "A", word], head=["题干", "A", "B", "答案", "难度"]).drafts
    assert draft.difficulty == difficulty_of(word)


def test_options_of_a_questionnaire_that_share_a_cell():
    (draft,) = read(["哪些", "甲┋乙┋丙", "甲┋丙"], head=["题目", "选项", "正确答案"]).drafts
    assert ([option.text for option in draft.options], draft.key) == (["甲", "乙", "丙"], "AC")


@pytest.mark.parametrize("heading", ["所属分类", "考点"])
def test_more_names_of_the_topic_and_of_options(heading):
    (draft,) = read(["甲", "一", "二", "二", "消防"], head=["题目", "备选1", "备选2", "答案", heading]).drafts
    assert (draft.topic, draft.key) == ("消防", "B")


def test_a_formula_that_nothing_computed_is_told_at_its_cell():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("题库")
    sheet.write_row(0, 0, ["题干", "A", "B", "C", "答案"])
    sheet.write_row(1, 0, ["甲", "一", "二", "", "A"])
    sheet.write_formula(1, 3, "=1+1", value="")
    book.close()
    (draft,) = read_sheet(Upload(content=file.getvalue(), name="题库.xlsx")).drafts
    assert [(one.code, one.line, one.column, one.blocking) for one in draft.issues] == [
        ("import_cell_formula", 2, "D", True)
    ]


@pytest.mark.parametrize("rows", [[], [["题干", "A", "B", "答案"]]])
def test_a_sheet_without_questions_says_so(rows):
    reading = read_sheet(workbook(题库=rows))
    assert ([one.code for one in reading.issues], reading.confidence) == (["import_sheet_empty"], 0.0)


def test_rows_of_a_sheet_without_a_header_are_listed_beside_one_that_has_it():
    reading = read_sheet(
        workbook(题库=[["题干", "答案"], ["铁会生锈", "对"]], 草稿=[["火警是几号"], ["119"]])
    )
    assert len(reading.drafts) == 1
    assert [one.text for one in reading.unread] == ["火警是几号", "119"]
    assert [one.code for one in reading.issues] == ["import_sheet_without_header"]


@pytest.mark.parametrize(
    "stem", ["火警电话是（ ）\nA.110\nB.119", "火警电话是（ ） A、110 B、119", "火警电话是（ ）(A)110 (B)119"]
)
def test_options_in_the_cell_of_the_stem(stem):
    (draft,) = read([1, stem, "B"], head=["序号", "题目", "答案"]).drafts
    assert (draft.type, draft.stem, draft.key) == ("single", f"火警电话是{BRACKET}", "B")
    assert ([option.text for option in draft.options], draft.issues) == (["110", "119"], ())


def test_one_heading_over_all_options():
    rows = [["火警", "110", "119", "120", "B"], ["急救", "120", "119", None, "A"]]
    for head in (["题目", "选项", None, None, "答案"], ["题目", "选项", "选项", "选项", "答案"]):
        reading = read(*rows, head=head)
        assert [(len(one.options), one.key, one.issues) for one in reading.drafts] == [
            (3, "B", ()),
            (2, "A", ()),
        ]
        assert reading.issues == ()


def test_a_filled_column_without_a_heading_is_told():
    reading = read(["甲", "一", "二", "什么", "B"], head=["题目", "A", "B", None, "答案"])
    assert [(one.code, one.values["names"]) for one in reading.issues] == [
        ("import_sheet_columns_unread", "D")
    ]


@pytest.mark.parametrize("written", ["选项2", "选项B", "第2项", "第2个选项"])
def test_an_option_named_by_its_place(written):
    assert one("单选题", "甲", FOUR, written).key == "B"


def test_variants_of_a_blank_told_by_or():
    draft = one("填空题", "老人____岁", (), "60/六十")
    assert (draft.key, codes(draft)) == ((("60", "六十"),), ["import_blank_or"])
    assert one("填空题", "速度____", (), "千米/小时").key == (("千米/小时",),)


def test_a_header_that_comes_again_with_fewer_columns_is_no_question():
    reading = read(
        [1, "甲", "一", "二", "B"], ["判断题"],
        ["序号", "题目", None, None, "答案"], [1, "乙", None, None, "对"],
        head=["序号", "题目", "A", "B", "答案"],
    )  # fmt: skip
    assert [(draft.type, draft.key) for draft in reading.drafts] == [("single", "B"), ("judge", "T")]


@pytest.mark.parametrize(
    "rows",
    [
        [["1. 甲是（ ）"], ["A. 一"], ["B. 二"], ["答案：B"], ["2. 乙（A）"], ["A.一 B.二"]],
        [[1, "甲是（ ）"], ["A", "一"], ["B", "二"], ["答案", "B"], [2, "乙（A）"], ["A.一", "B.二", "C.三"]],
    ],
)
def test_a_paper_pasted_into_a_sheet_is_read_as_one_and_told(rows):
    reading = read_sheet(workbook(题库=rows))
    assert [(draft.number, draft.key) for draft in reading.drafts] == [("1", "B"), ("2", "A")]
    assert ([one.code for one in reading.issues], reading.confidence) == (["import_sheet_as_paper"], 0.6)


def test_a_sheet_on_its_side_is_no_paper():
    rows = [["题目", "火警", "急救"], ["A", "110", "110"], ["B", "119", "120"], ["答案", "B", "B"]]
    reading = read_sheet(workbook(题库=rows))
    assert (reading.drafts, [one.code for one in reading.issues]) == ((), ["import_sheet_without_header"])
    assert len(reading.unread) == 4
