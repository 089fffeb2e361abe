"""Questions of one fact on the database: the schedule travels, sets ask another sibling, facts count once."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from learning.domain.memory import LEECH, Level
from learning.models import Learner, LearningSession, Memory, ReviewLog, StudyPoint
from learning.selectors.day_question import revision_of_day
from learning.selectors.memories import memory_of
from learning.selectors.parameters import rated_histories
from learning.selectors.preparation import prepared
from learning.selectors.progress import progress_of
from learning.selectors.sets import due_candidates, new_candidates, wrong_candidates
from learning.services import sweep
from learning.services.day_question import answer_day
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.points import settle_points
from learning.services.practice import answer_item, begin, set_mark
from learning.services.runs import answer_run, begin_run
from quiz.models import Question, QuestionRevision
from quiz.selectors.content import contents, solutions
from tests.factories import make_contest, make_question

from .test_practice import answer

pytestmark = pytest.mark.django_db
Mode = LearningSession.Mode
DAY = timedelta(days=1)


@pytest.fixture
def learner(person, now) -> Learner:
    return learner_for(person, None, now=now)


@pytest.fixture
def three(now) -> list[int]:
    """Three siblings."""
    return [make_question(now=now, fact="0101-a").question_id for _each in range(3)]


def asked(learner: Learner, question: int, at, *, right: bool = True) -> ReviewLog:
    """An answer to this question, in a set of its own."""
    session = LearningSession.objects.create(
        learner=learner, mode=Mode.RANDOM, day=at.date(), plan=[question], size=1, started_at=at
    )
    return answer(session, at, right=right)


def memories(learner: Learner) -> dict[int, Memory]:
    return {row.question_id: row for row in learner.memories.all()}


def due(learner: Learner, at) -> list[int]:
    return [one.question for one in due_candidates(learner, at)]


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
    (revision,) = QuestionRevision.objects.filter(question=run.plan[0])
    contents([revision.pk]), solutions([revision.pk])
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


# ── Sets ──────────────────────────────────────────────────────────────────────


def test_what_is_due_is_asked_by_the_sibling_that_rested_longest(learner, three, now):
    asked(learner, three[0], now)
    at, seen = now, [three[0]]
    for _each in range(5):
        at += 200 * DAY
        (question,) = due(learner, at)
        seen.append(question)
        asked(learner, question, at)
    assert set(seen[:3]) == set(three) and seen[3:] == seen[:3]


def test_a_sibling_alone_comes_again(learner, three, now):
    asked(learner, three[0], now)
    later = now + 60 * DAY
    set_mark(learner, Question.objects.get(pk=three[1]), "is_cut", True)
    Question.objects.filter(pk=three[2]).update(state=Question.State.RETIRED)
    assert due(learner, later) == [three[0]]
    set_mark(learner, Question.objects.get(pk=three[0]), "is_cut", True)
    assert due(learner, later) == []
    set_mark(learner, Question.objects.get(pk=three[1]), "is_cut", False)
    assert due(learner, later) == [three[1]]  # what was cut is asked by another


def forgotten(learner: Learner, questions: list[int], now, *, times: int = LEECH):
    """So often missed in turn, after a right answer; the time of the last miss."""
    asked(learner, questions[0], now)
    for number in range(times):
        now += 30 * DAY
        asked(learner, questions[number % len(questions)], now, right=False)
    return now


def test_a_fact_forgotten_too_often_is_put_aside_until_it_is_made_good(learner, three, now, department):
    Question.objects.filter(pk=make_question(now=now).question_id).update(bank="contest")
    paper = {"mode": "blueprint", "rows": [{"count": 1, "topics": ["0101"], "bank": "contest"}]}
    contest = make_contest(now + 900 * DAY, department, questions=0, paper=paper)
    last = forgotten(learner, three, now)
    missed = three[(LEECH - 1) % 3]
    assert memories(learner)[missed].lapses == LEECH

    def comes(at) -> list[bool]:
        plan = prepared(contest, learner.user, learner, at, is_elder=False)
        soon = sum(count for _day, count in progress_of(learner, at).due)
        return [bool(due(learner, at)), bool(plan.due), bool(soon)]

    later = last + 60 * DAY
    assert comes(later) == [False, False, False] and new_candidates(learner, later) == []
    assert begin(learner, Mode.DAILY, now=later) is None, "nor by way of the notebook"
    assert begin(learner, Mode.WRONG, now=later).plan == [missed], "the notebook itself asks it"
    for days in (1, 5):
        asked(learner, missed, later + days * DAY)
    assert comes(later + 300 * DAY) == [True, True, True]
    asked(learner, missed, later + 301 * DAY, right=False)
    assert comes(later + 400 * DAY) == [False, False, False]
    set_mark(learner, Question.objects.get(pk=missed), "is_put_away", True)
    assert comes(later + 400 * DAY) == [True, True, True], "whoever says that they know it is asked"
    assert rebuild_memories(learner) == 0


def test_what_is_put_aside_leaves_the_others_of_the_notebook(learner, three, now):
    alone = [make_question(now=now).question_id for _each in range(2)]
    last = forgotten(learner, alone[:1], now)
    asked(learner, alone[1], last, right=False)
    asked(learner, three[0], last, right=False)
    session = begin(learner, Mode.DAILY, now=last)
    assert sorted(session.plan) == sorted([alone[1], three[0]])


def test_a_question_whose_sibling_was_asked_is_not_new(learner, three, now):
    fresh = make_question(now=now).question_id
    assert len(new_candidates(learner, now)) == 2  # one of the siblings, and the other question
    asked(learner, three[0], now)
    assert [one.question for one in new_candidates(learner, now)] == [fresh]


@pytest.mark.parametrize("mode", [Mode.DAILY, Mode.RANDOM, Mode.TOPIC, Mode.UNSEEN, Mode.WRONG, Mode.KEPT])
def test_a_set_never_holds_two_siblings(learner, now, mode):
    bank = [make_question(now=now, fact=f"f-{number // 3}").question_id for number in range(9)]
    single = make_question(now=now).question_id
    if mode != Mode.UNSEEN:
        for number, question in enumerate([*bank[:6], single]):
            asked(learner, question, now - 20 * DAY + number * DAY, right=number % 2 > 0)
            set_mark(learner, Question.objects.get(pk=question), "is_kept", True)
    session = begin(learner, mode, now=now, topic="0101" if mode == Mode.TOPIC else "")
    assert session is not None
    facts = dict(Question.objects.values_list("pk", "fact"))
    held = [facts[one] or one for one in session.plan]
    assert len(held) == len(set(held)) >= 2


def test_a_mock_exam_never_holds_two_siblings_and_not_always_the_same(learner, three, now):
    for _each in range(5):
        make_question(now=now)
    seen = set()
    for number in range(20):
        exam = begin_exam(learner, "short", now=now + number * DAY)
        assert len(exam.plan) == 6
        seen |= set(exam.plan) & set(three)
        hand_in_exam(exam, now=now + number * DAY)
    assert seen == set(three)


def test_the_banks_order_leaves_nothing_out(learner, three, now):
    session = begin(learner, Mode.ORDER, now=now)
    assert session is not None and sorted(session.plan) == sorted(three)


def test_of_the_notebook_the_sibling_missed_last_is_practised(learner, three, now):
    asked(learner, three[0], now, right=False)
    asked(learner, three[1], now + DAY, right=False)
    assert [one.question for one in wrong_candidates(learner, now + DAY)] == [three[1]]


# ── Counted once ──────────────────────────────────────────────────────────────


def test_progress_counts_a_fact_once(learner, three, now):
    alone = make_question(now=now).question_id
    asked(learner, three[0], now)
    asked(learner, three[1], now + 3 * DAY)
    asked(learner, alone, now + 3 * DAY)
    found = progress_of(learner, now + 3 * DAY)
    assert (found.asked, found.siblings) == (2, 1)
    assert found.counts == {Level.MASTERED: 1, Level.FAMILIAR: 1}
    (topic,) = found.topics
    assert (topic.asked, topic.mastered) == (2, 1)
    assert found.remembered == pytest.approx(2)
    due_at = now + 30 * DAY
    assert sum(count for _day, count in progress_of(learner, due_at).due) == 2
    set_mark(learner, Question.objects.get(pk=three[1]), "is_cut", True)
    assert sum(count for _day, count in progress_of(learner, due_at).due) == 2  # by a sibling
    for question in (three[0], three[2]):
        set_mark(learner, Question.objects.get(pk=question), "is_cut", True)
    assert sum(count for _day, count in progress_of(learner, due_at).due) == 1


def test_a_fact_that_is_mastered_earns_once(learner, three, now):
    for number, question in enumerate([*three, *three]):
        asked(learner, question, now + 4 * number * DAY)
        settle_points(learner, now=now + 4 * number * DAY)
    assert learner.memories.filter(level__gte=Level.MASTERED).count() == 3
    assert StudyPoint.objects.filter(learner=learner, cause__contains="master").count() == 1


def test_weights_are_fitted_to_the_answers_of_a_fact_together(learner, three, now):
    alone = make_question(now=now).question_id
    for number, question in enumerate([three[1], alone, three[0], three[2]]):
        asked(learner, question, now + number * DAY)
    found = {one.question: [at for at, _rating in one.answers] for one in rated_histories()}
    assert found == {three[0]: [now, now + 2 * DAY, now + 3 * DAY], alone: [now + DAY]}


def test_a_contests_plan_takes_a_fact_once(learner, three, now, department):
    own = make_question(now=now)
    Question.objects.filter(pk=own.question_id).update(bank="contest")
    paper = {"mode": "blueprint", "rows": [{"count": 1, "topics": ["0101"], "bank": "contest"}]}
    contest = make_contest(now + 20 * DAY, department, questions=0, paper=paper)

    def plan(at):
        return prepared(contest, learner.user, learner, at, is_elder=False)

    assert len(plan(now).new) == 1 and plan(now).plan.unseen == 1
    asked(learner, three[0], now)
    found = plan(now + 9 * DAY)
    assert found.new == [] and len(found.due) == 1 and found.due[0].question in three[1:]
    assert 0 < found.due[0].recall < 0.95


# ── Statements ────────────────────────────────────────────────────────────────


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


def test_an_answer_takes_one_statement_more_than_without_siblings(learner, three, now):
    for number, question in enumerate(three[:2]):
        asked(learner, question, now + number * DAY)
    revision = QuestionRevision.objects.get(question=three[2])
    contents([revision.pk]), solutions([revision.pk])
    session = LearningSession.objects.create(
        learner=learner, mode=Mode.RANDOM, day=now.date(), plan=[three[2]], size=1, started_at=now
    )
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
