"""The command that tries a sheet on a table, from files to printed winners."""

import csv
import io
import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[3]
SHEETS = ROOT / "content" / "rule-sheets"
SHEET: dict[str, Any] = {
    "title": "科普竞赛",
    "when": {"opens_at": "2026-09-01 08:00", "closes_at": "2026-09-05 18:00", "attempts": {"total": 2}},
    "paper": {"rows": [{"count": 20, "types": ["single"]}]},
    "organisations": [{"name": "单位榜", "metrics": [{"metric": "participation", "weight": 100}]}],
    "awards": [
        {"name": "一等奖", "quota": 1},
        {"name": "优秀奖", "by": "threshold", "min_points": 80},
        {"name": "组织奖", "board": "单位榜", "quota": 1},
    ],
}
ENGLISH = """person,name,department,started_at,handed_in_at,seconds,points,right,excluded
1001,张三,一科,2026-09-01 09:00,2026-09-01 09:10,600.5,95,19,
1001,张三,一科,2026-09-02 09:00,2026-09-02 09:10,500,90,18,
1002,李四,二科,2026-09-01 09:00,2026-09-01 09:10,600.5,95,19,
1003,王五,二科,2026-09-01 09:00,2026-09-01 09:12,720,80,16,
1004,赵六,三科,2026-09-01 09:00,2026-09-01 09:10,60,100,20,yes
"""
CHINESE = """得分\t工号\t姓名\t单位\t开始时间\t交卷时间\t用时\t不计名次
９５\t1001\t张三\t一科\t2026/9/1 9:00\t2026年9月1日 9:10:00\t600.5\t
90\t1001\t张三\t一科\t2026/9/2 9:00\t2026/9/2 9:10\t500\t否
95\t1002\t李四\t二科\t2026/9/1 9:00\t2026/9/1 9:10\t600.5\t
80\t1003\t王五\t二科\t2026/9/1 9:00\t2026/9/1 9:12\t720\t

100\t1004\t赵六\t三科\t2026/9/1 9:00\t2026/9/1 9:10\t60\t是
"""
HEADS = "单位,应参加人数\n一科,4\n二科,4\n三科,3\n"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Run the command on a sheet, a table and headcounts given as text or bytes; what it printed."""

    def go(sheet: Any = SHEET, results: str | bytes = ENGLISH, heads: str | None = HEADS, **more: Any) -> str:
        files = {"sheet.yaml": sheet if isinstance(sheet, str) else yaml.safe_dump(sheet), "r.csv": results}
        if heads is not None:
            files["h.csv"] = heads
        for name, text in files.items():
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        headcounts = tmp_path / "h.csv" if heads is not None else None
        options = {"results": tmp_path / "r.csv", "headcounts": headcounts, "stdout": out, **more}
        go.out = out  # type: ignore[attr-defined]
        call_command("run_rule_sheet", tmp_path / "sheet.yaml", **options)
        return out.getvalue()

    return go


def winners(document: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(one["tier"], one["person"] or one["department"], one["place"]) for one in document["awards"]]


def test_from_a_table_to_winners(run: Any) -> None:
    document = json.loads(run(json=True))
    board = [(one["place"], one["person"], one["points"], one["attempts"]) for one in document["boards"][""]]
    assert board == [(1, "1001", 95, 2), (1, "1002", 95, 1), (3, "1003", 80, 1)]
    assert winners(document) == [
        ("一等奖", "1001", 1),
        ("一等奖", "1002", 1),
        ("优秀奖", "1003", 3),
        ("组织奖", "二科", 1),
    ]
    line = document["organisations"]["单位榜"][0]
    assert (line["department"], line["headcount"], line["participants"], line["score"]) == ("二科", 4, 2, 50)
    assert [note["code"] for note in document["notes"]] == ["tier_widened"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_headers_and_encodings_make_no_difference(run: Any, encoding: str) -> None:
    english, chinese = (
        json.loads(run(json=True)),
        json.loads(run(results=CHINESE.encode(encoding), json=True)),
    )
    assert chinese["awards"] == english["awards"]
    assert [one["points"] for one in chinese["boards"][""]] == [95, 95, 80]


def test_people_read_a_table(run: Any) -> None:
    printed = run(top=1)
    lines = printed.splitlines()
    assert lines[0] == "科普竞赛"
    first = next(line for line in lines if line.startswith("1 "))
    assert first.split() == ["1", "1001", "张三", "一科", "95", "600.5", "2"]
    assert "1003" not in printed.split("单位榜")[0]
    assert "组织奖" in printed


def test_the_order_of_rows_decides_nothing(run: Any) -> None:
    header, *rows = ENGLISH.strip().splitlines()
    expected = json.loads(run(json=True))
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        document = json.loads(run(results="\n".join([header, *rows]), json=True))
        assert {tuple(one) for one in winners(document)} == {tuple(one) for one in winners(expected)}


def refused(run: Any, **given: Any) -> list[dict[str, Any]]:
    with pytest.raises(CommandError) as raised:
        run(json=True, **given)
    assert raised.value.returncode == 2
    problems: list[dict[str, Any]] = json.loads(run.out.getvalue())["problems"]
    for problem in problems:
        assert problem["message"] not in ("", problem["code"]) and "%(" not in problem["message"]
        assert problem["message"] in str(raised.value)
    return problems


def row(**cells: str) -> str:
    values = {
        "person": "1", "name": "甲", "department": "一科", "started_at": "2026-09-01 09:00",
        "handed_in_at": "2026-09-01 09:10", "seconds": "60", "points": "50", "right": "10", "excluded": "",
        **cells,
    }  # fmt: skip
    return ENGLISH.splitlines()[0] + "\n" + ",".join(values.values()) + "\n"


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"person": ""}, "results_cell_empty", "person"),
        ({"points": ""}, "results_cell_empty", "points"),
        ({"points": "x"}, "results_not_a_number", "points"),
        ({"points": "-5"}, "results_not_a_number", "points"),
        ({"points": "nan"}, "results_not_a_number", "points"),
        ({"points": "1e999"}, "results_not_a_number", "points"),
        ({"points": "1.234"}, "results_too_many_decimals", "points"),
        ({"points": "101"}, "results_above_full_mark", "points"),
        ({"seconds": "1:30"}, "results_not_a_number", "seconds"),
        ({"started_at": "gestern"}, "results_bad_moment", "started_at"),
        ({"started_at": "2026-02-30 09:00"}, "results_bad_moment", "started_at"),
        ({"started_at": "2026-09-01 10:00"}, "results_ends_before_start", "handed_in_at"),
        ({"excluded": "maybe"}, "results_not_yes_or_no", "excluded"),
        ({"right": "1.5"}, "results_too_many_decimals", "right"),
    ],
)
def test_a_bad_cell_is_named(run: Any, cells: dict[str, str], code: str, column: str) -> None:
    problems = refused(run, results=row(**cells))
    assert [(one["code"], one["line"], one["column"]) for one in problems] == [(code, 2, column)]


def test_a_cell_is_named_as_the_file_names_its_column(run: Any) -> None:
    assert [
        (one["line"], one["column"]) for one in refused(run, results=CHINESE.replace("９５", "９５分"))
    ] == [(2, "得分")]
    above = CHINESE.replace("９５", "101")
    assert [(one["line"], one["column"]) for one in refused(run, results=above)] == [(2, "得分")]


def test_every_bad_cell_at_once(run: Any) -> None:
    results = row(points="x", started_at="y") + row(person="").splitlines()[1]
    codes = [(one["line"], one["column"]) for one in refused(run, results=results)]
    assert codes == [(2, "points"), (2, "started_at"), (3, "person")]


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ("", "results_empty_file"),
        ("\n\n", "results_empty_file"),
        ("person,points,handed_in_at,seconds,department\n", "results_no_rows"),
        ("person\n1\n", "results_column_missing"),
        ("person,points,points\n1,2,3\n", "results_column_twice"),
        ("person,points,zzz\n1,2,3\n", "results_unknown_column"),
        ("person,points\n1,2,3\n", "results_too_many_cells"),
        (b"\xff\xff\xff", "table_bad_encoding"),
        ("person,points,department\n1,50,x\n", "results_key_needs_column"),
        ("person,points,seconds\n1,50,9\n", "results_boards_need_column"),
        (row() + row().splitlines()[1].replace("甲", "乙"), "results_person_differs"),
        (row() + (row().splitlines()[1] + "\n") * 2, "results_too_many_attempts"),
    ],
)
def test_a_table_that_does_not_fit(run: Any, results: str | bytes, code: str) -> None:
    assert code in [one["code"] for one in refused(run, results=results)]


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (None, "results_need_headcounts"),
        ("单位,应参加人数\n二科,4\n三科,3\n", "results_department_without_headcount"),
        ("单位,应参加人数\n一科,4\n二科,1\n三科,3\n", "results_headcount_too_small"),
        ("单位,应参加人数\n一科,4\n一科,4\n二科,4\n三科,3\n", "results_twice"),
        ("单位,应参加人数\n一科,\n二科,4\n三科,3\n", "results_cell_empty"),
        ("单位,应参加人数,上级\n一科,4,x\n二科,4,\n三科,3,\n", "results_unknown_parent"),
        ("单位,应参加人数,上级\n一科,4,二科\n二科,4,一科\n三科,3,\n", "results_parent_loop"),
    ],
)
def test_headcounts_that_do_not_fit(run: Any, heads: str | None, code: str) -> None:
    assert code in [one["code"] for one in refused(run, heads=heads)]


@pytest.mark.parametrize("name", ["staff-contest", "daily-quiz", "open-registration"])
def test_a_template_is_tried_before_it_has_a_window(run: Any, name: str) -> None:
    text = (settings.BASE_DIR / f"content/rule-sheets/{name}.yaml").read_text()
    results = "person,department,started_at,handed_in_at,points\n1,一科,2026-09-01 09:00,2026-09-01 09:05,4\n"
    document = json.loads(run(text, results, json=True))
    assert [one["person"] for board in document["boards"].values() for one in board] == ["1"]
    assert [one["code"] for one in document["warnings"]][:1] == ["trial_without_window"]


def test_a_sheet_with_faults_is_refused_at_its_fields(run: Any) -> None:
    sheet = {
        **SHEET,
        "awards": [{"name": "a"}, {"name": "b", "by": "threshold", "min_points": 1, "reserves": 3}],
    }
    found = [(one["code"], one["path"], one["where"]) for one in refused(run, sheet=sheet)]
    assert found == [
        ("sheet_tier_needs_quota", "awards.0.quota", "奖项（第1项） · 名额"),
        ("sheet_reserves_on_threshold", "awards.1.reserves", "奖项（第2项） · 递补人数"),
    ]
    assert [one["code"] for one in refused(run, sheet="titel: x")][-1] == "sheet_unknown_field_near"


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(CommandError) as raised:
        call_command("run_rule_sheet", Path("/nowhere.yaml"), results=Path("/nowhere.csv"))
    assert raised.value.returncode == 2


def test_the_excluded_of_the_sheet_are_not_ranked(run: Any) -> None:
    sheet = {**SHEET, "who": {"exclusions": {"people": ["1002"], "departments": ["一科"], "reason": "命题"}}}
    document = json.loads(run(sheet=sheet, json=True))
    assert [one["person"] for one in document["boards"][""]] == ["1003"]


def test_groups_apart_have_boards_of_their_own(run: Any) -> None:
    sheet = {
        **SHEET, "organisations": [],
        "who": {"groups": {"by": "chosen", "names": ["甲", "乙"]}},
        "rank": {"groups_apart": True}, "awards": [{"name": "一等奖", "quota": 1}],
    }  # fmt: skip
    results = "person,group,points,seconds\n1,甲,50,9\n2,甲,60,9\n3,乙,40,9\n"
    document = json.loads(run(sheet=sheet, results=results, heads=None, json=True))
    assert {group: len(board) for group, board in document["boards"].items()} == {"乙": 1, "甲": 2}
    assert sorted(winners(document)) == [("一等奖", "2", 1), ("一等奖", "3", 1)]
    wrong = results.replace("3,乙", "3,丙")
    assert [one["code"] for one in refused(run, sheet=sheet, results=wrong, heads=None)] == [
        "results_unknown_group"
    ]


def many(sheet: dict[str, Any], people: int, tries: int, departments: list[str]) -> str:
    """A table of many people, the same each time."""
    dice, opens = random.Random(1), sheet["when"]["opens_at"]
    opened = datetime.fromisoformat(str(opens)) + timedelta(hours=9)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["person", "department", "started_at", "handed_in_at", "points", "right"])
    for number in range(people):
        for day in range(dice.randint(1, tries)):
            started = opened + timedelta(days=day, seconds=dice.randint(0, 60))
            ended = started + timedelta(seconds=dice.randint(56, 240))
            right = dice.randint(0, 8)
            cells = [number, departments[number % len(departments)], started, ended, right, right]
            table.writerow(cells)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "tries", "departments", "kinds"),
    [
        ("r1", 5, ["街道甲", "街道乙"], {}),
        ("r2", 5, ["一区"], {}),
        ("r5", 8, ["一小", "二小", "三小"], {"一小": "学校", "二小": "学校", "三小": "学校", "某省": "省"}),
        ("r6", 5, ["一镇", "二镇", "财政局"], {"一镇": "乡镇街道", "二镇": "乡镇街道", "财政局": "部门"}),
        ("r8", 1, ["一厂", "二厂", "竞赛组织办公室"], {"一厂": "", "二厂": "", "竞赛组织办公室": ""}),
    ],
)
def test_real_contests_from_a_table_to_their_winners(
    run: Any, name: str, tries: int, departments: list[str], kinds: dict[str, str]
) -> None:
    text = (SHEETS / f"{name}.yaml").read_text(encoding="utf-8")
    sheet = yaml.load(text, Loader=yaml.BaseLoader)
    heads = "department,headcount,kind,parent\n" + "".join(
        f"{unit},200,{kind},{'某省' if kind == '学校' else ''}\n" for unit, kind in kinds.items()
    )
    results = many(sheet, 300, tries, departments)
    document = json.loads(run(sheet=text, results=results, heads=heads if kinds else None, json=True))
    places = [tier for tier in sheet["awards"] if "board" not in tier]
    for tier in places:
        won = [one for one in document["awards"] if one["tier"] == tier["name"] and not one["board"]]
        assert len(won) >= min(int(tier["quota"]), 1)
    people = [one["person"] for one in document["awards"] if one["person"]]
    assert len(people) == len(set(people))
    board = document["boards"][""]
    order = [(-one["points"], one["elapsed_ms"]) for one in board]
    assert order == sorted(order)
    assert {one["department"] for one in board} <= set(departments) - {"竞赛组织办公室"}
    for tier in sheet["awards"]:
        if "board" in tier:
            assert [one for one in document["awards"] if one["board"] == tier["board"]]


def test_lots_are_drawn_on_trial(run: Any) -> None:
    lucky = {"name": "幸运奖", "by": "lottery", "quota": 2, "min_points": 5, "reserves": 1}
    sheet = {**SHEET, "organisations": [], "awards": [{"name": "一等奖", "quota": 1}, lucky]}
    results = "person,points,elapsed_ms\n" + "".join(f"{n},{9 if n < 7 else 1},{n}\n" for n in range(1, 9))
    document = json.loads(run(sheet=sheet, results=results, json=True))
    first, *won = document["awards"]
    able = {str(n) for n in range(2, 7)}
    lucky_ones = [one["person"] for one in [*won, *document["reserves"]]]
    assert first["person"] == "1" and len(lucky_ones) == 3 and set(lucky_ones) <= able
    assert json.loads(run(sheet=sheet, results=results, json=True)) == document
    others = {run(sheet=sheet, results=results, json=True, public=str(n)) for n in range(9)}
    assert len(others) > 1
    assert "递补" in run(sheet=sheet, results=results)
