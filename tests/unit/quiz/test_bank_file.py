"""Reading the bank's files: every fault is named by file, item and field; nothing crashes the reader."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.bank_file import read_bank
from quiz.domain.bank_item import content_digest

TOPICS = """
"09":
  name: 生态环境
  name_en: Ecology
  topics:
    "0901": {name: 垃圾分类, name_en: Sorting waste}
"""
SOURCES = """
gbt-19095:
  type: standard
  title: 生活垃圾分类标志
  issuer: 国家标准化管理委员会
  published_on: 2019-11-15
  certainty: B
  review_by: 2028-12-31
"""
ITEM = """
topic: "0901"
name: 垃圾分类
items:
  - id: 0901-001
    type: single
    stem: 有害垃圾的标志**不**用（　　）。
    options: [红色, H₂O, a<b, 灰色]
    key: C
    explanation: 国家标准这样规定。
    source: {ref: gbt-19095, article: 第四章}
    difficulty: 2
    audience: [public, elder]
    bloom: remember
"""


def read(item=ITEM, **files):
    return read_bank({"topics.yaml": TOPICS, "sources.yaml": SOURCES, "0901.yaml": item, **files})


def faults(bank):
    return {(problem.code, problem.path) for problem in bank.problems}


def test_an_item_is_read_whole():
    bank = read()
    assert bank.problems == ()
    (item,) = bank.items
    assert item.stem == "有害垃圾的标志<strong>不</strong>用（　　）。"
    assert [option.text for option in item.options] == ["红色", "H₂O", "a&lt;b", "灰色"]
    assert (item.key, item.key_letters, item.topic) == ((3,), "C", "0901")
    assert (item.source.title, item.source.article) == ("生活垃圾分类标志", "第四章")
    assert item.review_by.isoformat() == "2028-12-31"
    assert [(entry.code, entry.parent) for entry in bank.topics] == [("09", ""), ("0901", "09")]


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("0901-001", "901-1", "bank_file_field", "0901.yaml/901-1/id"),
        ("id: 0901-001", "id: 0902-001", "bank_file_id_topic", "0901.yaml/0902-001/id"),
        ("key: C", "key: c", "bank_file_key", "0901.yaml/0901-001/key"),
        ("key: C", "key: true", "bank_file_key", "0901.yaml/0901-001/key"),
        ("key: C", "", "bank_file_field_missing", "0901.yaml/0901-001/key"),
        ("difficulty: 2", "difficulty: 9", "bank_file_field", "0901.yaml/0901-001/difficulty"),
        ("bloom: remember", "blom: remember", "bank_file_field_unknown", "0901.yaml/0901-001/blom"),
        ("[public, elder]", "[public, old]", "bank_file_field", "0901.yaml/0901-001/audience.1"),
        ("[红色,", "[010,", "bank_file_field", "0901.yaml/0901-001/options.0"),
        ("ref: gbt-19095", "ref: gbt-1", "bank_file_source", "0901.yaml/0901-001/source.ref"),
        ('topic: "0901"', "topic: 65", "bank_file_field", "0901.yaml/topic"),
        ("name: 垃圾分类", "name: 垃圾", "bank_file_topic", "0901.yaml"),
        ("type: single", "type: single\n    type: multi", "bank_file_yaml", "0901.yaml"),
        ("items:", "items: [", "bank_file_yaml", "0901.yaml"),
    ],
)
def test_each_fault_is_named(old, new, code, path):
    assert (code, path) in faults(read(ITEM.replace(old, new)))


def test_an_id_is_used_once():
    doubled = ITEM + textwrap.indent(ITEM.split("items:\n")[1].strip("\n"), "") + "\n"
    assert ("bank_file_id_twice", "0901.yaml/0901-001/id") in faults(read(doubled))


def test_one_faulty_item_does_not_hide_the_next():
    second = ITEM.split("items:\n")[1].replace("0901-001", "0901-002")
    bank = read(ITEM.replace("difficulty: 2", "difficulty: 0") + second)
    assert [item.code for item in bank.items] == ["0901-002"]
    assert len(bank.problems) == 1


def test_missing_files_are_named():
    assert faults(read_bank({})) == {
        ("bank_file_missing", "topics.yaml"),
        ("bank_file_missing", "sources.yaml"),
    }


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_but_never_crashes(text):
    bank = read(text)
    assert bank.items == () or bank.problems == ()


@settings(deadline=None)
@given(st.text(alphabet="abc:{}[]-&*!|>\"' \n#水0", max_size=60))
def test_any_yaml_like_text_too(text):
    read(ITEM.replace("explanation: 国家标准这样规定。", f"explanation: {text}"))
    read(**{"sources.yaml": text, "topics.yaml": text})


def test_equal_content_has_an_equal_digest_and_a_comma_changes_it():
    assert content_digest(read().items[0]) == content_digest(read().items[0])
    changed = read(ITEM.replace("这样规定。", "这样规定，"))
    assert content_digest(changed.items[0]) != content_digest(read().items[0])


def test_an_item_may_name_the_fact_that_it_asks():
    told = ITEM.replace("bloom: remember", "bloom: remember\n    fact: 0901-a")
    (plain,), (item,) = read().items, read(told).items
    assert (plain.fact, item.fact) == ("", "0901-a")
    assert content_digest(item) == content_digest(plain), "it is no part of what a revision says"


@pytest.mark.parametrize("fact", ["with space", "x" * 21, "[]", "a/b", "5"])
def test_a_fact_is_a_short_code(fact):
    bank = read(ITEM.replace("bloom: remember", f"bloom: remember\n    fact: {fact}"))
    assert ("bank_file_field", "0901.yaml/0901-001/fact") in faults(bank)
