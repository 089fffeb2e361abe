"""An import that is taken into the bank by several hands at once."""

from functools import partial

import pytest

from quiz.models import ImportBatch, Question
from quiz.services.import_commit import commit_batch, undo_batch
from tests.factories import make_topic
from tests.race.together import errors, together, values
from tests.service.quiz.importing import committed, good_row, sheet, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6
ROUNDS = 3


def test_six_commits_add_each_question_once(organizer, now):
    topic = make_topic()
    batch = uploaded(organizer, sheet(*[good_row(number) for number in range(12)]), now)
    take = partial(commit_batch, organizer, batch, topic=topic, with_doubtful=False, now=now)
    outcomes = together([take] * HANDS)
    assert {getattr(error, "code", error) for error in errors(outcomes)} <= {
        "import_not_open",
        "import_nothing_to_take",
    }
    assert sum(done.added for done in values(outcomes)) == 12
    assert Question.objects.count() == batch.items.filter(question__isnull=False).count() == 12
    assert ImportBatch.objects.get().state == ImportBatch.State.COMMITTED


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_same_file_in_two_imports_at_once_comes_in_once(organizer, now, round_):
    topic = make_topic()
    file = sheet(*[good_row(number) for number in range(8)])
    batches = [uploaded(organizer, file, now) for _each in range(3)]
    outcomes = together([partial(committed, organizer, one, now, topic=topic) for one in batches])
    assert errors(outcomes) == []
    assert sum(done.added + done.known for done in values(outcomes)) == 24
    assert Question.objects.count() == 8


def test_undone_once_by_two_hands(organizer, now):
    batch = uploaded(organizer, sheet(good_row(1), good_row(2)), now)
    committed(organizer, batch, now, topic=make_topic())
    outcomes = together([partial(undo_batch, organizer, batch, now=now)] * 2)
    assert values(outcomes) == [2] and [error.code for error in errors(outcomes)] == ["import_not_open"]
