"""The clock: windows, days, hours, deadlines, per-item sequences."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import (
    PastAttempt,
    accepts,
    attempt_deadline,
    item_ms,
    local_day,
    open_item,
    require_attempt_left,
    require_open,
    require_practice,
    sequence_end,
)

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai


def sheet(**parts):
    when = {"opens_at": "2026-11-02T08:00:00", "closes_at": "2026-11-08T22:00:00", **parts.pop("when", {})}
    return RuleSheet.load(
        {"title": "赛", "when": when, "paper": {"rows": [{"count": 10}]}, **parts},
    )


def refused(call, *arguments):
    with pytest.raises(RuleBroken) as error:
        call(*arguments)
    return error.value.code


def test_the_window_is_wall_clock_time_of_its_zone():
    rules = sheet()
    assert refused(require_open, rules, datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)) == "contest_not_open"
    require_open(rules, datetime(2026, 11, 2, 0, 0, tzinfo=UTC))
    assert refused(require_open, rules, datetime(2026, 11, 8, 14, 0, tzinfo=UTC)) == "contest_over"


def test_days_and_hours():
    rules = sheet(
        when={"weekdays": [1, 2], "daily_hours": {"start": "08:00", "end": "20:00"}},
    )
    require_open(rules, START)
    assert refused(require_open, rules, START + timedelta(hours=11)) == "contest_outside_hours"
    assert refused(require_open, rules, START + timedelta(days=2)) == "contest_not_today"


def test_the_day_turns_at_midnight_of_the_contests_zone():
    assert local_day(sheet(), datetime(2026, 11, 2, 15, 59, tzinfo=UTC)).day == 2
    assert local_day(sheet(), datetime(2026, 11, 2, 16, 0, tzinfo=UTC)).day == 3


def test_attempts_in_all_and_per_day():
    rules = sheet(when={"attempts": {"total": 3, "per_day": 1}})
    today = START.date()
    yesterday = today - timedelta(days=1)
    require_attempt_left(rules, [PastAttempt(day=yesterday, number=1)], today)
    assert (
        refused(require_attempt_left, rules, [PastAttempt(day=today, number=1)], today)
        == "attempts_spent_today"
    )
    spent = [PastAttempt(day=yesterday, number=n) for n in (1, 2, 3)]
    assert refused(require_attempt_left, rules, spent, today) == "attempts_spent"


@pytest.mark.parametrize(
    ("moment", "key"),
    [(START - timedelta(days=1), "before"), (START, "during"), (START + timedelta(days=10), "after")],
)
def test_practice_by_phase(moment, key):
    require_practice(sheet(when={"practice": {key: True}}), moment)
    assert refused(require_practice, sheet(), moment) == "no_practice_now"


@pytest.mark.parametrize(("percent", "minutes"), [(100, 20), (150, 30), (200, 40)])
def test_extra_time_stretches_the_limit(percent, minutes):
    rules = sheet(time={"paper_seconds": 1200})
    assert attempt_deadline(rules, START, percent) == START + timedelta(minutes=minutes)


def test_no_limit_ends_with_the_contest_or_the_days_hours():
    assert attempt_deadline(sheet(), START, 0) == datetime(2026, 11, 8, 14, 0, tzinfo=UTC)
    hours = sheet(when={"daily_hours": {"start": "08:00", "end": "20:00"}}, time={"paper_seconds": None})
    assert attempt_deadline(hours, START, 100) == datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def test_a_late_starter_ends_with_the_contest():
    late = datetime(2026, 11, 8, 13, 55, tzinfo=UTC)
    assert attempt_deadline(sheet(time={"paper_seconds": 1200}), late, 100) == late + timedelta(minutes=5)


def test_lateness_has_a_stated_grace():
    assert accepts(START, 3000, START + timedelta(seconds=3))
    assert not accepts(START, 3000, START + timedelta(seconds=3, microseconds=1))


def test_per_item_limits_scale_and_vanish():
    rules = sheet(time={"paper_seconds": None, "item_seconds": 30})
    assert item_ms(rules, 100) == 30_000
    assert item_ms(rules, 150) == 45_000
    assert item_ms(rules, 0) is None


def opened(last, seconds, size=10):
    return open_item(
        started_at=START, last=last, item_ms=30_000, size=size, now=START + timedelta(seconds=seconds)
    )


def test_items_open_one_after_the_other_whether_or_not_anybody_looks():
    assert opened(None, 0).position == 1
    assert opened(None, 29.9).position == 1
    assert opened(None, 30).position == 2
    assert opened(None, 100).position == 4
    assert opened(None, 300) is None


def test_an_answer_opens_the_next_at_once():
    item = opened((3, START + timedelta(seconds=70)), 71)
    assert item.position == 4
    assert item.opened_at == START + timedelta(seconds=70)
    assert item.closes_at == START + timedelta(seconds=100)


@given(st.integers(1, 10), st.floats(0, 400), st.floats(0, 400))
def test_the_sequence_never_goes_back_and_ends_when_it_says(position, answered_after, later):
    since = START + timedelta(seconds=answered_after)
    now = since + timedelta(seconds=later)
    item = open_item(started_at=START, last=(position, since), item_ms=30_000, size=10, now=now)
    end = sequence_end(started_at=START, last=(position, since), item_ms=30_000, size=10)
    assert (item is None) == (now >= end)
    if item is not None:
        assert item.position > position
        assert item.opened_at <= now < item.closes_at
