"""What changed between two revisions, and who must look at a question."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_item import Source
from quiz.domain.expertise import expertise_of
from quiz.domain.revision_diff import IN, OUT, SAME, changes
from tests.unit.quiz.bank_items import make_item

TEXT = st.text(alphabet="电话119是火警急救不ab", max_size=30)


def said(pieces, *without):
    return "".join(piece.text for piece in pieces if piece.kind not in without)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_and_what_is_the_same_is_the_same(old, new):
    stem = next(one for one in changes(make_item(stem=old), make_item(stem=new)) if one.part == "stem")
    assert (said(stem.before), said(stem.after)) == (old, new)
    assert said(stem.before, OUT) == said(stem.after, IN)
    assert stem.is_changed == (old != new)


def test_only_what_changed_is_marked():
    old = make_item(stem="火警电话是（　　）。")
    found = changes(old, replace(old, stem="我国火警电话是（　　）。", difficulty=4))
    assert [one.part for one in found if one.is_changed] == ["stem", "difficulty"]
    stem = next(one for one in found if one.part == "stem")
    assert [(piece.kind, piece.text) for piece in stem.after] == [
        (IN, "我国"),
        (SAME, "火警电话是（　　）。"),
    ]


def test_texts_without_likeness_are_shown_as_wholes():
    old = make_item(explanation="甲乙丙丁戊")
    found = next(
        one for one in changes(old, replace(old, explanation="子丑寅卯戊辰")) if one.part == "explanation"
    )
    assert [piece.kind for piece in (*found.before, *found.after)] == [OUT, IN]


def test_an_option_more_is_a_change_of_its_own():
    from quiz.domain.bank_item import Option

    old = make_item()
    more = replace(old, options=(*old.options, Option(id=9, text="另一个")))
    assert [one.part for one in changes(old, more) if one.is_changed] == [f"options.{len(more.options)}"]


@pytest.mark.parametrize(
    ("topic", "source", "field"),
    [
        ("0101", "guideline", "health"),
        ("0204", "textbook", "health"),
        ("0301", "guideline", "health"),
        ("0302", "law", "law"),
        ("1006", "textbook", "law"),
        ("0405", "ministry", "law"),
        ("0901", "standard", ""),
        ("0701", "textbook", ""),
    ],
)
def test_health_and_law_need_an_expert(topic, source, field):
    assert expertise_of(make_item(topic=topic, source=Source(type=source, title="来源"))) == field


def test_without_a_source_the_topic_decides():
    assert expertise_of(make_item(topic="0701", source=None)) == ""
