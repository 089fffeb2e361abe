"""A question whose key was corrected is learned anew; one whose words were mended is not."""

from datetime import timedelta

import pytest

from learning.domain.memory import Level
from learning.models import LearningSession, Memory
from learning.selectors.memories import memory_of
from learning.selectors.parameters import rated_histories
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item, begin_same
from tests.factories import make_question

from .answering import edited

pytestmark = pytest.mark.django_db


def answered(learner, revision, response, now) -> Memory:
    LearningSession.objects.filter(learner=learner, finished_at=None).update(finished_at=now)
    session = begin_same(learner, [revision.question_id], now=now)
    assert session
    answer_item(session, 1, response, shown_at=now - timedelta(seconds=20), now=now)
    return Memory.objects.get(question=revision.question_id)


@pytest.mark.parametrize(
    "type, key, then, is_anew",
    [
        ("single", [1], {"key": [2]}, True),
        ("single", [1], {"stem": "同一道题，换了说法（　　）"}, False),
        ("multi", [1, 2], {"key": [2, 1]}, False),
        ("multi", [1, 2], {"key": [1, 2, 3]}, True),
        ("blank", [["60", "六十"]], {"key": [["六十", "60", "60岁"]]}, False),
        ("blank", [["60"]], {"key": [["65"]]}, True),
    ],
)
def test_another_key_begins_anew(person, now, type, key, then, is_anew):
    learner = learner_for(person, None, now=now)
    first = make_question(now=now, type=type, key=key)
    wrong = {"blank": ["别的"]}.get(type, [4])
    before = answered(learner, first, wrong, now)
    assert before.wrong_at and before.reps == 1
    second = edited(first, now, **then)
    right = [one[0] for one in second.key] if type == "blank" else second.key
    later = now + timedelta(days=2)
    after = answered(learner, second, right, later)
    assert after.reps == (1 if is_anew else 2) and bool(after.wrong_at) is not is_anew
    made = memory_of(after)
    Memory.objects.all().delete()
    assert rebuild_memories(learner) == 1
    assert memory_of(Memory.objects.get()) == made
    again = answered(learner, second, right, later + timedelta(days=9))
    assert again.reps == after.reps + 1
    lengths = [len(history.answers) for history in rated_histories()]
    assert lengths == ([1, 2] if is_anew else [3])


def test_a_siblings_corrected_key_ends_the_history_of_the_fact(person, now):
    learner = learner_for(person, None, now=now)
    first, sibling = (make_question(now=now, fact="0101-a", key=[1]) for _each in range(2))
    for number, (revision, response) in enumerate([(first, [1]), (sibling, [1]), (first, [1])]):
        answered(learner, revision, response, now + timedelta(days=number))
    second = edited(first, now, key=[2])
    for number in (3, 4):
        answered(learner, second, [2], now + timedelta(days=number))
    memory = learner.memories.get(question=first.question)
    assert [len(history.answers) for history in rated_histories()] == [3, 2] and memory.reps == 2


def test_another_key_leaves_what_a_sibling_has_shown_since(person, now):
    learner = learner_for(person, None, now=now)
    first, other = (make_question(now=now, fact="0101-a") for _each in range(2))
    answered(learner, first, [4], now)
    for days in (1, 5):
        answered(learner, other, [1], now + timedelta(days=days))
    second = edited(first, now + timedelta(days=6), key=[2])
    after = answered(learner, second, [2], now + timedelta(days=20))
    assert (after.reps, after.level, after.wrong_at) == (4, Level.FIRM, None)
    assert [len(history.answers) for history in rated_histories()] == [4]
    assert rebuild_memories(learner) == 0
