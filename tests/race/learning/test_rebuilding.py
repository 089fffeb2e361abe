"""Memories made again from the log while their learner goes on answering: no answer is lost in them."""

from datetime import timedelta

import pytest

from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item
from tests.factories import make_question
from tests.race.together import errors, together
from tests.service.learning.answering import set_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("fact", ["", "0101-a"])
def test_answers_and_the_log_end_at_the_same_memories(person, now, fact):
    learner = learner_for(person, None, now=now)
    questions = [make_question(now=now, fact=fact).question_id for _each in range(4)]

    def answer(question: int, at) -> None:
        answer_item(set_of(learner, question, at), 1, [1], shown_at=at - timedelta(seconds=20), now=at)

    for days in range(0, 40, 4):
        at = now + timedelta(days=days)
        calls = [lambda one=one, at=at: answer(one, at) for one in questions]
        calls[2:2] = [
            lambda: rebuild_memories(learner),
            lambda: rebuild_memories(learner, only={questions[0]}),
        ]
        assert errors(together(calls)) == []
    assert rebuild_memories(learner) == 0
