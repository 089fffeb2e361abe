import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.messages import explain, sentence
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.yaml_sheet import MOST_BYTES, read_sheet
from quiz.services.contests import digest_of
from quiz.sheet_labels import CHOICES, LABELS, generic, path_label
from quiz.web.forms.sheet_shape import leaf_paths

from .sheet_strategies import PLAIN, changed, sheets

ROOT = Path(__file__).parents[3]


def faults_of(text: str | bytes) -> dict[str, str]:
    """Path → code; every fault has a sentence without holes."""
    found = read_sheet(text)
    assert isinstance(found, list), "the sheet was accepted"
    for problem in found:
        assert explain(problem) != problem.code
    return {problem.path: problem.code for problem in found}


def faults_with(changes: dict) -> dict[str, str]:
    return faults_of(json.dumps(changed(changes)))


@given(sheets)
@settings(max_examples=60)
def test_what_is_dumped_is_read_back_equal(sheet: RuleSheet) -> None:
    document = json.loads(json.dumps(sheet.dump()))
    assert read_sheet(json.dumps(document)) == sheet
    assert read_sheet(yaml.safe_dump(document, allow_unicode=True)) == sheet


def test_a_sheet_that_uses_no_later_field_keeps_its_digest() -> None:
    """Else every rule in force would look amended after an update, and every award decided by other rules."""
    document = {
        "title": "科普竞赛",
        "when": {"opens_at": "2026-09-01T09:00:00", "closes_at": "2026-09-01T18:00:00"},
        "paper": {"rows": [{"count": 4}]},
        "who": {"exclusions": {"departments": ["办公室"], "reason": "命题"}},
        "awards": [{"name": "一等奖", "quota": 1}],
    }
    digest = "f4d629bd6afcc54369d21ac71e9183ad4eb8baa6d15c5d42c1ed4ac17edad3eb"
    assert digest_of(RuleSheet.load(document).dump()) == digest


def test_yaml_and_json_say_the_same() -> None:
    assert read_sheet(yaml.safe_dump(PLAIN)) == read_sheet(json.dumps(PLAIN)) == RuleSheet.load(PLAIN)


def test_times_topics_and_names_without_quotes_keep_their_meaning() -> None:
    sheet = read_sheet(
        """
title: 2026
when:
  opens_at: 2026-09-01 09:00
  closes_at: 2026-09-05
  daily_hours: {start: 09:00, end: 18:00}
paper: {rows: [{count: 3, topics: [0101, 1001, 07]}]}
who: {exclusions: {people: [10023, 0045], reason: on}}
"""
    )
    assert isinstance(sheet, RuleSheet), sheet
    assert sheet.when.daily_hours is not None and sheet.when.daily_hours.end.hour == 18
    assert sheet.paper.rows[0].topics == ("0101", "1001", "07")
    assert sheet.who.exclusions.people == ("10023", "0045")
    assert (sheet.title, sheet.who.exclusions.reason) == ("2026", "on")
    assert sheet.when.closes_at.isoformat() == "2026-09-05T00:00:00"


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"titel": "x"}, "titel", "sheet_unknown_field_near"),
        ({"paper.rows.0.zzz": 1}, "paper.rows.0.zzz", "sheet_unknown_field"),
        ({"paper.rows.0.typs": []}, "paper.rows.0.typs", "sheet_unknown_field_near"),
        ({"title": ""}, "title", "sheet_empty"),
        ({"title": "  "}, "title", "sheet_empty"),
        ({"title": "x" * 121}, "title", "sheet_text_too_long"),
        ({"title": None}, "title", "sheet_missing"),
        ({"title": "a\u202eb"}, "title", "sheet_hidden_characters"),
        ({"title": "a\u0000b"}, "title", "sheet_hidden_characters"),
        ({"introduction": "x" * 2001}, "introduction", "sheet_text_too_long"),
        ({"host": ["x"]}, "host", "sheet_not_text"),
        ({"counts": "bset"}, "counts", "sheet_bad_choice_near"),
        ({"counts": "zzzzzz"}, "counts", "sheet_bad_choice"),
        ({"paper.rows.0.count": 0}, "paper.rows.0.count", "sheet_below_bound"),
        ({"paper.rows.0.count": 501}, "paper.rows.0.count", "sheet_above_bound"),
        ({"paper.rows.0.count": "二十"}, "paper.rows.0.count", "sheet_not_a_whole_number"),
        ({"paper.rows.0.count": 2.5}, "paper.rows.0.count", "sheet_not_a_whole_number"),
        ({"paper.rows.0.count": True}, "paper.rows.0.count", "sheet_not_a_whole_number"),
        ({"paper.rows.0": 7}, "paper.rows.0", "sheet_not_a_section"),
        ({"paper.rows.0.difficulty": [1]}, "paper.rows.0.difficulty.1", "sheet_missing"),
        ({"paper.rows.0.difficulty": [0, 5]}, "paper.rows.0.difficulty.0", "sheet_below_bound"),
        ({"paper.rows": {}}, "paper.rows", "sheet_not_a_list"),
        ({"paper": None}, "paper", "sheet_missing"),
        ({"points.penalty": 1.234}, "points.penalty", "sheet_too_many_decimals"),
        ({"points.penalty": -1}, "points.penalty", "sheet_below_bound"),
        ({"points.penalty": True}, "points.penalty", "sheet_not_a_number"),
        ({"points.penalty": "many"}, "points.penalty", "sheet_not_a_number"),
        ({"points.pass_mark": 0}, "points.pass_mark", "sheet_not_above_bound"),
        ({"points.pass_mark": 1e9}, "points.pass_mark", "sheet_number_too_long"),
        ({"when.opens_at": "2026-13-01"}, "when.opens_at", "sheet_bad_datetime"),
        ({"when.opens_at": 1700000000}, "when.opens_at", "sheet_bad_datetime"),
        ({"when.opens_at": "2026-09-01T09:00+08:00"}, "when.opens_at", "sheet_wall_clock_only"),
        ({"when.opens_at": "1826-09-01 09:00"}, "when.opens_at", "sheet_bad_year"),
        ({"when.daily_hours": {"start": 9, "end": "x"}}, "when.daily_hours.start", "sheet_bad_time"),
        ({"when.time_zone": "Mars"}, "when.time_zone", "sheet_unknown_time_zone"),
        ({"when.weekdays": [0]}, "when.weekdays.0", "sheet_below_bound"),
        ({"when.practice.before": "yes"}, "when.practice.before", "sheet_not_true_or_false"),
        ({"who.fields": ["name", "phone", "department", "group"]}, "who.fields", "sheet_list_too_long"),
        ({"publication.board.frozen_from": 5}, "publication.board.frozen_from", "sheet_bad_datetime"),
        ({"version": 2}, "version", "sheet_bad_choice"),
    ],
)
def test_a_fault_has_its_path_and_code(changes: dict, path: str, code: str) -> None:
    assert faults_with(changes).get(path) == code


