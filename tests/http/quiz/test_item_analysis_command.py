"""`manage.py item_analysis`: the published figures out, every fault named, no traceback."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.unit.quiz import lsat6


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def go(text: str, **more: Any) -> str:
        (tmp_path / "r.csv").write_text(text)
        out = io.StringIO()
        call_command("item_analysis", tmp_path / "r.csv", stdout=out, **more)
        return out.getvalue()

    return go


def table(rows: list[list[int]]) -> str:
    head = "person," + ",".join(f"i{n}" for n in range(1, len(rows[0]) + 1))
    return "\n".join([head, *(f"p{n}," + ",".join(map(str, row)) for n, row in enumerate(rows))]) + "\n"


def test_lsat6(run):
    found = json.loads(run(table(lsat6.people()), json=True))
    for name, wanted in lsat6.PAPER.items():
        assert found[name] == pytest.approx(float(wanted), abs=0.6 * 10 ** -len(wanted.partition(".")[2]))
    assert [one["name"] for one in found["items"]] == ["i1", "i2", "i3", "i4", "i5"]
    for one, line in zip(found["items"], lsat6.ITEMS, strict=True):
        for name, wanted in zip(lsat6.COLUMNS, line.split("|"), strict=True):
            assert one[name] == pytest.approx(float(wanted), abs=0.6 * 10 ** -len(wanted.partition(".")[2]))
        assert one["discrimination_index"] == pytest.approx(100 * one["item_rest_r"])
    assert found["irt"]["model"] == "2PL"
    assert found["irt"]["loglik"] == pytest.approx(-2466.653, abs=0.001)
    assert found["irt"]["a"] == pytest.approx([a for a, _se in lsat6.TWO_A], abs=0.005)
    assert found["irt"]["b"] == pytest.approx([b for b, _se in lsat6.TWO], abs=0.01)
    assert found["irt_reason"] is None
    assert found["n"] == 1000


def test_without_people_in_front_it_is_the_same(run):
    with_names = json.loads(run(table(lsat6.people()), json=True))
    bare = "\n".join(line.partition(",")[2] for line in table(lsat6.people()).splitlines())
    assert json.loads(run(bare, json=True)) == {**with_names, "id_column": None}


def test_a_table_for_people(run):
    text = run(table(lsat6.people()))
    assert "α（内部一致性）  0.295" in text
    assert "2PL" in text and "-2466.653" in text


@pytest.mark.parametrize(("people", "model"), [(199, None), (200, "1PL"), (500, "2PL")])
def test_the_model_that_so_many_people_carry(run, people, model):
    rows = lsat6.people()[::2][:people]
    found = json.loads(run(table(rows), json=True))
    if model is None:
        assert found["irt"] is None
        assert found["irt_reason"]["code"] == "irt_too_few_people"
        assert "199" in found["irt_reason"]["message"] and "200" in found["irt_reason"]["message"]
    else:
        assert found["irt"]["model"] == model


def test_parts_have_figures_and_no_curves(run):
    rows = [[n % 2, (n % 3) / 2, n % 5 > 1] for n in range(240)]
    found = json.loads(run(table([[*map(float, row)] for row in rows]), json=True))
    assert found["irt"] is None and found["irt_reason"]["code"] == "irt_part_marks"
    assert found["items"][1]["facility"] == pytest.approx(0.5)


def test_few_and_equal_people(run):
    found = json.loads(run("q1,q2\n1,0\n1,0\n", json=True))
    assert [one["code"] for one in found["notices"]] == ["too_few_people", "zero_variance"]
    assert found["alpha"] is found["skewness"] is found["irt"] is None
    assert [one["code"] for one in found["items"][0]["notices"]] == ["zero_variance"]
    assert "不到 30 人" in run("q1,q2\n1,0\n1,0\n")


def test_every_fault_at_once(run):
    with pytest.raises(CommandError, match="第 2 行“q2”") as refused:
        run("id,q1,q2\na,1,x\nb,-3,0\n")
    assert "第 3 行“q1”" in str(refused.value)
    assert refused.value.returncode == 2


def test_faults_as_json(run, tmp_path, capsys):
    out = io.StringIO()
    (tmp_path / "r.csv").write_text("id,q1\na,x\n")
    with pytest.raises(CommandError):
        call_command("item_analysis", tmp_path / "r.csv", json=True, stdout=out)
    [problem] = json.loads(out.getvalue())["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("responses_not_a_mark", 2, "q1")


def test_no_file():
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("item_analysis", "/nowhere.csv")


@pytest.mark.parametrize("given", ["q1", "q1=x", "=3", "q1=0", "q1=inf"])
def test_full_marks_are_numbers(run, given):
    with pytest.raises(CommandError, match="--max"):
        run("q1\n1\n", max=[given])


def test_full_marks(run):
    found = json.loads(run("q1,q2\n3,1\n0,0\n", max=["q1=5"], json=True))
    assert found["items"][0]["facility"] == pytest.approx(0.3)
