"""Questions of one fact on the database: the schedule travels and is what the log says."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from learning.domain.memory import Level
from learning.models import LearningSession
from learning.selectors.day_question import revision_of_day
from learning.selectors.memories import memory_of
from learning.services import sweep
from learning.services.day_question import answer_day
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item, begin, set_mark
from learning.services.runs import answer_run, begin_run
from quiz.models import Question, QuestionRevision
from tests.factories import make_question

from .answering import Mode, asked, due, memories, set_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ── The schedule ──────────────────────────────────────────────────────────────


def test_an_answer_goes_on_from_the_sibling_that_was_answered_last(learner, three, now):
    first, second, third = three
    asked(learner, first, now)
    asked(learner, second, now + 3 * DAY)
    found = memories(learner)
    assert found[first].due is None and found[second].due > now + 10 * DAY
    assert (found[second].reps, found[second].level) == (2, Level.MASTERED)
    asked(learner, third, now + 4 * DAY, right=False)
    found = memories(learner)
    assert [one.due is None for one in (found[first], found[second], found[third])] == [True, True, False]
    assert (found[third].reps, found[third].lapses, found[third].level) == (3, 1, Level.FAMILIAR)
    # The notebook is each question's own.
    assert [found[one].wrong_at is None for one in three] == [True, True, False]
    assert rebuild_memories(learner) == 0


def test_schedules_are_what_the_log_says_when_the_library_replays_it(learner, three, now):
    alone = [make_question(now=now).question_id for _each in range(2)]
    dice, at = Random(7), now
    for _each in range(40):
        at += timedelta(hours=dice.choice((1, 30, 100)))
        asked(learner, dice.choice([*three, *alone]), at, right=dice.random() < 0.7)
    before = {pk: memory_of(row) for pk, row in memories(learner).items()}
    assert rebuild_memories(learner) == 0
    library = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False)
    for questions in ([alone[0]], [alone[1]], three):
        card = Card(card_id=1, due=now)
        rows = list(learner.reviews.filter(question__in=questions).order_by("at"))
        for log in rows:
            card, _said = library.review_card(card, FsrsRating(log.rating), log.at)
        last = before[rows[-1].question_id]
        assert (last.stability, last.difficulty, last.due) == (card.stability, card.difficulty, card.due)
        assert [pk for pk in questions if pk in before and before[pk].due] == [rows[-1].question_id]
    learner.memories.update(stability=1, due=now, level=0)
    call_command("rebuild_memory", user=learner.user.username)
    assert {pk: memory_of(row) for pk, row in memories(learner).items()} == before


def test_a_paper_that_asks_two_siblings_leaves_one_of_them_due(learner, three, now):
    for _each in range(17):
        make_question(now=now)
    Question.objects.update(fact="")
    exam = begin_exam(learner, "short", now=now)
    Question.objects.filter(pk__in=three).update(fact="0101-a")  # given while the exam is on
    places = {slot.revision.question_id: slot.position for slot in exam.slots.select_related("revision")}
    for question in three:
        save_exam_answer(exam, places[question], [1], now=now)
    hand_in_exam(exam, now=now + timedelta(minutes=5))
    last = max(three, key=lambda one: places[one])
    assert [pk for pk in three if memories(learner)[pk].due] == [last]
    assert memories(learner)[last].reps == 3 and rebuild_memories(learner) == 0
    asked(learner, three[0], now + 9 * DAY)
    assert memories(learner)[three[0]].reps == 4 and rebuild_memories(learner) == 0


def test_the_days_question_and_the_challenge_take_the_schedule_on(learner, three, now):
    asked(learner, three[0], now)
    at = now + 3 * DAY
    of_day = revision_of_day(at)
    answer_day(learner, of_day.pk, [1], shown_at=at - timedelta(seconds=20), now=at)
    assert of_day.question_id in three and memories(learner)[of_day.question_id].reps == 2
    run = begin_run(learner, now=at + DAY)
    assert len(run.plan) == 1 and run.plan[0] in three  # no second sibling
    with CaptureQueriesContext(connection) as captured:
        answer_run(run, 1, [1], now=at + DAY + timedelta(seconds=20))
    assert len(statements(captured)) <= 8, statements(captured)
    found = memories(learner)
    assert [pk for pk in found if found[pk].due] == [run.plan[0]] and found[run.plan[0]].reps == 3
    assert rebuild_memories(learner) == 0


def test_memories_made_again_follow_a_fact_that_changed_later(learner, now):
    one, other = (make_question(now=now).question_id for _each in range(2))
    asked(learner, one, now)
    asked(learner, other, now + 3 * DAY)
    apart = {pk: memory_of(row) for pk, row in memories(learner).items()}
    Question.objects.filter(pk__in=(one, other)).update(fact="0101-b")
    assert due(learner, now + 30 * DAY) == [one]  # once, also before anything is made again
    assert rebuild_memories(learner, only={one}) == 2
    found = memories(learner)
    assert found[one].due is None and (found[other].reps, found[other].level) == (2, Level.MASTERED)
    Question.objects.filter(pk__in=(one, other)).update(fact="")
    assert rebuild_memories(learner) == 2
    assert {pk: memory_of(row) for pk, row in memories(learner).items()} == apart


@pytest.mark.parametrize("leaves", [0, 1])
def test_whatever_leaves_its_fact_nothing_is_lost(learner, three, now, leaves, monkeypatch):
    monkeypatch.setattr(sweep, "_mended_on", None)
    asked(learner, three[0], now)
    asked(learner, three[1], now + 3 * DAY)
    later = now + 100 * DAY
    assert sweep.sweep_schedules(later) == 0
    Question.objects.filter(pk=three[leaves]).update(fact="")
    assert len(due(learner, later)) == 1 and sweep.sweep_schedules(later) == 0, "one look a day"
    assert sweep.sweep_schedules(later + DAY) == 1
    found = due(learner, later)
    assert len(found) == 2 and three[leaves] in found
    assert sweep.sweep_schedules(later + 2 * DAY) == 0


def test_what_a_device_learned_of_siblings_joins_the_persons(learner, person, three, now):
    asked(learner, three[0], now)
    device = learner_for(None, None, now=now)
    asked(device, three[1], now + 2 * DAY)
    own = learner_for(person, device.pk, now=now + 3 * DAY)
    found = memories(own)
    assert found[three[0]].due is None and found[three[1]].reps == 2
    assert rebuild_memories(own) == 0


def test_a_siblings_own_marks_stay(learner, three, now):
    asked(learner, three[0], now, right=False)
    for name in ("is_kept", "is_put_away"):
        set_mark(learner, Question.objects.get(pk=three[0]), name, True)
    set_mark(learner, Question.objects.get(pk=three[1]), "is_put_away", True)
    asked(learner, three[1], now + DAY, right=False)
    first, second = (memories(learner)[one] for one in three[:2])
    assert (first.due, first.is_kept, first.is_put_away) == (None, True, True)
    assert (second.due is None, second.is_kept, second.is_put_away) == (False, False, False)


# ── Statements ────────────────────────────────────────────────────────────────


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


def test_an_answer_takes_as_many_statements_as_without_siblings(learner, three, now):
    for number, question in enumerate(three[:2]):
        asked(learner, question, now + number * DAY)
    revision = QuestionRevision.objects.get(question=three[2])
    session = set_of(learner, three[2], now)
    fresh = LearningSession.objects.select_related("learner").get(pk=session.pk)
    at = now + 9 * DAY
    with CaptureQueriesContext(connection) as captured:
        answer_item(fresh, 1, revision.key, shown_at=at - timedelta(seconds=20), now=at)
    assert len(statements(captured)) <= 7, statements(captured)


def test_todays_set_takes_as_many_statements_with_siblings_as_without(learner, now):
    def taken(at) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert begin(learner, Mode.DAILY, now=at) is not None
        learner.sessions.filter(mode=Mode.DAILY).update(mode=Mode.RANDOM, finished_at=at)
        return len(statements(captured))

    bank = [make_question(now=now).question_id for _each in range(12)]
    for question in bank[:6]:
        asked(learner, question, now)
    without = taken(now + 30 * DAY)
    for number, question in enumerate(bank):
        Question.objects.filter(pk=question).update(fact=f"f-{number // 2}")
    assert taken(now + 31 * DAY) == without
