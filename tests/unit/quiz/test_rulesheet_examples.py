"""The shipped sheets, and the documents that are made from the types."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.contradictions import contradictions
from quiz.domain.rulesheet import BlueprintRow, RuleSheet, centipoints
from quiz.domain.sheet_extent import full_mark
from quiz.domain.sheet_reference import field_lines, json_schema, reference_table
from quiz.domain.templates import proportional, sheet_from_template
from quiz.domain.yaml_sheet import read_sheet

ROOT = Path(__file__).parents[3]
SHEETS = ROOT / "content" / "rule-sheets"
RUNS = ("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r7-without-draw", "r8")
# The demonstration shows its explanations at once, and says that a real contest should not.
WARNED = {"demo": {"sheet_keys_leak_pool"}}
TEMPLATES = ("demo", "staff-contest", "daily-quiz", "open-registration")
OPENS, CLOSES = datetime(2026, 9, 1, 9), datetime(2026, 9, 11, 18)


def shipped_items() -> list[dict[str, Any]]:
    """The bank's items as its files have them, each with its topic."""
    items = []
    for path in sorted((ROOT / "content").glob("[01]*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        items += [{**item, "topic": document["topic"]} for item in document["items"]]
    return items


ITEMS = shipped_items()


def fits(item: dict[str, Any], row: BlueprintRow) -> bool:
    low, high = row.difficulty
    return (
        low <= item["difficulty"] <= high
        and (not row.types or item["type"] in row.types)
        and (not row.topics or item["topic"].startswith(tuple(row.topics)))
        and (not row.audience or not set(item["audience"]).isdisjoint(row.audience))
    )


def pool(sheet: RuleSheet) -> list[list[str]]:
    return [[item["id"] for item in ITEMS if fits(item, row)] for row in sheet.paper.rows]


def example(name: str) -> RuleSheet:
    text = (SHEETS / f"{name}.yaml").read_text(encoding="utf-8")
    sheet = sheet_from_template(text, OPENS, CLOSES) if name in TEMPLATES else read_sheet(text)
    assert isinstance(sheet, RuleSheet), sheet
    return sheet


def test_every_shipped_sheet_is_named_here() -> None:
    assert {path.stem for path in SHEETS.glob("*.yaml")} == {*RUNS, *TEMPLATES}


@pytest.mark.parametrize("name", [*RUNS, *TEMPLATES])
def test_a_shipped_sheet_runs_on_the_shipped_bank(name: str) -> None:
    sheet = example(name)
    assert {problem.code for problem in contradictions(sheet, pool(sheet))} == WARNED.get(name, set())


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("questions", [1, 7, 20, 25, 30, 60])
def test_a_template_of_another_size_stays_sound(name: str, questions: int) -> None:
    text = (SHEETS / f"{name}.yaml").read_text(encoding="utf-8")
    sheet = sheet_from_template(text, OPENS, CLOSES, "科普", "办公室", questions=questions, minutes=60)
    assert isinstance(sheet, RuleSheet), sheet
    assert (sheet.paper.size, sheet.title, sheet.host) == (questions, "科普", "办公室")
    assert (sheet.when.opens_at, sheet.when.closes_at, sheet.time.paper_seconds) == (OPENS, CLOSES, 3600)
    assert [one for one in contradictions(sheet, pool(sheet)) if not one.is_warning] == []
    if 10_000 % questions == 0:
        assert full_mark(sheet) == (10_000, 10_000)


def test_marks_keep_their_share_of_the_full_mark() -> None:
    text = (SHEETS / "staff-contest.yaml").read_text(encoding="utf-8")
    sheet = sheet_from_template(text, OPENS, CLOSES, questions=30)
    assert isinstance(sheet, RuleSheet) and sheet.points.pass_mark is not None
    assert centipoints(sheet.points.pass_mark) * 10 == full_mark(sheet)[1] * 6
    assert [str(tier.min_points) for tier in sheet.awards if tier.min_points] == ["90", "90", "90", "120"]


def test_a_staff_contest_gives_no_prize_below_the_pass_mark_and_hears_objections() -> None:
    sheet = sheet_from_template((SHEETS / "staff-contest.yaml").read_text(encoding="utf-8"), OPENS, CLOSES)
    assert isinstance(sheet, RuleSheet)
    places = [tier for tier in sheet.awards if tier.by == "place" and not tier.board]
    assert len(places) == 3 and {tier.min_points for tier in places} == {sheet.points.pass_mark}
    assert sheet.publication.objections.days == 3


def test_proportions_add_up() -> None:
    assert proportional([10, 4, 6], 7) == [4, 1, 2]
    assert all(sum(proportional([3, 3, 1], total)) == total for total in range(1, 40))


def test_a_template_that_is_no_sheet_is_refused() -> None:
    assert isinstance(sheet_from_template("- 1", OPENS, CLOSES), list)
    assert isinstance(sheet_from_template("titel: x", OPENS, CLOSES), list)


def test_the_committed_schema_is_current() -> None:
    committed = json.loads((ROOT / "docs" / "rule-sheet.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "run: manage.py rule_sheet_schema > docs/rule-sheet.schema.json"


def test_the_documentation_lists_every_field() -> None:
    text = (ROOT / "docs" / "rule-sheet.md").read_text(encoding="utf-8")
    between = re.search(r"<!-- fields -->\n(.*)\n<!-- end of fields -->", text, re.S)
    assert between and between[1] == reference_table(), "run: manage.py rule_sheet_schema --reference"


def test_no_field_is_left_unexplained() -> None:
    assert len(field_lines()) > 80
    assert [line.path for line in field_lines() if not line.meaning] == []


def test_the_examples_of_the_documentation_are_sheets() -> None:
    text = (ROOT / "docs" / "rule-sheet.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert examples
    for example_text in examples:
        sheet = read_sheet(example_text)
        assert isinstance(sheet, RuleSheet), sheet
        assert contradictions(sheet, pool(sheet)) == []
