"""Two siblings answered at the same moment, in two windows."""

from datetime import timedelta

import pytest

from learning.models import Memory
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item
from tests.factories import make_question
from tests.race.together import errors, together
from tests.service.learning.answering import set_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_answers_to_siblings_follow_each_other(person, now):
    learner = learner_for(person, None, now=now)
    questions = [make_question(now=now, fact="0101-a").question_id for _each in range(3)]

    def answer(question: int, at) -> None:
        answer_item(set_of(learner, question, at), 1, [1], shown_at=at - timedelta(seconds=20), now=at)

    for days in range(0, 30, 9):
        at = now + timedelta(days=days)
        assert (
            errors(
                together([lambda one=one, at=at: answer(one, at) for one in [*questions, *questions[::-1]]])
            )
            == []
        )
        assert Memory.objects.filter(due__isnull=False).count() == 1
    assert max(Memory.objects.values_list("reps", flat=True)) == 24
    assert rebuild_memories(learner) == 0
