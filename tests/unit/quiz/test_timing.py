"""The clock: windows, days, hours, deadlines, per-item sequences."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import (
    PastAttempt,
    Turns,
    accepts,
    attempt_deadline,
    closed_at_change,
    item_ms,
    local_day,
    open_item,
    require_attempt_left,
    require_open,
    require_practice,
    seconds_left,
    sequence_end,
)
from tests.refusals import refused

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai


def sheet(**parts):
    when = {"opens_at": "2026-11-02T08:00:00", "closes_at": "2026-11-08T22:00:00", **parts.pop("when", {})}
    return RuleSheet.load(
        {"title": "赛", "when": when, "paper": {"rows": [{"count": 10}]}, **parts},
    )


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
    assert item_ms(rules, 0) == 0
    assert item_ms(sheet(), 100) is None


ENDS = START + timedelta(hours=1)


def at(seconds):
    return START + timedelta(seconds=seconds)


def in_turn(*, size=10, item_ms=30_000, ends_at=ENDS, closed=(0, START)):
    return Turns(size=size, item_ms=item_ms, ends_at=ends_at, closed=closed)


def opened(last, seconds, **turns):
    return open_item(in_turn(**turns), last, now=at(seconds))


def test_items_open_one_after_the_other_whether_or_not_anybody_looks():
    assert opened(None, 0).position == 1
    assert opened(None, 29.9).position == 1
    assert opened(None, 30).position == 2
    assert opened(None, 100).position == 4
    assert opened(None, 300) is None


def test_an_answer_opens_the_next_at_once():
    item = opened((3, at(70)), 71)
    assert item.position == 4
    assert item.opened_at == at(70)
    assert item.closes_at == at(100)


def test_no_item_is_open_longer_than_the_paper():
    item = opened(None, 95, ends_at=at(100))
    assert (item.position, item.opened_at, item.closes_at) == (4, at(90), at(100))
    assert opened(None, 120, ends_at=at(100)) is None
    assert sequence_end(in_turn(ends_at=at(100)), None) == at(100)


def test_without_a_limit_items_still_open_one_after_the_other():
    item = opened((3, at(70)), 3000, item_ms=0)
    assert (item.position, item.opened_at, item.closes_at) == (4, at(70), ENDS)
    assert sequence_end(in_turn(item_ms=0), (3, at(70))) == ENDS
    assert sequence_end(in_turn(item_ms=0), (10, at(70))) == at(70)


@given(st.integers(1, 10), st.floats(0, 400), st.floats(0, 400))
def test_the_sequence_never_goes_back_and_ends_when_it_says(position, answered_after, later):
    since = at(answered_after)
    now = since + timedelta(seconds=later)
    item = open_item(in_turn(), (position, since), now=now)
    assert (item is None) == (now >= sequence_end(in_turn(), (position, since)))
    if item is not None:
        assert item.position > position
        assert item.opened_at <= now < item.closes_at


# ── A limit that changes on the way ───────────────────────────────────────────


def changed(last, seconds, *, item_ms, **turns):
    before = in_turn(**turns)
    closed = closed_at_change(before, last, item_ms=item_ms, now=at(seconds))
    return in_turn(**{**turns, "item_ms": item_ms, "closed": closed})


def test_more_time_counts_from_the_item_that_is_open():
    after = changed(None, 100, item_ms=60_000)  # the fourth item, open since 90
    assert open_item(after, None, now=at(100)).position == 4
    assert open_item(after, None, now=at(100)).closes_at == at(150)
    assert open_item(after, None, now=at(150)).position == 5
    assert open_item(after, (4, at(110)), now=at(110)).closes_at == at(170)


def test_no_limit_from_the_open_item_on():
    after = changed((2, at(40)), 50, item_ms=0)
    assert open_item(after, (2, at(40)), now=at(3000)).position == 3


def test_less_time_ends_the_open_item_now_at_the_earliest():
    after = changed(None, 50, item_ms=20_000, size=3)  # the second item, open since 30
    assert open_item(after, None, now=at(50)).position == 3
    assert open_item(after, None, now=at(50)).closes_at == at(70)


def test_what_is_through_stays_so():
    after = changed(None, 310, item_ms=60_000)
    assert open_item(after, None, now=at(310)) is None
    assert sequence_end(after, None) == at(300)


def test_a_second_change_keeps_what_the_first_has_closed():
    first = changed(None, 100, item_ms=60_000)
    closed = closed_at_change(first, None, item_ms=90_000, now=at(160))  # the fifth, open since 150
    assert open_item(in_turn(item_ms=90_000, closed=closed), None, now=at(200)).position == 5


@given(
    st.none() | st.tuples(st.integers(1, 9), st.floats(0, 200)),
    st.floats(0, 400),
    st.sampled_from([0, 20_000, 45_000, 60_000]),
    st.floats(0, 900),
)
def test_a_change_opens_nothing_again(answer, after, new_ms, later):
    last = None if answer is None else (answer[0], at(answer[1]))
    change = (0 if answer is None else answer[1]) + after
    before = opened(last, change)
    item = open_item(changed(last, change, item_ms=new_ms), last, now=at(change + later))
    if before is None:
        assert item is None
    if item is not None:
        assert item.position >= before.position


# ── The time that is left, for the bonus ──────────────────────────────────────


@pytest.mark.parametrize(
    ("time", "elapsed_ms", "left"),
    [
        ({"paper_seconds": 1200}, 0, 1200),
        ({"paper_seconds": 1200}, 1, 1199),
        ({"paper_seconds": 1200}, 1_199_001, 0),
        ({"paper_seconds": 1200}, 1_500_000, 0),
        ({"paper_seconds": None, "item_seconds": 30}, 100_000, 200),
        ({"paper_seconds": 200, "item_seconds": 30}, 100_000, 100),
        ({"paper_seconds": None}, 0, 0),
    ],
)
def test_seconds_left_of_the_announced_time(time, elapsed_ms, left):
    assert seconds_left(sheet(time=time), 10, elapsed_ms) == left
