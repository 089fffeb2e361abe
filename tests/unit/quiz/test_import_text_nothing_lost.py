"""Every word of a paper stands in a question or in the list of what was not read."""

import json
import random
import re

import pytest

from quiz.domain.imports.stored import reading_json

from .import_papers import all_said, read

_LINES = [
    *(
        "{n}. {t}是（ ）",
        "{n}、{t}（A）",
        "（{n}）{t}",
        "第{n}题 {t}",
        "{n}. 单选题（5分）{t}（ ）",
        "{n}．{t}",
    ),
    *("A. {t}", "B. {t}", "C、{t}", "A.{t} B.{u} C.{v}", "答案：A", "答案：{t}", "答案：ABD", "解析：{t}"),
    *("出处：《{t}》", "一、单选题", "参考答案", "1-3 ABC", "{t}", "{t}。", "标签：{t}", "编号：{t}"),
    *(
        "根据以下材料回答1-2题：{t}",
        "材料一：{t}",
        "{t}（√）",
        "（×）{n}、{t}",
        "{n}\t{t}\tA\tB",
        "选项：{t}",
    ),
    *(
        "题干：{t}",
        "姓名：____ {t}",
        "考试时间：60分钟 {t}",
        "{t}____{u}____",
        "答：{t}",
        "①{t}",
        "Q{n}：{t}",
    ),
    *("标准答案：{n}.{t}", "{n}.{t}；{n}.{u}", "| {n} | {t} | A |", "提示：{t}", "备注：{t}", "单选：AB"),
]
# A key list's own headings, and second values of a field that stand beside the question's source, may go.
_TOKEN = re.compile("词[0-9]{4}")


def _paper(dice: random.Random) -> str:
    lines, number, token = [], 1, 0
    for _ in range(dice.randint(3, 25)):
        shape = dice.choice(_LINES)
        names = {name: f"词{token + place:04d}" for place, name in enumerate("tuv")}
        lines.append(shape.format(n=number, **names))
        number += "{n}" in shape
        token += 3
    return "\n".join(lines)


@pytest.mark.parametrize("block", range(4))
def test_no_word_of_a_random_paper_is_lost(block):
    lost, words = 0, 0
    for seed in range(block * 100, block * 100 + 100):
        paper = _paper(random.Random(seed))
        shown = json.dumps(reading_json(read(paper)), ensure_ascii=False)
        missing = [token for token in _TOKEN.findall(paper) if token not in shown]
        lost, words = lost + len(missing), words + len(_TOKEN.findall(paper))
    assert lost <= words * 0.002, (lost, words)


def test_a_shared_text_without_questions_is_listed():
    reading = read("1. 甲是（A）\nA.一 B.二\n材料一：某地连日大雨。\n二、判断题\n1. 铁会生锈。（√）\n")
    assert [(one.line, one.text) for one in reading.unread] == [(3, "材料一：某地连日大雨。")]


def test_a_heading_without_questions_is_listed():
    reading = read("一、单选题\n1. 甲是（A）\nA.一 B.二\n二、判断题（每题2分）\n")
    assert [(one.line, one.text) for one in reading.unread] == [(4, "二、判断题（每题2分）")]


def test_keys_that_find_no_question_are_listed_with_what_they_say():
    reading = read("1. 甲是（ ）\nA.一 B.二\n参考答案\n1. A\n2. B\n解析：第二题的说明\n")
    assert [(one.line, one.text) for one in reading.unread] == [(5, "2. B"), (6, "解析：第二题的说明")]
    assert [one.code for one in reading.issues] == ["import_key_without_question"]


@pytest.mark.parametrize("first", ["1. 单选题（5分）", "1、单项选择题（2分）", "1. 单选题 [5分] "])
def test_a_type_behind_the_number_opens_a_question_and_no_section(first):
    reading = read(
        f"{first}火警电话是（ ）\nA.110 B.119\n答案：B\n2. 单选题（5分）急救（ ）\nA.120 B.119\n答案：A\n"
    )
    assert [draft.stem for draft in reading.drafts] == ["火警电话是（　　）", "急救（　　）"]
    assert [draft.points for draft in reading.drafts] == [200 if "2分" in first else 500, 500]


_SINGLES = "一、单选题\n1. 甲（ ） A.一 B.二\n2. 乙（ ） A.一 B.二\n3. 丙（ ） A.一 B.二\n"


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案\nABA",
        "参考答案：ABA",
        "参考答案\n单选题：ABA",
        "参考答案\n一、A B A",
        "答案\n单选题 A、B、A",
    ],
)
def test_keys_without_numbers_go_to_the_questions_in_order_to_be_confirmed(keys):
    reading = read(_SINGLES + keys)
    assert [draft.key for draft in reading.drafts] == ["A", "B", "A"]
    assert {one.code for draft in reading.drafts for one in draft.issues} == {"import_key_shared"}
    assert (reading.unread, reading.issues) == ((), ())


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案：\n单选：ABA\n判断：√×",
        "参考答案\n一、单选题\nABA\n二、判断题\n√×",
        "参考答案\n一、单选题：ABA；二、判断题：√×",
        "参考答案\n一、ABA\n二、√ ×",
    ],
)
def test_the_same_by_section(keys):
    reading = read(f"{_SINGLES}二、判断题\n1. 丁（ ）\n2. 戊（ ）\n{keys}")
    assert [draft.key for draft in reading.drafts] == ["A", "B", "A", "T", "F"]
    assert reading.unread == ()


def test_keys_without_numbers_that_are_too_many_are_listed_and_given_to_nobody():
    reading = read(f"{_SINGLES}参考答案\nABAB\n")
    assert {said.get("key") for said in all_said(reading)} == {None}
    assert [(one.line, one.text) for one in reading.unread] == [(6, "ABAB")]
