"""Questions of one fact: one schedule that travels, a notebook for each, never two in a set."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating
from hypothesis import given
from hypothesis import strategies as st

from learning.domain.daily import Candidate, daily_set, one_of_each
from learning.domain.memory import Level, Memory, Review, last_of, replayed, replayed_siblings, reviewed
from learning.domain.rating import Rating

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOTEBOOK = ("wrong_at", "rights", "last_right", "misses")


def review(at: datetime, rating: int = 3) -> Review:
    return Review(at=at, rating=Rating(rating), is_right=rating > 1)


@st.composite
def logs(draw: st.DrawFn, siblings: int = 4) -> list[tuple[int, Review]]:
    """Answers to siblings in the order in which they were given; those of a paper at the same instant."""
    at, log = START, []
    for _each in range(draw(st.integers(0, 25))):
        at += timedelta(hours=draw(st.sampled_from([0, 1, 20, 30, 100, 900])))
        log.append((draw(st.integers(1, siblings)), review(at, draw(st.integers(1, 4)))))
    return log


def test_a_schedule_carried_over_siblings_is_what_the_library_makes_of_all_answers():
    dice = Random(20260302)
    library = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False)
    for number in range(100):
        at, log, card, lapses = START, [], Card(card_id=number, due=START), 0
        for nth in range(30):
            at += timedelta(minutes=dice.choice((3, 700, 1500, 9000, 40_000)))
            rating = dice.choice((1, 2, 3, 3, 3, 4))
            card, _said = library.review_card(card, FsrsRating(rating), at)
            lapses += nth > 0 and rating == 1
            log.append((dice.randrange(1, 5), review(at, rating)))
        memories = replayed_siblings(log)
        last = memories[log[-1][0]]
        assert (last.stability, last.difficulty, last.due) == (card.stability, card.difficulty, card.due)
        assert (last.reps, last.lapses, last.last_review) == (30, lapses, at)


@given(logs())
def test_only_the_sibling_that_was_answered_last_is_due(log):
    memories = replayed_siblings(log)
    assert set(memories) == {question for question, _review in log}
    assert [one for one, memory in memories.items() if memory.due] == ([log[-1][0]] if log else [])
    assert last_of(memories.values()) == (memories[log[-1][0]] if log else Memory())


@given(logs())
def test_the_schedule_is_that_of_one_question_and_the_notebook_each_ones_own(log):
    memories, as_one = replayed_siblings(log), replayed(one for _question, one in log)
    last = last_of(memories.values())
    for name in ("stability", "difficulty", "due", "last_review", "reps", "lapses", "level"):
        assert getattr(last, name) == getattr(as_one, name)
    for question, memory in memories.items():
        alone = replayed(one for asked, one in log if asked == question)
        assert all(getattr(memory, name) == getattr(alone, name) for name in NOTEBOOK)


@given(logs(siblings=1))
def test_a_question_without_siblings_is_as_ever(log):
    memory = replayed(one for _question, one in log)
    assert replayed_siblings(log) == ({1: memory} if log else {})


@given(logs())
def test_answer_by_answer_or_from_the_log_it_is_the_same(log):
    rows: dict[int, Memory] = {}
    for question, one in log:
        after = reviewed(rows.get(question, Memory()), one, last_of(rows.values()))
        rows = {each: Memory(**{**vars(row), "due": None}) for each, row in rows.items()} | {question: after}
    assert rows == replayed_siblings(log)


def test_another_key_of_one_voids_what_was_learned_by_the_old_one_and_no_more():
    days = [START + timedelta(days=day) for day in (0, 3, 6, 20)]
    anew = Review(at=days[3], rating=Rating.GOOD, is_right=True, is_anew=True)
    by_the_old = replayed_siblings([(1, review(days[0], 1)), (1, review(days[1])), (1, anew)])
    assert by_the_old[1] == replayed([anew])
    since = replayed_siblings(
        [(1, review(days[0], 1)), (2, review(days[1])), (2, review(days[2])), (1, anew)]
    )
    assert (since[1].reps, since[1].level, since[1].lapses) == (4, Level.FIRM, 0)
    assert (since[1].wrong_at, since[1].misses, since[2].due) == (None, 0, None)


def test_two_siblings_right_on_two_days_master_the_fact():
    log = [(1, review(START)), (2, review(START + timedelta(days=3)))]
    assert replayed_siblings(log)[2].level == Level.MASTERED
    missed = replayed_siblings([*log, (3, review(START + timedelta(days=4), 1))])
    assert missed[3].level == Level.FAMILIAR
    assert (missed[3].misses, missed[2].misses, missed[2].wrong_at) == (1, 0, None)


def test_a_schedule_without_a_due_date_still_goes_on():
    """As of a question that has left its fact."""
    memory = replayed([review(START)])
    left = Memory(**{**vars(memory), "due": None})
    later = review(START + timedelta(days=9))
    assert reviewed(left, later) == reviewed(memory, later)


def candidates(first: int) -> st.SearchStrategy[list[Candidate]]:
    facts = st.sampled_from(["", "a", "b", "c"])
    return st.lists(st.tuples(facts, st.floats(0, 1)), max_size=8).map(
        lambda found: [
            Candidate(question=first + n, topic="0101", type="single", fact=fact, recall=recall)
            for n, (fact, recall) in enumerate(found)
        ]
    )


@given(candidates(0), candidates(5), candidates(100))
def test_todays_set_never_holds_two_siblings(due, wrong, new):
    chosen = daily_set(due, wrong, new, seed="x")
    assert len({one.asks for one in chosen}) == len(chosen) <= 10
    assert one_of_each(chosen) == chosen
    everything = {one.asks for one in [*due, *wrong]}
    assert {one.asks for one in chosen} >= everything or len(chosen) == 10


@pytest.mark.parametrize("fact", ["", "7"])
def test_a_facts_code_is_no_questions_number(fact):
    pair = [Candidate(question=one, topic="", type="", fact=fact if one == 8 else "") for one in (7, 8)]
    assert one_of_each(pair) == pair
