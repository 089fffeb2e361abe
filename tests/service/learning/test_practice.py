"""Self-study on the database: sets, answers, the notebook, memories that follow from the log."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.domain.problems import RuleBroken
from learning.domain.memory import Level
from learning.domain.rating import Rating
from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.selectors.memories import memory_of, notebook
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item, begin, set_mark, skip_lost
from quiz.models import Question, QuestionRevision
from quiz.selectors.content import contents, solutions
from quiz.services.closing import close_contest
from tests.factories import make_contest, make_organizer, make_question

from .answering import answer

pytestmark = pytest.mark.django_db
Mode = LearningSession.Mode


@pytest.fixture
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now) for _each in range(12)]


def test_todays_set_is_one_a_day_and_waits_where_it_was_left(learner, bank, now):
    session = begin(learner, Mode.DAILY, now=now)
    assert session is not None and len(session.plan) == 4 == len(set(session.plan))  # nothing but new ones
    answer(session, now)
    later = now + timedelta(days=30)
    again = begin(learner, Mode.DAILY, now=later)
    assert again is not None and (again.pk, again.position) == (session.pk, 1)
    for _each in range(3):
        answer(session, later)
    done = LearningSession.objects.get()
    assert done.finished_at == later
    fresh = begin(learner, Mode.DAILY, now=later)
    assert fresh is not None and fresh.pk != session.pk and fresh.day == later.date()


def test_a_miss_comes_again_at_the_end_and_the_repeat_counts_for_nothing(learner, bank, now):
    session = begin(learner, Mode.RANDOM, now=now)
    assert session is not None
    first = answer(session, now, right=False)
    assert (first.verdict, first.rating) == ("wrong", Rating.AGAIN)
    for _each in range(9):
        answer(session, now)
    missed = Memory.objects.get(question=first.question_id)
    repeat = answer(session, now)
    assert (repeat.question_id, repeat.position, repeat.rating) == (first.question_id, 11, None)
    assert memory_of(Memory.objects.get(pk=missed.pk)) == memory_of(missed)
    assert LearningSession.objects.get().finished_at == now
    assert [row.question_id for row in notebook(learner)] == [first.question_id]


def test_the_notebook_is_practised_and_left(learner, bank, now):
    answer(begin(learner, Mode.RANDOM, now=now), now, right=False)
    for days in (1, 4):
        at = now + timedelta(days=days)
        session = begin(learner, Mode.WRONG, now=at)
        assert session is not None and session.size == 1
        answer(session, at)
    assert not notebook(learner).exists()
    assert begin(learner, Mode.WRONG, now=now + timedelta(days=5)) is None


def test_of_what_is_kept_each_has_its_turn(learner, bank, now):
    """Siblings among them too."""
    kept, pair = [one.question_id for one in bank], [one.question_id for one in bank[:2]]
    Question.objects.filter(pk__in=pair).update(fact="0101-a")
    for question in kept:
        set_mark(learner, Question.objects.get(pk=question), "is_kept", True)
    asked: list[int] = []
    for days in range(3):
        session = begin(learner, Mode.KEPT, now=now + timedelta(days=days))
        assert session is not None and len(session.plan) == 10
        asked += session.plan
        for _each in range(10):
            answer(session, now + timedelta(days=days))
    assert set(asked) == set(kept)


def test_the_newest_miss_is_practised_first(learner, bank, now):
    missed = [bank[number].question_id for number in (7, 2, 11, 0, 5)]
    for minutes, question in enumerate(missed):
        at = now + timedelta(minutes=minutes)
        Memory.objects.create(
            learner=learner, question_id=question, reps=1, stability=1, last_review=at, due=at, wrong_at=at
        )
    session = begin(learner, Mode.WRONG, now=now + timedelta(hours=1))
    assert session is not None and session.plan == missed[::-1]
    answer(session, now + timedelta(hours=2))
    again = begin(learner, Mode.WRONG, now=now + timedelta(hours=3))
    assert again is not None and again.plan == [
        *missed[-2::-1],
        missed[-1],
    ]  # what was practised since comes last


def test_the_banks_order_goes_on_where_it_stopped(learner, now):
    bank = [make_question(now=now, topic="0101") for _each in range(12)]
    aside = make_question(now=now, topic="0202")
    order = sorted((*bank, aside), key=lambda one: one.question.code)
    of_topic = sorted(bank, key=lambda one: one.question.code)
    first = begin(learner, Mode.ORDER, now=now, topic="0101")
    assert first is not None and first.plan == [one.question_id for one in of_topic[:10]]
    answer(first, now)
    again = begin(learner, Mode.ORDER, now=now, topic="0101")
    assert again is not None and (again.pk, again.position) == (first.pk, 1)
    for _each in range(9):
        answer(first, now)
    second = begin(learner, Mode.ORDER, now=now, topic="0101")
    assert second is not None and second.plan == [one.question_id for one in of_topic[10:]]
    for _each in range(2):
        answer(second, now)
    assert begin(learner, Mode.ORDER, now=now, topic="0101").plan == first.plan[:10]  # from the beginning
    whole = begin(learner, Mode.ORDER, now=now)  # the whole bank has a place of its own
    assert whole.plan == [one.question_id for one in order[:10]]


@pytest.mark.parametrize("mode", [Mode.CONTEST, Mode.EXAM, "canary"])
def test_what_is_no_set_is_not_begun(learner, bank, now, mode):
    with pytest.raises(AssertionError):
        begin(learner, mode, now=now)


def test_of_two_clicks_one_counts(learner, bank, now):
    session = begin(learner, Mode.RANDOM, now=now)
    stale = LearningSession.objects.select_related("learner").get(pk=session.pk)
    answer(session, now)
    with pytest.raises(RuleBroken, match="learn_not_here"):
        answer_item(stale, 1, [1], shown_at=now, now=now)
    assert ReviewLog.objects.count() == 1 and LearningSession.objects.get().position == 1


def test_a_tap_that_nobody_can_have_read_before_counts_for_nothing(learner, bank, now):
    log = answer(begin(learner, Mode.RANDOM, now=now), now, seconds=0.5)
    assert log.rating is None and not Memory.objects.exists()


def test_a_quick_do_not_know_counts(learner, bank, now):
    session = begin(learner, Mode.RANDOM, now=now)
    log = answer_item(session, 1, [], shown_at=now - timedelta(seconds=0.3), now=now)
    assert (log.verdict, log.rating, log.policy) == ("empty", Rating.AGAIN, 2)
    assert [row.question_id for row in notebook(learner)] == [log.question_id]


def test_a_part_of_the_key_is_a_miss_that_brings_back_what_was_put_away(learner, now):
    revision = make_question(now=now, type="multi", key=[1, 2])
    for days, (response, is_missed) in enumerate([([3], True), ([1], True), ([1, 2], False)]):
        set_mark(learner, revision.question, "is_put_away", True)
        at = now + timedelta(days=days)
        session = begin(learner, Mode.RANDOM, now=at)
        answer_item(session, 1, response, shown_at=at - timedelta(seconds=20), now=at)
        assert [row.question_id for row in notebook(learner)] == [revision.question_id] * is_missed


def test_an_answer_takes_seven_statements(learner, bank, now):
    session = begin(learner, Mode.RANDOM, now=now)
    answer(session, now)
    answer(session, now)
    fresh = LearningSession.objects.select_related("learner").get(pk=session.pk)
    asked_now = QuestionRevision.objects.get(question=fresh.plan[2], is_published=True)
    contents([asked_now.pk]), solutions([asked_now.pk])  # this process has shown the question before
    with CaptureQueriesContext(connection) as asked:
        answer_item(fresh, 3, asked_now.key, shown_at=now - timedelta(seconds=20), now=now)
    statements = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 7, statements


def test_memories_are_what_the_log_says(learner, bank, now):
    at = now
    for round_ in range(6):
        session = begin(learner, Mode.RANDOM, now=at)
        for number in range(10):
            answer(session, at, right=(number + round_) % 3 > 0)
        at += timedelta(days=2)
    before = {row.question_id: memory_of(row) for row in learner.memories.all()}
    assert rebuild_memories(learner) == 0
    kept = learner.memories.order_by("pk").first()
    set_mark(learner, kept.question, "is_kept", True)
    learner.memories.update(stability=1, due=now, misses=0, wrong_at=None)
    call_command("rebuild_memory", user=learner.user.username)
    assert {row.question_id: memory_of(row) for row in learner.memories.all()} == before
    assert learner.memories.get(pk=kept.pk).is_kept


def test_what_was_learned_on_a_device_becomes_the_persons(person, bank, now):
    device = learner_for(None, None, now=now)
    answer(begin(device, Mode.DAILY, now=now), now, right=False)
    assert learner_for(person, device.pk, now=now).pk == device.pk  # it had nothing of its own
    second = learner_for(None, None, now=now)
    log = answer(begin(second, Mode.DAILY, now=now), now)
    set_mark(second, Question.objects.get(pk=log.question_id), "is_kept", True)
    own = learner_for(person, second.pk, now=now)
    assert own.pk == device.pk and Learner.objects.count() == 1
    assert own.reviews.count() == 2 and own.memories.get(question=log.question_id).is_kept
    assert rebuild_memories(own) == 0
    stranger = make_organizer(person.department)
    assert learner_for(stranger, device.pk, now=now).pk != device.pk  # somebody's learner is nobody else's


@pytest.mark.parametrize("puts_away, is_there", [("person", True), ("device", False), ("both", False)])
def test_what_either_has_missed_and_not_put_away_stands_in_the_joined_notebook(
    person, learner, now, puts_away, is_there
):
    """`puts_away`: who has taken it out of the notebook by hand; the person's was made good before."""
    question = make_question(now=now).question
    device = learner_for(None, None, now=now)
    for days, right in enumerate([False, True, True, True]):
        answer(begin(learner, Mode.RANDOM, now=now), now + timedelta(days=days), right=right)
    answer(begin(device, Mode.RANDOM, now=now), now + timedelta(days=5), right=False)
    for one, who in ((learner, "person"), (device, "device")):
        if puts_away in (who, "both"):
            set_mark(one, question, "is_put_away", True)
    own = learner_for(person, device.pk, now=now + timedelta(days=6))
    assert notebook(own).exists() is is_there


