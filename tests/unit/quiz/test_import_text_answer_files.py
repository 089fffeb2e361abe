"""A file of answers of its own: lists of keys in every habit, or the whole paper once more with its keys."""

import pytest

from quiz.domain.imports.draft import Upload
from quiz.domain.imports.formats import read as read_as
from quiz.domain.imports.text_file import read_text

from .docx_files import docx, lines
from .import_papers import read
from .sheets import workbook

PAPER = """一、单选题
1. 火警（ ）
A.110 B.119
2. 急救（ ）
A.120 B.119
二、填空题
1. 老人____岁
2. 节日____
三、判断题
1. 铁会生锈（ ）
"""
KEYS = ["B", "A", (("60",),), (("重阳",),), "T"]


@pytest.mark.parametrize(
    "answers",
    [
        "一、单选题\n1-2 BA\n二、填空题：1. 60 2. 重阳\n三、判断题：1.√",
        "一、1-2 BA\n二、1. 60 2. 重阳\n三、1. √",
        "参考答案\n一、单选题\n1、B 2、A\n二、填空题\n1、60；2、重阳\n三、判断题\n1、√",
        "一、单选题\n1.答案：B\n2.答案：A\n二、填空题\n1.答案：60\n2.答案：重阳\n三、判断题\n1.答案：对",
        "单选：BA\n填空：\n1. 60\n2. 重阳\n判断：√",
    ],
)
def test_lists_of_keys(answers):
    reading = read(PAPER, answers=answers)
    assert [draft.key for draft in reading.drafts] == KEYS
    assert (reading.unread, reading.issues) == ((), ())


def _copy() -> str:
    return (
        PAPER.replace("火警（ ）", "火警（B）")
        .replace("急救（ ）", "急救（ A ）")
        .replace("____岁", "__60__岁")
        .replace("节日____", "节日____\n答案：重阳\n解析：农历九月初九")
        .replace("锈（ ）", "锈（√）")
    )


def test_the_whole_paper_with_its_keys():
    reading = read(PAPER, answers=_copy())
    assert [draft.key for draft in reading.drafts] == KEYS
    assert reading.drafts[3].explanation == "农历九月初九"
    assert [one.stem for one in reading.drafts] == [one.stem for one in read(_copy()).drafts]
    assert (reading.unread, reading.issues) == ((), ())


def test_a_copy_that_contradicts_the_paper_or_holds_other_questions():
    paper = PAPER.replace("火警（ ）", "火警（A）")
    reading = read(paper, answers=_copy() + "2. 地球是方的（×）\n")
    assert reading.drafts[0].key == ""
    assert [(one.code, one.blocking) for one in reading.drafts[0].issues] == [("import_key_conflict", True)]
    assert [(one.code, one.values) for one in reading.issues] == [
        ("import_key_without_question", {"number": "2"})
    ]
    assert [one.text for one in reading.unread] == ["2. 地球是方的（×）"]


def test_an_answer_of_a_blank_that_contradicts_another():
    reading = read("一、填空题\n1. 老人____岁\n答案：60\n参考答案\n1. 61\n")
    (issue,) = reading.drafts[0].issues
    assert (issue.code, issue.blocking, issue.values) == (
        "import_key_conflict",
        True,
        {"one": "60", "other": "61"},
    )


def test_lines_of_a_key_against_its_semicolons_are_a_doubt():
    (draft,) = read("1. 沸点____度，冰点____度。\n答案：100;一百\n0\n").drafts
    assert (draft.key, [one.code for one in draft.issues]) == (
        (("100", "一百"), ("0",)),
        ["import_blank_dialect"],
    )


def test_boxes_drawn_with_brackets():
    reading = read("1. 甲有\n[x] A. 一\n[ ] B. 二\n[X] C. 三\n2. 乙是\n( ) A. 一\n(√) B. 二\n")
    assert [draft.key for draft in reading.drafts] == ["AC", "B"]
    assert [one.text for one in reading.drafts[0].options] == ["一", "二", "三"]


CHOICES = "1. 火警（ ）\nA.110 B.119\n2. 急救（ ）\nA.120 B.119\n"


@pytest.mark.parametrize(
    "answers",
    [
        workbook(答案=[["题号", "答案", "解析"], [1, "B", "因为"], [2, "A", ""]]),
        workbook(题=[["题目", "A", "B", "答案", "解析"], ["火警", "110", "119", "B", "因为"],
                     ["急救", "120", "119", "A", ""]]),
        Upload(content=docx(lines("1. B", "解析：因为", "2. A")), name="答案.docx"),
    ],
)  # fmt: skip
def test_answers_in_another_kind_of_file(answers):
    reading = read_text(Upload(content=CHOICES.encode(), name="paper.txt"), answers)
    said = [(draft.stem, draft.key, draft.explanation) for draft in reading.drafts]
    assert said == [("火警（　　）", "B", "因为"), ("急救（　　）", "A", "")]
    assert (reading.unread, reading.issues) == ((), ())


def test_answers_beside_a_format_that_has_its_own_are_told_to_be_of_no_use():
    sheet = workbook(题=[["题目", "答案"], ["铁会生锈", "对"]])
    reading = read_as(sheet, answers=Upload(content="1. 错".encode(), name="答案.txt"))
    assert [(one.code, one.values) for one in reading.issues] == [
        ("import_answers_unused", {"name": "答案.txt"})
    ]
    assert reading.drafts[0].key == "T"
