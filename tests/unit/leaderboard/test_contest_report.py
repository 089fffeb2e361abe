"""The report about a contest as text and tables: figures with their divisors, nothing invented."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.contest_facts import ContestFacts, GainFacts, Group, Handing, Missed, Prize, Score
from leaderboard.domain.contest_report import contest_report, pass_words, withheld
from leaderboard.domain.report import PASS_RATE_IS, Table, numeral, of, one_decimal, runs, share, span_words
from quiz.domain.gain import Result, gain


def scores(*marks: float) -> tuple[Score, ...]:
    return tuple(Score(percent=mark, passed=mark >= 60) for mark in marks)


SCORES = scores(*[95] * 6, *[72] * 10, *[61] * 4, *[30] * 5)
FACTS = ContestFacts(
    title="世界水日竞赛",
    issuer="河东区科协",
    first=date(2026, 3, 22),
    last=date(2026, 3, 28),
    is_roster=True,
    entered=40,
    took_part=26,
    papers=31,
    pass_mark="满分的60%",
    scores=SCORES,
    groups=(
        Group(name="局机关", entered=20, took_part=13, scores=SCORES[:12]),
        Group(name="第三小学", entered=20, took_part=13, scores=SCORES[12:]),
    ),
    missed=(
        Missed(stem="光速？", facility=0.312, n=40, key="30万", explanation="真空中。", source="《物理》"),
    ),
    doubted=1,
    keys_are_out=True,
    has_awards=True,
    prizes=(Prize(name="一等奖", board="", names=("张*（局机关）", "李*（第三小学）")),),
    gain=None,
    today=date(2026, 4, 2),
)


def tables(facts: ContestFacts) -> dict[str, Table]:
    found = (one for one in contest_report(facts).blocks if isinstance(one, Table))
    return {one.caption.partition("　")[2]: one for one in found}


def test_figures_stand_with_what_they_are_divided_by():
    text = contest_report(FACTS).text
    assert "参与率65.0%（26÷40）" in text and "合格率80.0%（20÷25）" in text
    rows = {row[0]: row for row in tables(FACTS)["主要指标"].rows}
    assert rows["覆盖人数"][1] == "26人" and rows["覆盖人次"][1] == "31人次"
    assert rows["合格率（占应参与）"][1] == "50.0%" and "20÷40" in rows["合格率（占应参与）"][2]
    assert rows["优秀率"][1:] == ("24.0%", "85分及以上的人÷参与并已评分的人＝6÷25")
    assert rows["中位数"][1] == "72.0" and rows["最高分、最低分"][1] == "95.0、30.0"


def test_a_pass_rate_never_goes_without_its_sentence():
    """Wherever a pass rate is said, it is said what it is not; it is never called the survey's figure."""
    report = contest_report(FACTS)
    for block in report.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                assert "合格率" not in row[0] or PASS_RATE_IS in row[-1]
    for line in report.text.splitlines():
        assert "合格率" not in line or PASS_RATE_IS.removeprefix("此") in line, line
        assert "具备科学素质的比例" not in line or "不是公民具备科学素质的比例" in line


def test_what_is_missing_is_said_and_never_0():
    nothing = replace(FACTS, scores=(), groups=(), missed=None, prizes=None, took_part=0, papers=0)
    report = contest_report(nothing)
    assert "没有已评分的答卷，成绩指标从略。" in report.text
    assert "题目分析还没有算出" in report.text and "获奖名单尚未公布。" in report.text
    assert "平均" not in report.text and "合格率" not in report.text
    assert set(tables(nothing)) == {"主要指标"}
    assert "名单上没有人。" in contest_report(replace(nothing, entered=0)).text


def test_chapters_are_numbered_without_gaps():
    short = replace(FACTS, groups=FACTS.groups[:1], has_awards=False)
    titles = [block.text for block in contest_report(short).blocks if type(block).__name__ == "Heading"]
    assert titles == ["一、活动概况", "二、主要指标", "三、成绩分布", "四、失分较多的题目"]


def test_few_people_are_not_shown_by_their_results():
    few = replace(FACTS, scores=SCORES[:9])
    assert "成绩指标和分布不列" in contest_report(few).text and "成绩分布" not in tables(few)
    assert {row[0] for row in tables(few)["主要指标"].rows} == {
        "应参与人数",
        "覆盖人数",
        "覆盖人次",
        "参与率",
    }
    groups = (
        Group(name="小单位", entered=5, took_part=4, scores=SCORES[:4]),
        Group(name="中单位", entered=12, took_part=12, scores=SCORES[:12]),
        Group(name="大单位", entered=30, took_part=25, scores=SCORES),
        Group(name="没人参与", entered=3, took_part=0),
    )
    rows = {row[0]: row for row in tables(replace(FACTS, groups=groups))["各单位参与情况"].rows}
    assert rows["小单位"] == ("小单位", "5", "4", "80.0%", "不列", "不列")
    assert rows["中单位"][4:] == ("不列", "不列"), "else the small one follows from the total"
    assert rows["大单位"][4:] == ("67.4", "80.0%")
    assert rows["没人参与"] == ("没人参与", "3", "0", "0.0%", "—", "—")