def test_every_fault_at_once() -> None:
    found = faults_with({"titel": "x", "counts": "z", "paper.rows.0.count": 0, "awards": [{"quota": 0}]})
    assert set(found) == {"titel", "counts", "paper.rows.0.count", "awards.0.quota", "awards.0.name"}


def test_the_cure_names_the_nearest_field_and_the_choices() -> None:
    found = read_sheet(json.dumps(changed({"paper.rows.0.typs": [], "counts": "besst"})))
    assert isinstance(found, list)
    said = " ".join(map(explain, found))
    assert "types" in said and "best、first、last、sum" in said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "sheet_not_a_document"),
        ("- 1", "sheet_not_a_document"),
        ("title: [", "sheet_unreadable"),
        ("a: 1\na: 2", "sheet_repeated_key"),
        ('{"a": 1, "a": 2}', "sheet_repeated_key"),
        ("a: &x 1\nb: *x", "sheet_alias"),
        ("a: !!python/object/apply:os.system [ls]", "sheet_tag"),
        ("a: !!int x", "sheet_tag"),
        ("[" * 5000, "sheet_too_deep"),
        ('{"a":' * 5000, "sheet_too_deep"),
        ("title: a\x00b", "sheet_hidden_characters"),
        (b"\xff\xfe\x00", "sheet_not_utf8"),
        ("x" * (MOST_BYTES + 1), "sheet_too_big"),
        ('{"a": ' + "9" * 6000 + "}", "sheet_unreadable"),
        ("--- 1\n--- 2", "sheet_unreadable"),
    ],
)
def test_text_that_is_no_sheet(text: str | bytes, code: str) -> None:
    assert faults_of(text) == {"": code}


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a: &a [x, x]"] + [
        f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert faults_of("\n".join(lines)) == {"": "sheet_alias"}


@given(st.text() | st.binary(max_size=200))
@settings(max_examples=200)
def test_no_text_breaks_the_reader(text: str | bytes) -> None:
    assert isinstance(read_sheet(text), list)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["title", "when", "paper", "rows", "opens_at", "awards", "x"])
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner), max_leaves=12
)


@given(documents)
@settings(max_examples=200)
def test_no_document_breaks_the_reader(document: object) -> None:
    found = read_sheet(json.dumps(document))
    assert isinstance(found, list)
    for problem in found:
        assert explain(problem)


def test_every_code_of_the_domain_has_a_sentence() -> None:
    source = "".join(path.read_text() for path in (ROOT / "quiz" / "domain").glob("*.py"))
    codes = set(re.findall(r'"(sheet_[a-z0-9_]+)"', source))
    assert len(codes) > 80
    names = set(re.findall(r"%\((\w+)\)s", (ROOT / "quiz" / "messages.py").read_text()))
    values = dict.fromkeys(names, "x")
    assert {code for code in codes if sentence(code, values) == code} == set()


def test_every_field_has_a_label_and_every_choice_a_word() -> None:
    paths = set(leaf_paths())
    assert len(paths) > 70
    assert paths - set(LABELS) == set()
    assert {path for path in CHOICES if path not in paths} == set()
    assert generic("awards.3.quota") == "awards.quota"
    assert path_label("awards.0.quota") == "奖项（第1项） · 名额"
