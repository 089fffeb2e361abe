"""Aiken, as Moodle defines it and as people write it."""

import pytest

from quiz.domain.imports.aiken import read_aiken
from quiz.domain.imports.draft import Draft, Reading, Upload

from .exchange import codes, only_draft, options

PLAIN = "火警电话是?\nA. 110\nB. 119\nANSWER: B\n"


def read(text: str) -> Reading:
    return read_aiken(Upload(content=text.encode()))


def only(text: str) -> Draft:
    return only_draft(read(text))


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace(".", ")"),
        PLAIN.replace(". ", "、"),
        PLAIN.replace("A. ", "a)").replace("B. ", "b)"),
        PLAIN.replace("A. ", "Ａ．").replace("B. ", "Ｂ．"),
        PLAIN.replace("ANSWER:", "ANSWER :"),
        PLAIN.replace("ANSWER: B", "答案：B"),
        PLAIN.replace("ANSWER: B", "answer: b"),
        "\ufeff" + PLAIN,
    ],
)
def test_the_same_question_however_it_is_written(text):
    draft = only(text)
    assert (draft.type, draft.stem, options(draft)) == ("single", "火警电话是?", ["110", "119"])
    assert (draft.key, draft.issues, draft.line) == ("B", (), 1)


def test_five_options_and_several_keys():
    text = "x\nA. 1\nB. 2\nC. 3\nD. 4\nE. 5\nANSWER: E, B"
    draft = only(text)
    assert (draft.type, draft.key, len(draft.options)) == ("multi", "BE", 5)


def test_true_and_false_as_options_are_a_statement():
    for key, told in (("A", "T"), ("B", "F"), ("错", "F"), ("T", "T")):
        draft = only(f"地球是圆的。\nA. 对\nB. 错\nANSWER: {key}")
        assert (draft.type, draft.key, draft.options) == ("judge", told, ())


def test_a_stem_of_two_lines_is_kept_and_pointed_out():
    draft = only("第一行\n第二行\nA. 1\nB. 2\nANSWER: A")
    assert (draft.stem, codes(draft)) == ("第一行\n第二行", ["import_aiken_long_stem"])


def test_a_stem_that_begins_like_an_option():
    draft = only("A. 型血的人\nA. 多\nB. 少\nANSWER: A")
    assert (draft.stem, options(draft)) == ("A. 型血的人", ["多", "少"])


def test_an_option_of_two_lines():
    assert options(only("x\nA. 1\n接着\nB. 2\nANSWER: A")) == ["1\n接着", "2"]


def test_a_key_that_no_option_has():
    draft = only("x\nA. 1\nB. 2\nANSWER: E")
    assert draft.is_blocked and codes(draft) == ["import_key_unknown"]


def test_questions_without_a_key_keep_apart():
    reading = read("甲\nA. 1\nB. 2\n乙\nA. 3\nB. 4\nANSWER: B\n丙\nA. 5\nB. 6\n\n丁\nA. 7\nB. 8\nANSWER: A")
    assert [(draft.stem, draft.key, draft.line) for draft in reading.drafts] == [
        ("甲", "", 1),
        ("乙", "B", 4),
        ("丙", "", 8),
        ("丁", "A", 12),
    ]
    assert codes(reading.drafts[0]) == ["import_answer_missing"]


def test_feedback_below_the_key():
    assert only(PLAIN + "解析：119是火警。").explanation == "119是火警。"


def test_lines_of_no_question_are_listed():
    reading = read(f"一、单选题\n\n{PLAIN}\n完")
    assert len(reading.drafts) == 1
    assert [(one.line, one.text) for one in reading.unread] == [(1, "一、单选题"), (8, "完")]