def test_a_contest_keeps_its_questions_until_it_is_closed(learner, now, department):
    contest = make_contest(now, department, questions=10)
    assert begin(learner, Mode.RANDOM, now=now) is None
    extra = make_question(now=now)
    session = begin(learner, Mode.RANDOM, now=now)
    assert session is not None and session.plan == [extra.question_id]
    close_contest(make_organizer(department), contest, now=now)
    assert len(begin(learner, Mode.RANDOM, now=now).plan) == 10


def test_a_contest_that_never_shows_its_keys_keeps_them_for_good(learner, now, department):
    contest = make_contest(now, department, questions=10, publication={"keys": "never"})
    close_contest(make_organizer(department), contest, now=now)
    assert begin(learner, Mode.RANDOM, now=now) is None


def test_what_is_announced_or_retired_meanwhile_is_left_out(learner, bank, now):
    session = begin(learner, Mode.RANDOM, now=now)
    answer(session, now, right=False)
    Question.objects.filter(pk=session.plan[1]).update(state=Question.State.RETIRED)
    left = skip_lost(session, now=now)
    assert left.plan == [session.plan[0], *session.plan[2:], session.plan[0]] and left.size == 9


def test_an_answer_stays_as_given(learner, bank, now):
    log = answer(begin(learner, Mode.RANDOM, now=now), now)
    for change in (lambda rows: rows.update(verdict="wrong"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(ReviewLog.objects.filter(pk=log.pk))
    assert ReviewLog.objects.get().verdict == "right"


@pytest.mark.parametrize("mode", [Mode.TOPIC, Mode.ORDER])
def test_firm_is_not_what_was_known_one_topic_at_a_time(learner, now, mode):
    question = make_question(now=now).question
    for days in (0, 3, 15):
        at = now + timedelta(days=days)
        answer(begin(learner, mode, now=at, topic=question.topic.code), at)
    assert learner.memories.get().level == Level.MASTERED and rebuild_memories(learner) == 0
    later = now + timedelta(days=60)
    answer(begin(learner, Mode.RANDOM, now=later), later)
    assert learner.memories.get().level == Level.FIRM and rebuild_memories(learner) == 0
