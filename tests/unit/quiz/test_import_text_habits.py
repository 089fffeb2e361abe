"""Papers in odder habits: numbers, headings, Markdown, tables, shared texts."""

import pytest

from .import_papers import read


def test_a_type_in_front_of_the_number():
    reading = read("多选题1：甲有（ ）A.一 B.二 答案：AB\n判断题1：铁会生锈（√）\n判断题2、月球会发光（×）\n")
    assert [(one.number, one.type, one.stem, one.key) for one in reading.drafts] == [
        ("1", "multi", "甲有（　　）", "AB"),
        ("1", "judge", "铁会生锈", "T"),
        ("2", "judge", "月球会发光", "F"),
    ]
    assert (reading.unread, reading.confidence) == ((), 1.0)


def test_figures_that_touch_their_questions_are_numbers_where_they_count():
    paper = "1火警电话是（B）\nA.110 B.119\n2急救电话是（A）\nA.120 B.119\n"
    assert [(one.number, one.stem) for one in read(paper).drafts] == [
        ("1", "火警电话是（　　）"),
        ("2", "急救电话是（　　）"),
    ]
    (draft,) = read("3月15日是（A）\nA.一 B.二\n").drafts
    assert (draft.number, draft.stem) == ("", "3月15日是（　　）")


def test_a_paper_in_markdown():
    first = "**1. 甲是？**\n\n- A. 一\n- B. 二\n\n**答案：B**\n\n> 解析：略\n\n"
    reading = read(f"## 一、单选题\n\n{first}**2. 乙是（A）**\n- A. 一\n- B. 二\n")
    assert [(one.stem, one.key, one.explanation) for one in reading.drafts] == [
        ("甲是？", "B", "略"),
        ("乙是（　　）", "A", ""),
    ]
    head = "| 序号 | 题目 | A | B | 答案 |\n|---|---|:---:|---|---|\n"
    table = f"{head}| 1 | 甲 | 一 | 二 | B |\n| 2 | 乙 | 一 | 二 | A |\n"
    assert [(one.number, one.key) for one in read(table).drafts] == [("1", "B"), ("2", "A")]
    assert read(table).unread == ()


def test_a_first_question_that_is_a_text_with_questions_of_its_own():
    first, second = (
        f"（{number}）{stem}（ ）\nA. 一\nB. 二\n答案：{key}\n"
        for number, stem, key in ((1, "应", "A"), (2, "宜", "B"))
    )
    reading = read(
        f"1. 阅读材料，回答问题。\n小明发烧。\n{first}{second}2. 火警（ ）\nA. 110\nB. 119\n答案：B\n"
    )
    assert [(one.number, one.key) for one in reading.drafts] == [("1-1", "A"), ("1-2", "B"), ("2", "B")]
    assert (reading.drafts[2].stem, reading.unread, reading.confidence) == ("火警（　　）", (), 1.0)


@pytest.mark.parametrize(
    "line", ["A．科学技术行政部门\tB．教育行政部门", "A.本单位  B.外单位", "A. 考试成绩 B. 学校"]
)
def test_options_that_speak_of_departments_are_no_line_for_names(line):
    reading = read(f"1. 牵头的是（ ）\n{line}\n答案：B\n")
    assert (len(reading.drafts[0].options), reading.drafts[0].key, reading.unread) == (2, "B", ())


@pytest.mark.parametrize(
    "line", ["姓名：____ 工作单位：____", "所在部门        姓名        得分", "参赛单位：______"]
)
def test_lines_for_names(line):
    reading = read(f"{line}\n1. 甲是（A）\nA.一 B.二\n")
    assert [(one.code, one.text) for one in reading.unread] == [("import_page_furniture", line)]


def test_figures_of_options_before_a_tab_are_no_numbers():
    (draft,) = read("1. 烈度划分为（D）个等级。\n（A）6\t（B）8\n（C）10\t（D）12\n").drafts
    assert [option.text for option in draft.options] == ["6", "8", "10", "12"]


def test_letters_in_brackets_of_a_key_are_no_question():
    reading = read("一、填空题\n1. 力的单位是____。\n参考答案\n一、填空题\n1. 牛顿|N|牛顿（N）\n")
    assert [(one.stem, one.key) for one in reading.drafts] == [
        ("力的单位是____。", (("牛顿", "N", "牛顿（N）"),))
    ]
    assert reading.unread == ()


def test_a_place_in_front_of_options_with_half_brackets_is_none_of_them():
    (draft,) = read("1. 在哪里充电？（A）\nA）停放处  B）走道上  C）门厅里\n").drafts
    assert ([option.text for option in draft.options], draft.key) == (["停放处", "走道上", "门厅里"], "A")


@pytest.mark.parametrize(
    "heading",
    [
        "单选题（20分）（请将正确答案填在（ ）内）",
        "1. 单选题（每题2分，请将答案填入（ ）内）",
        "单选题 (20分) 请选出正确的一项",
        "单选题：每题2分",
        "【单选题】",
    ],
)
def test_headings_with_instructions(heading):
    reading = read(f"{heading}\n1. 甲是（ ）\nA.一 B.二\n答案：A\n")
    assert [(one.number, one.section) for one in reading.drafts] == [("1", heading)]
    assert reading.unread == ()


def test_numbers_with_the_part_in_front():
    paper = "1.1 甲（A）\nA.一 B.二\n1.2 乙（B）\nA.一 B.二\n2.1 丙（A）\nA.一 B.二\n"
    reading = read(paper)
    assert [(one.number, one.stem, one.key) for one in reading.drafts] == [
        ("1.1", "甲（　　）", "A"),
        ("1.2", "乙（　　）", "B"),
        ("2.1", "丙（　　）", "A"),
    ]
    assert (reading.confidence, reading.unread) == (1.0, ())
    (draft,) = read("1.5 亿是（A）\nA.一 B.二\n").drafts
    assert "5 亿" in draft.stem


def test_chapters_that_count_their_questions_and_numbers_with_no():
    reading = read(
        "第一部分 消防（共1题）\n一、单选\nNo.1 甲（A）\nA.一 B.二\n"
        "第二部分 健康（共1题，2分）\n一、单选\nNo.1 乙（B）\nA.一 B.二\n"
    )
    assert [(one.number, one.stem) for one in reading.drafts] == [("1", "甲（　　）"), ("1", "乙（　　）")]
    assert reading.unread == ()
