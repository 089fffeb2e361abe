"""Time that an outage took: in the sum, and where an item goes on."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.outages import lost, resumed
from quiz.domain.timing import Turns, open_item

START = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
SPAN = (START + timedelta(seconds=120), START + timedelta(seconds=420))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def turns(item_seconds: int = 60, *, ends: float = 1200, closed: tuple[int, datetime] = (0, START)) -> Turns:
    return Turns(size=10, item_ms=item_seconds * 1000, ends_at=at(ends), closed=closed)


def test_what_lies_in_an_outage_is_lost():
    assert lost([SPAN], at(0), at(600)) == timedelta(seconds=300)
    assert lost([SPAN], at(200), at(300)) == timedelta(seconds=100)
    assert lost([SPAN], at(420), at(600)) == timedelta()
    assert lost([SPAN, (at(500), at(560))], at(400), at(1000)) == timedelta(seconds=80)
    assert lost([], at(0), at(600)) == timedelta()


def test_the_open_item_goes_on_with_the_time_that_was_left():
    """The second item was answered at 100 s, the third had run for 20 s."""
    closed = resumed(turns(), (2, at(100)), SPAN)
    assert closed == (2, at(400))
    item = open_item(turns(closed=closed), (2, at(100)), now=at(430))
    assert item is not None
    assert (item.position, item.closes_at - at(420)) == (3, timedelta(seconds=40))


def test_whoever_answered_during_the_outage_has_the_next_item_whole():
    assert resumed(turns(), (3, at(200)), SPAN) == (3, at(420))


def test_whoever_has_answered_since_keeps_the_place():
    assert resumed(turns(), (4, at(450)), SPAN) == (4, at(450))


def test_whoever_started_during_the_outage_begins_after_it():
    assert resumed(turns(closed=(0, at(180))), None, SPAN) == (0, at(420))


@given(
    answered=st.integers(0, 9), answered_at=st.integers(0, 119), limit=st.sampled_from([0, 15, 60]),
)  # fmt: skip
def test_an_item_is_never_shorter_for_an_outage(answered, answered_at, limit):
    """What was left when it began is what is left when it is over."""
    last = (answered, at(answered_at)) if answered else None
    before = open_item(turns(limit, ends=9000), last, now=SPAN[0])
    closed = resumed(turns(limit, ends=9000), last, SPAN)
    after = open_item(turns(limit, ends=9300, closed=closed), last, now=SPAN[1])
    if before is None:
        assert after is None
        return
    assert after is not None and after.position == before.position
    if limit:
        assert after.closes_at - SPAN[1] == before.closes_at - SPAN[0]
