from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from hypothesis import given, settings

from quiz.domain.rulesheet import RuleSheet
from quiz.selectors.seeds import SeedNotice
from quiz.web.announcement import announcement
from quiz.web.forms.sheet_shape import leaf_paths

from .sheet_strategies import changed, sheet_with, sheets


def text_of(sheet: RuleSheet, language: str = "zh-hans") -> str:
    return "\n".join(line for part in announcement(sheet, language) for line in (part.title, *part.lines))


# A sheet in which every rule is at work, so that each of them can be seen to change the text.
RICH: dict[str, Any] = changed(
    {
        "host": "科协",
        "introduction": "说明",
        "who": {
            "departments": ["一局"],
            "groups": {"by": "chosen", "names": ["甲", "乙"]},
            "exclusions": {"departments": ["办公室"], "people": ["1"], "reason": "命题"},
        },
        "when.attempts": {"total": 5, "per_day": 2},
        "when.daily_hours": {"start": "09:00", "end": "18:00"},
        "paper.rows": [{"count": 5, "types": ["single"]}, {"count": 5, "points": 3}],
        "time.item_seconds": 60,
        "points.speed_bonus": {"per_second": 0.1, "most": 5},
        "rank.groups_apart": True,
        "organisations": [{"name": "单位榜", "metrics": [{"metric": "participation", "weight": 100}]}],
        "awards": [
            {"name": "一等奖", "quota": 3},
            {"name": "参与奖", "by": "lottery", "quota": 9, "cascade": [30]},
        ],
        "publication": {"board": {"visibility": "frozen", "frozen_from": "2026-09-04 12:00"}},
    }
)
# Generic path → (path in RICH, another value).
CHANGES: dict[str, tuple[str, Any]] = {
    "host": ("host", "别处"),
    "introduction": ("introduction", "别的"),
    "who.admission": ("who.admission", "open"),
    "who.departments": ("who.departments", ["二局"]),
    "who.include_subtree": ("who.include_subtree", False),
    "who.groups.by": ("who.groups", {"by": "age_band", "names": ["youth"]}),
    "who.groups.names": ("who.groups.names", ["甲", "丙"]),
    "who.exclusions.organizers": ("who.exclusions.organizers", True),
    "who.exclusions.departments": ("who.exclusions.departments", ["别科"]),
    "who.exclusions.people": ("who.exclusions.people", ["1", "2"]),
    "who.exclusions.reason": ("who.exclusions.reason", "别的"),
    "who.paper_entries": ("who.paper_entries", True),
    "when.opens_at": ("when.opens_at", "2026-09-01 09:01"),
    "when.closes_at": ("when.closes_at", "2026-09-05 18:01"),
    "when.time_zone": ("when.time_zone", "UTC"),
    "when.daily_hours.start": ("when.daily_hours.start", "08:00"),
    "when.daily_hours.end": ("when.daily_hours.end", "19:00"),
    "when.weekdays": ("when.weekdays", [1, 2]),
    "when.attempts.total": ("when.attempts.total", None),
    "when.attempts.per_day": ("when.attempts.per_day", None),
    "when.practice.before": ("when.practice.before", True),
    "when.practice.during": ("when.practice.during", True),
    "when.practice.after": ("when.practice.after", True),
    "when.gate": ("when.gate", 3),
    "paper.mode": ("paper", {"mode": "fixed", "questions": ["a"]}),
    "paper.rows.count": ("paper.rows.0.count", 6),
    "paper.rows.bank": ("paper.rows.0.bank", "专业"),
    "paper.rows.topics": ("paper.rows.0.topics", ["01"]),
    "paper.rows.types": ("paper.rows.0.types", ["judge"]),
    "paper.rows.difficulty.0": ("paper.rows.0.difficulty", [2, 5]),
    "paper.rows.difficulty.1": ("paper.rows.0.difficulty", [1, 4]),
    "paper.rows.audience": ("paper.rows.0.audience", ["elder"]),
    "paper.rows.points": ("paper.rows.1.points", 4),
    "paper.rows.groups": ("paper.rows.0.groups", ["甲"]),
    "paper.draw": ("paper.draw", "per_day"),
    "paper.difficulty_band": ("paper.difficulty_band", 1.5),
    "paper.order": ("paper.order", "shuffled"),
    "paper.shuffle_options": ("paper.shuffle_options", False),
    "time.paper_seconds": ("time.paper_seconds", 601),
    "time.item_seconds": ("time.item_seconds", None),
    "time.grace_seconds": ("time.grace_seconds", 0),
    "time.extra_percent": ("time.extra_percent", [150]),
    "points.per_type.single": ("points.per_type.single", 4),
    "points.multi": ("points.multi", "half"),
    "points.penalty": ("points.penalty", 1),
    "points.speed_bonus.per_second": ("points.speed_bonus.per_second", 0.2),
    "points.speed_bonus.most": ("points.speed_bonus.most", 6),
    "points.pass_mark": ("points.pass_mark", 20),
    "points.excellent_mark": ("points.excellent_mark", 30),
    "counts": ("counts", "last"),
    "rank.keys": ("rank.keys", ["points", "handed_in"]),
    "rank.groups_apart": ("rank.groups_apart", False),
    "rank.min_points": ("rank.min_points", 1),
    "rank.min_attempts": ("rank.min_attempts", 2),
    "organisations.name": ("organisations.0.name", "别榜"),
    "organisations.kinds": ("organisations.0.kinds", ["机关"]),
    "organisations.combine": ("organisations.0.combine", "rank_sum"),
    "organisations.metrics.metric": ("organisations.0.metrics.0.metric", "average"),
    "organisations.metrics.weight": ("organisations.0.metrics.0.weight", 90),
    "organisations.metrics.relative": ("organisations.0.metrics.0.relative", "best"),
    "organisations.min_headcount": ("organisations.0.min_headcount", 5),
    "organisations.ties": ("organisations.0.ties", "participants"),
    "awards.name": ("awards.0.name", "特等奖"),
    "awards.by": ("awards.0.by", "lottery"),
    "awards.board": ("awards.0.board", "单位榜"),
    "awards.group": ("awards.0.group", "甲"),
    "awards.quota": ("awards.0.quota", 4),
    "awards.per_department": ("awards.0.per_department", True),
    "awards.min_points": ("awards.0.min_points", 9),
    "awards.tie": ("awards.0.tie", "later_key"),
    "awards.cascade": ("awards.1.cascade", [20]),
    "awards.reserves": ("awards.1.reserves", 2),
    "awards.claim_days": ("awards.1.claim_days", 7),
    "publication.scores": ("publication.scores", "never"),
    "publication.keys": ("publication.keys", "never"),
    "publication.board.visibility": ("publication.board.visibility", "hidden"),
    "publication.board.frozen_from": ("publication.board.frozen_from", "2026-09-04 13:00"),
    "publication.names": ("publication.names", "full"),
    "publication.show_best": ("publication.show_best", True),
    "publication.objections.days": ("publication.objections", {"days": 5}),
}
# Shown elsewhere (the titles are the page's heading), or kept secret until the close: who knows the seed
# and the pool can draw the paper.
UNSAID = {"title", "title_en", "paper.seed"}
ELSEWHERE = {
    "awards.kinds": (
        {"awards": [{"name": "一等奖", "quota": 3, "per_department": True}]},
        "awards.0.kinds",
        ["乡镇"],
    ),
    "who.fields": ({"who.admission": "open"}, "who.fields", ["name"]),
    "paper.questions": ({"paper": {"mode": "fixed", "questions": ["a"]}}, "paper.questions", ["a", "b"]),
    "points.per_type.multi": ({}, "points.per_type.multi", 6),
    "points.per_type.judge": ({}, "points.per_type.judge", 6),
    "points.per_type.blank": ({}, "points.per_type.blank", 6),
}


