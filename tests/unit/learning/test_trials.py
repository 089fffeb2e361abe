"""Rules of exams and runs without a database: what is drawn from, when time is up, what was reached."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from learning.domain import exams, runs
from learning.domain.exams import FORMS, ExamItem, exam_rows, reached

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def items(count: int, area: str = "01") -> list[ExamItem]:
    return [
        ExamItem(revision_id=int(area) * 1000 + n, type="single", topic=f"{area}01", asks=n)
        for n in range(count)
    ]


def test_a_form_takes_what_it_asks_for_or_what_there_is():
    (row,) = exam_rows(FORMS["short"], items(30))
    assert (row.count, len(row.items), row.points) == (20, 30, {"single": 500})
    (row,) = exam_rows(FORMS["long"], items(7))
    assert row.count == 7


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_a_wide_one_asks_no_area_for_more_than_its_share(sizes: list[int]):
    found = [one for area, size in enumerate(sizes, start=1) for one in items(size, f"{area:02}")]
    areas = [size for size in sizes if size]
    share = 50 // len(areas) if areas else 0
    wanted = [min(share, size) for size in areas]
    if sum(wanted) < exams.LEAST:
        with pytest.raises(RuleBroken, match="exam_too_few"):
            exam_rows(FORMS["wide"], found)
    else:
        assert [row.count for row in exam_rows(FORMS["wide"], found)] == wanted


def test_an_exam_is_over_after_its_grace_and_never_without_a_limit():
    assert not exams.is_over(NOW, NOW + 3 * SECOND) and exams.is_over(NOW, NOW + 4 * SECOND)
    assert not exams.is_over(None, NOW + timedelta(days=999))


@given(st.lists(st.booleans(), max_size=50))
def test_what_was_reached(answered: list[bool]):
    assert reached(answered, by_hand=True) == len(answered)
    far = reached(answered, by_hand=False)
    assert not any(answered[far:]) and (far == 0 or answered[far - 1])


def test_a_question_of_a_run_waits_for_45_seconds_and_3():
    deadline = runs.waits_until(NOW)
    assert deadline == NOW + 45 * SECOND and runs.opened_at(deadline) == NOW
    assert not runs.is_late(deadline, NOW + 48 * SECOND) and runs.is_late(deadline, NOW + 49 * SECOND)