@given(st.lists(st.integers(0, 40), max_size=8))
def test_nobody_can_subtract_a_small_group(sizes):
    groups = [Group(name=str(n), entered=n, took_part=n, scores=scores(*[70.0] * n)) for n in sizes]
    hidden = withheld(groups)
    assert all(at in hidden for at, n in enumerate(sizes) if 0 < n < 10)
    if hidden and any(n for at, n in enumerate(sizes) if at not in hidden):
        assert sum(sizes[at] for at in hidden) >= 10 or len(hidden) > 1


def test_questions_come_with_their_explanations_where_they_are_released():
    [row] = tables(FACTS)["失分较多的题目"].rows
    assert row == ("1", "光速？", "31.2%", "答案：30万。真空中。（出处：《物理》）（40份答卷）")
    assert "另有1道题的答案存疑" in contest_report(FACTS).text
    kept = tables(replace(FACTS, keys_are_out=False))["失分较多的题目"]
    assert kept.rows == (("1", "光速？", "31.2%", "40份"),)


def test_winners_and_departments_that_won():
    prizes = (*FACTS.prizes, Prize(name="组织奖", board="单位榜", names=("局机关",)),
              Prize(name="幸运奖", board="", names=tuple("甲" * 70), is_drawn=True))  # fmt: skip
    text = contest_report(replace(FACTS, prizes=prizes)).text
    assert "一等奖2人：张*（局机关）、李*（第三小学）。" in text and "组织奖1个单位：局机关。" in text
    assert "幸运奖（抽奖）70人：" in text and "甲等。" in text
    assert "没有人符合获奖条件。" in contest_report(replace(FACTS, prizes=())).text


HANDING = (
    Handing(name="一等奖", counts={"taken": 2, "waived": 1, "handed_on": 1}),
    Handing(name="二等奖", counts={"taken": 3, "claimed": 1, "waiting": 2, "lapsed": 2}),
)


def test_what_became_of_the_prizes_stands_with_what_each_count_is():
    report = contest_report(replace(FACTS, handing=HANDING))
    table = tables(replace(FACTS, handing=HANDING))["领奖情况"]
    assert table.head == ("奖项", "名单", "领走", "已确认", "待领", "放弃", "逾期", "已递补")
    assert table.rows == (
        ("一等奖", "2", "2", "0", "0", "1", "0", "1"),
        ("二等奖", "8", "3", "1", "2", "0", "2", "0"),
        ("合计", "10", "5", "1", "2", "1", "2", "1"),
    )
    assert "截至2026年4月2日，名单上10个奖，领走50.0%（5÷10）" in report.text
    assert "放弃1个、逾期未领2个，其中1个已作递补处理" in report.text
    for word in table.head[1:]:
        assert f"{word}：" in report.text
    assert "名单＝领走＋已确认＋待领＋放弃＋逾期－已递补" in report.text


def test_nothing_is_said_of_claims_where_none_are_kept_and_one_prize_needs_no_sum():
    assert "领奖情况" not in tables(FACTS)
    assert len(tables(replace(FACTS, handing=HANDING[:1]))["领奖情况"].rows) == 1
    quiet = contest_report(replace(FACTS, handing=(Handing(name="奖", counts={"taken": 1}),))).text
    assert "公布以来没有人放弃，也没有逾期未领的。" in quiet


def test_gain_is_told_with_its_interval_or_not_compared():
    before = {n: Result(score=40 + n % 3 * 10, passed=n % 3 == 2) for n in range(30)}
    after = {n: Result(score=60 + n % 4 * 10, passed=True) for n in range(28)}
    found = GainFacts(before_title="前测", gain=gain(before, after))
    text = contest_report(replace(FACTS, gain=found)).text
    assert "前测为“前测”（30人），后测为本次（28人），两次都考的28人。" in text and "95%置信区间" in text
    assert "100.0%（28÷28）" in text
    few = GainFacts(before_title="前测", gain=gain(before, {1: after[1]}))
    assert "不作比较" in contest_report(replace(FACTS, gain=few)).text


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 3, "33.3%"), (1, 16, "6.3%"), (0, 5, "0.0%"), (3, 3, "100.0%"), (0, 0, "—")],
)
def test_shares_round_half_up(part, whole, said):
    assert share(part, whole) == said


@given(st.sets(st.integers(1, 60)))
def test_runs_hold_the_same_numbers(numbers):
    found = runs(numbers)
    assert {one for first, last in found for one in range(first, last + 1)} == numbers
    assert all(second[0] > first[1] + 1 for first, second in pairwise(found))


def test_words():
    assert of(1, 2) == "50.0%（1÷2）"
    assert [numeral(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
    assert span_words(date(2026, 3, 1), date(2026, 3, 1)) == "2026年3月1日"
    assert span_words(date(2026, 3, 1), date(2026, 4, 2)) == "2026年3月1日至4月2日"
    assert span_words(date(2026, 12, 31), date(2027, 1, 2)) == "2026年12月31日至2027年1月2日"
    assert [one_decimal(value) for value in (0.25, -0.01, -1.25, 82)] == ["0.3", "0.0", "-1.3", "82.0"]
    assert pass_words(None, 60) == "满分的60%" and pass_words(12.5, 60) == "12.5分"