def test_every_field_is_looked_at() -> None:
    assert set(leaf_paths()) == {*CHANGES, *UNSAID, *ELSEWHERE}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_rule_changes_the_text(name: str) -> None:
    path, value = CHANGES[name]
    assert text_of(sheet_with({path: value}, RICH)) != text_of(sheet_with({}, RICH))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_rule_that_needs_other_surroundings_changes_the_text(name: str) -> None:
    around, path, value = ELSEWHERE[name]
    mixed = changed({"paper.rows": [{"count": 5}], **around})
    assert text_of(sheet_with({path: value}, mixed)) != text_of(sheet_with({}, mixed))


def test_the_seed_is_not_told() -> None:
    assert "geheim" not in text_of(sheet_with({"paper.seed": "geheim"}))


def test_the_seeds_digest_is_told_before_the_close_and_the_seed_after() -> None:
    def lines(notice: SeedNotice, **changes: object) -> str:
        return "\n".join(
            line for part in announcement(sheet_with(changes), seed=notice) for line in part.lines
        )

    before = lines(SeedNotice(digest="d" * 64))
    assert "d" * 64 in before and "结束后公布种子" in before
    after = lines(SeedNotice(digest="d" * 64, seed="geheim"))
    assert "geheim" in after and "d" * 64 in after
    fixed = {"paper": {"mode": "fixed", "questions": ["a"], "shuffle_options": False}}
    assert "d" * 64 not in lines(SeedNotice(digest="d" * 64), **fixed)


