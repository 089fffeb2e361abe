"""Questions of one fact on the database: sets ask another sibling, facts count once."""

from datetime import timedelta

import pytest

from learning.domain.memory import LEECH, Level
from learning.models import Learner, StudyPoint
from learning.selectors.parameters import rated_histories
from learning.selectors.preparation import prepared
from learning.selectors.progress import progress_of
from learning.selectors.sets import new_candidates, wrong_candidates
from learning.services.exams import begin_exam, hand_in_exam
from learning.services.memories import rebuild_memories
from learning.services.points import settle_points
from learning.services.practice import begin, set_mark
from quiz.models import Question
from tests.factories import make_contest, make_question

from .answering import Mode, asked, due, memories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def test_an_older_question_that_joins_a_mastered_fact_earns_nothing_more(learner, now):
    older = make_question(now=now).question_id
    later = make_question(now=now, fact="0101-a").question_id
    for days in (0, 4):
        asked(learner, later, now + days * DAY)
    settle_points(learner, now=now + 4 * DAY)
    Question.objects.filter(pk=older).update(fact="0101-a")
    settle_points(learner, now=now + 5 * DAY)
    assert list(learner.points.filter(cause__startswith="master").values_list("cause", flat=True)) == [
        f"mastered/{later}"
    ]


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
