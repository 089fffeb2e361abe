"""Made-up results for the domain's promises: few distinct values, so that ties are common."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from leaderboard.domain.ranking import FULL_CHAIN
from leaderboard.domain.results import Result, Standing

DAY = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
GROUPS = ("youth", "adult")
chains = st.lists(st.sampled_from(FULL_CHAIN), unique=True, min_size=1, max_size=6).map(tuple)
instants = st.integers(0, 5).map(lambda n: DAY + timedelta(microseconds=n))
few = st.integers(0, 3)


@st.composite
def standings_of(draw, max_size=12):
    people = draw(st.lists(st.integers(1, 99), unique=True, max_size=max_size))
    return [draw(standing(person)) for person in people]


@st.composite
def standing(draw, person):
    return Standing(
        person=person,
        group=draw(st.sampled_from(GROUPS)),
        department=draw(st.integers(1, 4)),
        points=draw(few) * 500,
        right=draw(few),
        elapsed_ms=draw(few),
        attempts=draw(st.integers(1, 3)),
        started_at=draw(instants),
        handed_in_at=draw(instants),
    )


@st.composite
def tries_of(draw, person=1):
    count = draw(st.integers(1, 5))
    return [
        Result(
            person=person,
            points=draw(few) * 100,
            right=draw(few),
            elapsed_ms=draw(few),
            started_at=draw(instants),
            handed_in_at=draw(instants),
            number=number,
        )
        for number in range(1, count + 1)
    ]


@st.composite
def contests(draw):
    """Results of several people, each with a group and a department of their own."""
    people = draw(st.lists(st.integers(1, 30), unique=True, max_size=10))
    results = []
    for person in people:
        group, department = draw(st.sampled_from(GROUPS)), draw(st.integers(1, 4))
        for result in draw(tries_of(person)):
            results.append(_moved(result, group, department))
    return results


def _moved(result, group, department):
    from dataclasses import replace

    return replace(result, group=group, department=department)
