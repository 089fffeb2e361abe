"""Our own JSON: nothing is lost on the way, and nothing but it is taken for it."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.exports.own_json import write_json
from quiz.domain.imports.conversion import item_of_draft
from quiz.domain.imports.draft import Draft, Reading, Upload
from quiz.domain.imports.own_json import SCHEMA, read_json

from .bank_items import make_item
from .exchange import codes, items, picture


def read(content: bytes | str) -> Reading:
    return read_json(Upload(content=content.encode() if isinstance(content, str) else content))


def document(*questions: object, version: int = 1) -> str:
    return json.dumps({"schema": SCHEMA, "version": version, "items": questions})


def bare(draft: Draft) -> Draft:
    """Without where it stood in the file."""
    return replace(draft, line=0, last_line=0, source_lines="")


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(st.lists(items(), max_size=3))
def test_nothing_is_lost(exported):
    reading = read(write_json(exported))
    assert reading.unread == ()
    assert [bare(draft) for draft in reading.drafts] == [draft_of(one) for one in exported]
    assert [
        item_of_draft(draft, one.item.topic) for draft, one in zip(reading.drafts, exported, strict=True)
    ] == [one.item for one in exported]


def test_every_item_has_its_line():
    exported = [ExportItem(item=make_item(code=f"0901-00{n}"), picture=picture()) for n in range(1, 4)]
    assert [draft.line for draft in read(write_json(exported)).drafts] == [2, 3, 4]


def test_what_is_dangerous_in_a_text_is_cleaned():
    question = {"type": "judge", "stem": "<script>x</script><p onclick='y'>水</p>", "key": [1]}
    (draft,) = read(document(question)).drafts
    assert (draft.stem, draft.key, draft.difficulty) == ("水", "T", 3)


def test_unknown_fields_are_pointed_out():
    (draft,) = read(document({"type": "judge", "stem": "水", "key": [1], "note": "x"})).drafts
    assert codes(draft) == ["import_json_unknown_fields"]


@pytest.mark.parametrize(
    "question",
    [
        {"type": "essay", "stem": "水", "key": [1]},
        {"type": "judge", "stem": 5, "key": [1]},
        {"type": "judge", "stem": "水"},
        {"type": "single", "stem": "水", "key": [1], "options": [{"id": "1", "text": "a"}]},
        {"type": "judge", "stem": "水", "key": [1], "difficulty": 9},
        {"type": "judge", "stem": "\ud800", "key": [1]},
        "水",
        None,
        [],
    ],
)
def test_items_of_another_shape_are_listed(question):
    good = {"code": "x", "type": "judge", "stem": "水", "key": [0]}
    reading = read(document(question, good))
    assert [draft.key for draft in reading.drafts] == ["F"]
    assert [one.code for one in reading.unread] == ["import_json_item"]


def test_a_picture_that_is_none_is_pointed_out():
    question = {"type": "judge", "stem": "水", "key": [1], "picture": {"name": "a.gif", "data": "R0lGODlh"}}
    (draft,) = read(document(question)).drafts
    assert (draft.pictures, codes(draft)) == ((), ["import_picture_unknown"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "import_json_broken"),
        ("[" * 100_000, "import_json_broken"),
        ('{"a": ' + "9" * 5_000 + "}", "import_json_broken"),
        ("[]", "import_json_other"),
        ('{"schema": "other", "items": []}', "import_json_other"),
        (document(version=2), "import_json_version"),
        (json.dumps({"schema": SCHEMA, "version": 1, "items": {}}), "import_json_other"),
    ],
)
def test_other_files_are_refused(content, code):
    with pytest.raises(RuleBroken) as refused:
        read(content)
    assert (refused.value.code, refused.value.status) == (code, 400)
