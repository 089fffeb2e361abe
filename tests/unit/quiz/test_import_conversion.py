"""Drafts and questions are two ways to say the same; readings survive as JSON."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from quiz.domain.bank_item import Source
from quiz.domain.imports.conversion import (
    KnownTopic,
    draft_of_item,
    find_topic,
    item_of_draft,
    source_of_draft,
)
from quiz.domain.imports.draft import Draft, DraftOption, DraftPicture, Issue, Reading, Unread
from quiz.domain.imports.stored import draft_json, draft_of, reading_json, reading_of
from tests.unit.quiz.bank_items import blank, judge, make_item
from tests.unit.quiz.test_import_sheet_own import drafts

LAW = Source(
    type="law",
    title="中华人民共和国消防法",
    article="第四十四条",
    certainty="A",
    published_on=date(2021, 4, 29),
)


@pytest.mark.parametrize(
    "item",
    [
        make_item(),
        make_item(type="multi", key=(1, 3), stem="水是 H<sub>2</sub>O，**不**是？", source=LAW, difficulty=5),
        judge(key=(0,)),
        judge(key=(1,), source=None, review_by=None, bloom=""),
        blank(key=(("氧气", "O2"),)),
        make_item(key=()),
    ],
)
def test_a_question_survives_the_way_through_a_file(item):
    stored = draft_of(json.loads(json.dumps(draft_json(draft_of_item(item)))))
    again = item_of_draft(stored, item.topic)
    assert replace(again, stem=item.stem) == item


def test_a_source_that_somebody_wrote_beats_the_one_in_full():
    assert source_of_draft(Draft(cited=LAW)) == LAW
    assert source_of_draft(Draft(cited=LAW, source="《急救手册》")) == Source(type="", title="急救手册")
    assert source_of_draft(Draft(source="《中华人民共和国消防法》第四十四条")) == Source(
        type="law", title="中华人民共和国消防法", article="第四十四条"
    )
    assert source_of_draft(Draft(source="GB/T 19095-2019 生活垃圾分类标志")).type == "standard"  # type: ignore[union-attr]
    assert source_of_draft(Draft(source=" ")) is None


TOPICS = [
    KnownTopic(code="0302", name="消防安全", name_en="Fire safety", area="应急与急救", area_en="First aid"),
    KnownTopic(code="0901", name="垃圾分类", name_en="Sorting waste", area="生态环境", area_en="Ecology"),
    KnownTopic(code="0902", name="其他", name_en="Other", area="生态环境", area_en="Ecology"),
    KnownTopic(code="0303", name="其他", name_en="Other", area="应急与急救", area_en="First aid"),
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0302", "0302"), ("消防安全", "0302"), (" 消防 安全", "0302"), ("fire safety", "0302"),
        ("应急与急救/消防安全", "0302"), ("生态环境/消防安全", ""), ("生态环境/其他", "0902"), ("其他", ""),
        ("03/其他", "0303"), ("生态环境", ""), ("", ""), ("/", ""),
    ],
)  # fmt: skip
def test_a_topic_is_found_where_only_one_is_meant(text, code):
    assert find_topic(text, TOPICS) == code


@given(drafts)
@settings(max_examples=100)
def test_readings_survive_as_json(draft):
    draft = replace(
        draft,
        pictures=(DraftPicture(name="a.png", data=b"\x89PNG\x00\xff", alt="图"),),
        issues=(Issue(code="x", line=3, column="C", part="key", values={"value": "甲"}, blocking=True),),
    )
    reading = Reading(
        format="sheet",
        confidence=0.5,
        drafts=(draft,),
        issues=draft.issues,
        unread=(Unread(line=1, text="略"),),
    )
    assert reading_of(json.loads(json.dumps(reading_json(reading)))) == reading


def test_options_keep_their_places():
    draft = Draft(
        type="multi", options=(DraftOption(label="A", text="甲"), DraftOption(label="B", text="乙")), key="AB"
    )
    assert item_of_draft(draft, "0302").key == (1, 2)
    assert item_of_draft(replace(draft, key="AC"), "0302").key == (1,)
