from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.messages import explain
from quiz.domain.contradictions import Known, blocking, contradictions
from quiz.domain.rulesheet import RuleSheet, When
from quiz.domain.sheet_extent import full_mark, most_attempts, open_days, open_stretches, paper_seconds

from .sheet_strategies import PLAIN, sheet_with, sheets, whens

OPEN = {"who.admission": "open"}
AGES = {"who.groups.by": "age_band", "rank.groups_apart": True}
PARTICIPATION = {"metric": "participation", "weight": 60}
BOARD = {"name": "单位榜", "metrics": [{**PARTICIPATION, "weight": 100}]}


def found(changes: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    problems = contradictions(sheet_with(changes), **more)
    for problem in problems:
        assert explain(problem) not in ("", problem.code)
    return {(problem.code, problem.path) for problem in problems}


def test_a_plain_sheet_contradicts_nothing() -> None:
    assert found({}, pool=[range(100)], now=datetime(2026, 8, 1, tzinfo=UTC)) == set()


def tier(**values: Any) -> dict[str, Any]:
    return {"name": "一等奖", "quota": 3, **values}


def board(*metrics: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"name": "单位榜", "metrics": list(metrics), **values}


def hours(start: str, end: str) -> dict[str, Any]:
    return {"start": start, "end": end}


SUM_OF_RANKS = {**BOARD, "combine": "rank_sum"}
HIDDEN = {"visibility": "hidden"}
FAULTS: list[tuple[dict[str, Any], str, str]] = [
    # who
    ({"who.groups.names": ["甲"]}, "sheet_groups_without_way", "who.groups.by"),
    ({"who.groups": {"by": "chosen", "names": ["甲"]}}, "sheet_too_few_groups", "who.groups.names"),
    ({"who.groups": {"by": "chosen", "names": ["甲", "乙", "甲"]}}, "sheet_twice", "who.groups.names.2"),
    ({"who.groups": {"by": "age_band", "names": ["x"]}}, "sheet_unknown_group_code", "who.groups.names.0"),
    ({**OPEN, "who.fields": ["department"]}, "sheet_open_needs_name_or_phone", "who.fields"),
    ({**OPEN, **AGES}, "sheet_open_needs_group_field", "who.fields"),
    ({**OPEN, "organisations": [BOARD]}, "sheet_open_needs_department_field", "who.fields"),
    ({**OPEN, "publication.names": "full"}, "sheet_full_names_of_public", "publication.names"),
    ({"who.exclusions.people": ["1"]}, "sheet_exclusion_needs_reason", "who.exclusions.reason"),
    ({"who.exclusions.organizers": True}, "sheet_exclusion_needs_reason", "who.exclusions.reason"),
    ({"who.paper_entries": True}, "sheet_paper_without_seconds", "rank.keys.1"),
    (
        {
            "who.paper_entries": True,
            "rank.keys": ["points"],
            "points.speed_bonus": {"per_second": 1, "most": 5},
        },
        "sheet_paper_without_seconds",
        "points.speed_bonus.per_second",
    ),
    (
        {"who.paper_entries": True, "rank.keys": ["points"], "publication.keys": "after_hand_in"},
        "sheet_keys_leak_paper",
        "publication.keys",
    ),
    # when
    ({"when.closes_at": "2026-09-01 09:00"}, "sheet_window_reversed", "when.closes_at"),
    ({"when.closes_at": "2036-09-05 18:00"}, "sheet_window_too_long", "when.closes_at"),
    ({"when.closes_at": "2026-09-01 09:29"}, "sheet_window_too_short", "when.closes_at"),
    (
        {"when.daily_hours": {"start": "18:00", "end": "09:00"}},
        "sheet_hours_reversed",
        "when.daily_hours.end",
    ),
    (
        {"when.daily_hours": {"start": "09:00", "end": "09:20"}},
        "sheet_hours_too_short",
        "when.daily_hours.end",
    ),
    ({"when.weekdays": []}, "sheet_no_weekdays", "when.weekdays"),
    ({"when.weekdays": [7]}, "sheet_never_open", "when.weekdays"),
    (
        {"when.closes_at": "2026-09-01 12:00", "when.daily_hours": {"start": "13:00", "end": "18:00"}},
        "sheet_never_open",
        "when.daily_hours",
    ),
    (
        {"when.closes_at": "2026-09-01 13:10", "when.daily_hours": {"start": "13:00", "end": "18:00"}},
        "sheet_never_long_enough",
        "when.closes_at",
    ),
    ({"when.attempts": {"total": 2, "per_day": 3}}, "sheet_per_day_above_total", "when.attempts.per_day"),
    ({"when.attempts": {"total": 9, "per_day": 1}}, "sheet_attempts_out_of_reach", "when.attempts.total"),
    ({"when.attempts.total": None, "counts": "sum"}, "sheet_sum_without_limit", "when.attempts.total"),
    # paper
    ({"paper.questions": ["a"]}, "sheet_questions_beside_blueprint", "paper.questions"),
    ({"paper.mode": "fixed"}, "sheet_rows_beside_questions", "paper.rows"),
    ({"paper": {"mode": "fixed"}}, "sheet_no_questions", "paper.questions"),
    ({"paper": {"mode": "fixed", "questions": ["a", "a"]}}, "sheet_twice", "paper.questions.1"),
    ({"paper": {}}, "sheet_no_rows", "paper.rows"),
    ({"paper.rows.0.difficulty": [4, 2]}, "sheet_difficulty_reversed", "paper.rows.0.difficulty"),
    ({"paper.rows.0.groups": ["甲"]}, "sheet_unknown_group", "paper.rows.0.groups.0"),
    (
        {
            "who.groups": {"by": "chosen", "names": ["甲", "乙"]},
            "paper.rows": [{"count": 20, "types": ["single"], "groups": ["甲"]}],
        },
        "sheet_group_without_rows",
        "paper.rows",
    ),
    ({"paper.seed": "fifteen letters"}, "sheet_seed_guessable", "paper.seed"),
    (
        {"paper": {"mode": "fixed", "questions": ["a"], "difficulty_band": 2}},
        "sheet_band_on_fixed_paper",
        "paper.difficulty_band",
    ),
    ({"time.paper_seconds": 60}, "sheet_time_very_short", "time.paper_seconds"),
    ({"time.item_seconds": 10}, "sheet_paper_limit_idle", "time.paper_seconds"),
    ({"points.pass_mark": 101}, "sheet_mark_above_full", "points.pass_mark"),
    ({"points.excellent_mark": 101}, "sheet_mark_above_full", "points.excellent_mark"),
    (
        {"points.pass_mark": 80, "points.excellent_mark": 60},
        "sheet_pass_above_excellent",
        "points.excellent_mark",
    ),
    ({"paper.rows.0.types": [], "points.per_type.multi": 6}, "sheet_uneven_papers", "paper.rows"),
    ({"points.penalty": 6}, "sheet_penalty_above_points", "points.penalty"),
    ({"points.penalty": 2, "paper.rows.0.points": 1}, "sheet_penalty_above_points", "points.penalty"),
    (
        {"points.speed_bonus": {"per_second": 1, "most": 5}, "time.paper_seconds": None},
        "sheet_bonus_without_limit",
        "points.speed_bonus.per_second",
    ),
    (
        {"points.speed_bonus": {"per_second": 9, "most": 5}},
        "sheet_bonus_above_most",
        "points.speed_bonus.most",
    ),
    # ranking and boards
    ({"rank.keys": []}, "sheet_no_rank_keys", "rank.keys"),
    ({"rank.keys": ["elapsed", "points"]}, "sheet_rank_starts_oddly", "rank.keys.0"),
    ({"rank.keys": ["points", "points"]}, "sheet_twice", "rank.keys.1"),
    ({"rank.groups_apart": True}, "sheet_apart_without_groups", "rank.groups_apart"),
    ({"rank.min_points": 101}, "sheet_points_out_of_reach", "rank.min_points"),
    ({"rank.min_attempts": 2}, "sheet_min_attempts_out_of_reach", "rank.min_attempts"),
    ({"organisations": [BOARD, BOARD]}, "sheet_twice", "organisations.1.name"),
    ({"organisations": [board()]}, "sheet_no_metrics", "organisations.0.metrics"),
    ({"organisations": [board(PARTICIPATION)]}, "sheet_weights_not_100", "organisations.0.metrics"),
    (
        {"organisations": [board(PARTICIPATION, {**PARTICIPATION, "weight": 40})]},
        "sheet_twice",
        "organisations.0.metrics.1.metric",
    ),
    (
        {**OPEN, "who.fields": ["name", "department"], "organisations": [BOARD]},
        "sheet_participation_needs_roster",
        "organisations.0.metrics.0.metric",
    ),
    ({"organisations": [board({"metric": "pass_rate"})]}, "sheet_rate_without_mark", "points.pass_mark"),
    (
        {"organisations": [board({"metric": "excellent_rate"})]},
        "sheet_rate_without_mark",
        "points.excellent_mark",
    ),
    (
        {"organisations": [board(PARTICIPATION, {"metric": "attempts", "weight": 40})]},
        "sheet_metric_needs_best",
        "organisations.0.metrics.1.relative",
    ),
    (
        {
            "organisations": [board(PARTICIPATION, {"metric": "average", "weight": 40})],
            "points.per_type.single": 4,
        },
        "sheet_metric_not_of_100",
        "organisations.0.metrics.1.relative",
    ),
    # awards
    ({"awards": [tier(), tier()]}, "sheet_twice", "awards.1.name"),
    ({"awards": [tier(quota=None)]}, "sheet_tier_needs_quota", "awards.0.quota"),
    ({"awards": [tier(by="threshold", quota=None)]}, "sheet_tier_needs_points", "awards.0.min_points"),
    ({"awards": [tier(by="threshold", min_points=60)]}, "sheet_threshold_with_quota", "awards.0.quota"),
    ({"awards": [tier(min_points=101)]}, "sheet_points_out_of_reach", "awards.0.min_points"),
    (
        {"awards": [tier(by="threshold", quota=None, min_points=90, cascade=[80])]},
        "sheet_cascade_on_threshold",
        "awards.0.cascade",
    ),
    ({"awards": [tier(cascade=[80])]}, "sheet_cascade_without_points", "awards.0.min_points"),
    (
        {"awards": [tier(by="lottery", min_points=80, cascade=[90])]},
        "sheet_cascade_not_falling",
        "awards.0.cascade",
    ),
    ({"awards": [tier(board="x")]}, "sheet_unknown_board", "awards.0.board"),
    (
        {
            "organisations": [{**BOARD, "combine": "rank_sum"}],
            "awards": [tier(board="单位榜", min_points=60)],
        },
        "sheet_points_of_rank_sum",
        "awards.0.min_points",
    ),
    (
        {**AGES, "organisations": [BOARD], "awards": [tier(board="单位榜", group="youth")]},
        "sheet_board_tier_with_group",
        "awards.0.group",
    ),
    (
        {"organisations": [BOARD], "awards": [tier(board="单位榜", by="lottery")]},
        "sheet_board_tier_by_lottery",
        "awards.0.by",
    ),
    ({**AGES, "awards": [tier(group="x")]}, "sheet_unknown_group", "awards.0.group"),
    (
        {"who.groups.by": "age_band", "awards": [tier(group="adult")]},
        "sheet_group_without_apart",
        "awards.0.group",
    ),
    (
        {"awards": [tier(name="a", by="threshold", min_points=80, quota=None), tier()]},
        "sheet_place_after_threshold",
        "awards.1.by",
    ),
    (
        {
            "awards": [
                tier(name="a", by="threshold", min_points=60, quota=None),
                tier(by="threshold", min_points=80, quota=None),
            ]
        },
        "sheet_tier_out_of_reach",
        "awards.1.min_points",
    ),
    ({"awards": [tier(name="a", by="lottery"), tier()]}, "sheet_award_after_lottery", "awards.1.by"),
    (
        {
            "awards": [
                tier(name="a", by="threshold", min_points=60, quota=None),
                tier(by="lottery", min_points=80),
            ]
        },
        "sheet_tier_out_of_reach",
        "awards.1.min_points",
    ),
    (
        {"awards": [tier(by="threshold", min_points=60, quota=None, reserves=1)]},
        "sheet_reserves_on_threshold",
        "awards.0.reserves",
    ),
    (
        {"awards": [tier(name="a", tie="draw"), tier(tie="later_key")]},
        "sheet_later_key_after_draw",
        "awards.1.tie",
    ),
    (
        {"organisations": [BOARD], "awards": [tier(board="单位榜", tie="draw")]},
        "sheet_board_tie_by_draw",
        "awards.0.tie",
    ),
    ({"awards": [tier(kinds=["乡镇"])]}, "sheet_kinds_unused", "awards.0.kinds"),
    (
        {"awards": [tier(by="lottery", per_department=True)]},
        "sheet_department_seats_by_place",
        "awards.0.per_department",
    ),
    (
        {"awards": [tier(name="a", tie="draw"), tier(per_department=True)]},
        "sheet_department_seats_and_draw",
        "awards.1.per_department",
    ),
    (
        {"rank.keys": ["right"], "awards": [tier(tie="draw")]},
        "sheet_tie_draw_needs_points",
        "awards.0.tie",
    ),
    # publication
    ({"publication.scores": "at_once"}, "sheet_at_once_needs_items", "publication.scores"),
    ({"publication.scores": "after_close"}, "sheet_board_shows_scores", "publication.board.visibility"),
    (
        {
            "publication": {
                "scores": "after_close",
                "keys": "after_hand_in",
                "board": {"visibility": "hidden"},
            }
        },
        "sheet_keys_before_scores",
        "publication.keys",
    ),
    (
        {"publication.keys": "after_hand_in", "paper.draw": "per_contest"},
        "sheet_keys_leak_paper",
        "publication.keys",
    ),
    (
        {"publication.keys": "after_hand_in", "paper.draw": "per_day"},
        "sheet_keys_leak_paper",
        "publication.keys",
    ),
    ({"publication.keys": "after_hand_in"}, "sheet_keys_leak_pool", "publication.keys"),
    (
        {"publication": {"scores": "at_once", "keys": "at_once"}},
        "sheet_at_once_needs_items",
        "publication.keys",
    ),
    ({"publication.board.visibility": "frozen"}, "sheet_frozen_needs_time", "publication.board.frozen_from"),
    (
        {"publication.board.frozen_from": "2026-09-05 12:00"},
        "sheet_frozen_time_unused",
        "publication.board.frozen_from",
    ),
    (
        {"publication.board": {"visibility": "frozen", "frozen_from": "2026-09-05 18:00"}},
        "sheet_frozen_outside",
        "publication.board.frozen_from",
    ),
    (
        {"paper": {"mode": "fixed", "questions": ["a"]}, "when.practice.before": True},
        "sheet_practice_shows_paper",
        "when.practice.before",
    ),
    (
        {"publication.keys": "after_hand_in", "when.practice.during": True},
        "sheet_practice_keys_wait",
        "when.practice.during",
    ),
]


@pytest.mark.parametrize(("changes", "code", "path"), FAULTS)
def test_a_contradiction_is_found_at_its_field(changes: dict[str, Any], code: str, path: str) -> None:
    assert (code, path) in found(changes)


def test_every_contradiction_at_once() -> None:
    changes = {
        "awards": [tier(quota=None), tier(board="x", name="b")],
        "rank.keys": [],
        "points.pass_mark": 500,
    }
    codes = {code for code, _path in found(changes)}
    assert {
        "sheet_tier_needs_quota",
        "sheet_unknown_board",
        "sheet_no_rank_keys",
        "sheet_mark_above_full",
    } <= codes


@pytest.mark.parametrize(
    ("pool", "code", "path"),
    [
        ([0], "sheet_pool_empty", "paper.rows.0.count"),
        ([19], "sheet_pool_too_small", "paper.rows.0.count"),
        ([range(19)], "sheet_pool_too_small", "paper.rows.0.count"),
        ([[7] * 30], "sheet_pool_too_small", "paper.rows.0.count"),
    ],
)
def test_a_pool_that_is_too_small(pool: list[Any], code: str, path: str) -> None:
    assert found({}, pool=pool) == {(code, path)}


def test_overlapping_rows_are_judged_together() -> None:
    rows = [{"count": 20, "types": ["single"]}, {"count": 20, "topics": ["01"], "types": ["single"]}]
    shared = list(range(30))
    assert found({"paper.rows": rows}, pool=[shared, shared]) == {
        ("sheet_rows_overlap", "paper.rows.1.count")
    }
    assert found({"paper.rows": rows}, pool=[shared, [*shared, *range(50, 60)]]) == set()
    # Only sizes say nothing about overlaps.
    assert found({"paper.rows": rows}, pool=[30, 30]) == set()


def test_keys_before_the_end_leak_a_paper_that_leaves_no_choice() -> None:
    changes = {"publication.keys": "after_hand_in"}
    assert found(changes, pool=[range(20)]) == {("sheet_keys_leak_paper", "publication.keys")}
    assert found(changes, pool=[range(80)]) == {("sheet_keys_leak_pool", "publication.keys")}


def test_practice_must_not_show_the_whole_paper() -> None:
    for name in ("before", "during"):
        path = f"when.practice.{name}"
        assert found({path: True}, pool=[range(20)]) == {("sheet_practice_shows_pool", path)}
        assert found({path: True}, pool=[range(21)]) == set()
    assert found({"when.practice.after": True}, pool=[range(20)]) == set()


def test_names_are_checked_where_they_are_known() -> None:
    known = Known(
        departments={"一科"}, people={"1001"}, banks={"main"}, topics={"01", "0101"}, gates={4},
        department_kinds={"机关"}, question_types={},
    )  # fmt: skip
    changes: dict[str, Any] = {
        "who.departments": ["一科", "二科"],
        "who.exclusions": {"departments": ["三科"], "people": ["9"], "reason": "x"},
        "when.gate": 5,
        "paper.rows": [{"count": 1, "bank": "x", "topics": ["01", "99"]}],
        "organisations": [{**BOARD, "kinds": ["学校"]}],
    }
    assert found(changes, known=known) == {
        ("sheet_unknown_department", "who.departments.1"),
        ("sheet_unknown_department", "who.exclusions.departments.0"),
        ("sheet_unknown_person", "who.exclusions.people.0"),
        ("sheet_gate_without_pass_mark", "when.gate"),
        ("sheet_unknown_bank", "paper.rows.0.bank"),
        ("sheet_unknown_topic", "paper.rows.0.topics.1"),
        ("sheet_unknown_kind", "organisations.0.kinds.0"),
    }
    assert found(changes) == set()


def test_unpublished_questions_of_a_fixed_paper() -> None:
    changes = {"paper": {"mode": "fixed", "questions": ["a", "b"]}}
    known = Known(question_types={"a": "single"})
    assert found(changes, known=known) == {("sheet_unknown_question", "paper.questions.1")}


def test_siblings_on_one_paper_are_a_warning() -> None:
    sheet = sheet_with({"paper": {"mode": "fixed", "questions": ["a", "b", "c", "d", "e"]}})
    facts = {"a": "x", "b": "y", "c": "x", "e": "x"}
    told = [one for one in contradictions(sheet, known=Known(facts=facts)) if one.code == "sheet_siblings"]
    assert [(one.path, one.values, one.is_warning) for one in told] == [
        ("paper.questions.2", {"name": "c", "other": "a"}, True),
        ("paper.questions.4", {"name": "e", "other": "a"}, True),
    ]
    assert ("sheet_siblings", "paper.questions.2") not in found({}, known=Known(facts=facts))


def test_a_window_that_is_over() -> None:
    now = datetime(2026, 9, 5, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
    assert found({}, now=now) == {("sheet_window_over", "when.closes_at")}


def test_sums_reach_higher_than_one_paper() -> None:
    summed = {"when.attempts": {"total": None, "per_day": 1}, "counts": "sum"}
    assert found({**summed, "rank.min_points": 500}) == set()
    assert found({**summed, "rank.min_points": 501}) == {("sheet_points_out_of_reach", "rank.min_points")}


def test_a_place_tier_of_each_group_needs_no_group() -> None:
    assert found({**AGES, "awards": [tier()]}) == set()


@given(sheets, st.lists(st.integers(0, 40), max_size=3))
@settings(max_examples=80)
def test_any_well_formed_sheet_can_be_judged(sheet: RuleSheet, sizes: list[int]) -> None:
    problems = contradictions(sheet, [range(size) for size in sizes], now=datetime(2026, 1, 1, tzinfo=UTC))
    assert blocking(problems) == [problem for problem in problems if not problem.is_warning]
    assert all(explain(problem) != problem.code for problem in problems)


@given(whens, st.integers(0, 23 * 86_400))
@settings(max_examples=60)
def test_open_days_are_the_days_with_an_open_stretch(when: When, seconds: int) -> None:
    when = when.model_copy(update={"closes_at": when.opens_at + timedelta(seconds=seconds)})
    sheet = sheet_with().model_copy(update={"when": when})
    days = set()
    for start, end in open_stretches(sheet):
        last = (end - timedelta(seconds=1)).date()
        days |= {start.date() + timedelta(days=n) for n in range((last - start.date()).days + 1)}
    assert open_days(sheet) == len(days)


def test_what_follows_from_a_sheet() -> None:
    sheet = sheet_with({"when.daily_hours": {"start": "09:00", "end": "17:00"}, "when.weekdays": [2, 3]})
    assert open_days(sheet) == 2 == len(open_stretches(sheet))
    assert (full_mark(sheet), paper_seconds(sheet), most_attempts(sheet)) == ((10000, 10000), 1800, 1)
    both = sheet_with({"time": {"paper_seconds": 600, "item_seconds": 20}})
    assert paper_seconds(both) == 400
    mixed = sheet_with({"paper.rows.0.types": [], "points.per_type.multi": 10})
    assert full_mark(mixed) == (10000, 20000)
    assert len(open_stretches(sheet_with())) == 1
    assert PLAIN["title"] == sheet.title