def test_papers_by_group_name_their_size_where_it_is_one() -> None:
    rows = [{"count": 5, "groups": ["甲"]}, {"count": 7, "groups": ["乙"]}]
    groups = {"who.groups": {"by": "chosen", "names": ["甲", "乙"]}}
    text = text_of(sheet_with({**groups, "paper": {"rows": rows}}))
    assert "各组题数不同" in text and "各题型7题，只限乙。" in text
    same = [{**row, "count": 6} for row in rows]
    assert "每份答卷6道题" in text_of(sheet_with({**groups, "paper": {"rows": same}}))


def test_an_announcement_reads_as_an_office_writes_it() -> None:
    sheet = sheet_with(
        {
            "points": {"multi": "half", "pass_mark": 60, "penalty": 2.5},
            "paper.rows": [{"count": 10, "types": ["single"]}, {"count": 10, "types": ["multi"]}],
            "awards": [{"name": "一等奖", "quota": 3}],
        }
    )
    parts = {part.title: part.lines for part in announcement(sheet)}
    assert parts["时间和次数"] == [
        "2026年9月1日 周二 09:00开始，2026年9月5日 周六 18:00结束。",
        "每人可以答1次。",
    ]
    assert "单选题10题。" in parts["答题办法"]
    assert "全卷限时30分钟，从开始答题时算起。" in parts["答题办法"]
    assert parts["计分办法"] == [
        "每题分值：单选题5分、多选题5分。",
        "满分100分。",
        "多选题：全对得满分，少选且无错选得一半。",
        "答错一题扣2.5分，不答不扣；全卷最低0分。",
        "60分及以上为合格。",
    ]
    assert parts["奖项设置"][0] == "一等奖：按名次取3名；末位并列的都得奖。"
    assert "单位排名" not in parts


def test_the_template_prints_every_line() -> None:
    parts = announcement(sheet_with({"host": "<b>局</b>"}))
    page = render_to_string("quiz/_rules_text.html", {"announcement": parts})
    assert "&lt;b&gt;局&lt;/b&gt;" in page and "<h3>参赛对象</h3>" in page
    assert page.count("<li>") + page.count("<p>") == sum(len(part.lines) for part in parts)


def test_topics_are_named_where_their_names_are_known() -> None:
    sheet = sheet_with({"paper.rows.0.topics": ["0101"]})
    lines = [line for part in announcement(sheet, topic_names={"0101": "合理膳食"}) for line in part.lines]
    assert "单选题20题，范围：合理膳食。" in lines


def test_english_rules_are_sentences() -> None:
    lines = [line for part in announcement(sheet_with({}), "en") for line in part.lines]
    assert any(line.startswith("Places are decided in this order: higher points, ") for line in lines)
    assert any(line.startswith("Points per question: single choice ") for line in lines)
    assert not any("  " in line or line.endswith(("。", " .")) for line in lines)


@given(sheets)
@settings(max_examples=60)
def test_any_sheet_can_be_announced_in_both_languages(sheet: RuleSheet) -> None:
    before = get_language()
    for language in ("zh-hans", "en"):
        for part in announcement(sheet, language):
            assert part.title and part.lines and all(line and "%(" not in line for line in part.lines)
    assert get_language() == before


def test_the_line_behind_a_tie_is_announced_as_it_is_decided():
    tier = {"name": "一等奖", "quota": 3, "reserves": 2}
    by_lot = text_of(sheet_with({"awards": [{**tier, "tie": "draw"}]}))
    assert "末位并列的，抽签决定；另设递补2名，抽过签的并列者按抽签先后。" in by_lot
    assert "另设递补2名。" in text_of(sheet_with({"awards": [tier]}))
