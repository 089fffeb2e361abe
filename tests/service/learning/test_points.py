"""The ledger of study points on the database, and the monthly board above it."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, transaction

from leaderboard.selectors.study import study_board
from learning.domain.days import day_of, streak
from learning.models import Learner, LearningSession, StudyPoint
from learning.selectors.memories import days_learned
from learning.services.learners import choose_board, learner_for
from learning.services.points import settle_points, sweep_points
from learning.services.practice import answer_item, begin, skip_lost
from quiz.models import Question
from tests.factories import make_department, make_question, make_user

pytestmark = pytest.mark.django_db
Mode = LearningSession.Mode


@pytest.fixture
def bank(now):
    return [make_question(now=now) for _each in range(12)]


def learn(learner: Learner, now, mode=Mode.DAILY) -> None:
    """A whole set, all right."""
    session = begin(learner, mode, now=now)
    while session.finished_at is None:
        shown = now - timedelta(seconds=20)
        answer_item(session, session.position + 1, [1], shown_at=shown, now=now)


def causes(learner) -> dict[str, int]:
    return dict(StudyPoint.objects.filter(learner=learner).values_list("cause", "points"))


def test_the_sweep_writes_what_was_earned_once(person, bank, now):
    learner = learner_for(person, None, now=now)
    learn(learner, now)
    assert sweep_points(now) == 1
    day = day_of(now)
    before = causes(learner)
    assert before == {f"daily/{day}": 5, f"day/{day}": 5}  # four new questions were all that the day asked
    assert sweep_points(now + timedelta(minutes=1)) == 0
    settle_points(learner, now=now)
    assert causes(learner) == before
    learn(learner, now + timedelta(minutes=5), Mode.RANDOM)
    assert sweep_points(now + timedelta(minutes=6)) == 1
    assert causes(learner) == {**before, f"set/{day}/1": 3}


def test_a_learning_day_is_five_answers_or_todays_set_done(person, bank, now):
    learner = learner_for(person, None, now=now)
    session = begin(learner, Mode.DAILY, now=now)
    late = now + timedelta(days=1)
    for position in range(1, 5):
        assert days_learned(learner) == set(), "four answers of a set that waits are none"
        at = now if position < 4 else late
        answer_item(session, position, [1], shown_at=at - timedelta(seconds=20), now=at)
    assert days_learned(learner) == {day_of(late)}
    assert streak(days_learned(learner), day_of(late)) == 1
    learn(learner, now + timedelta(days=5), Mode.RANDOM)
    assert days_learned(learner) == {day_of(late), day_of(now + timedelta(days=5))}


def test_a_set_of_which_nothing_was_left_is_no_learning_day(person, now):
    learner = learner_for(person, None, now=now)
    make_question(now=now)
    session = begin(learner, Mode.DAILY, now=now)
    Question.objects.update(state=Question.State.RETIRED)
    assert skip_lost(session, now=now).finished_at and days_learned(learner) == set()


def test_what_a_device_learned_today_stays_a_learning_day(person, bank, now):
    device = learner_for(None, None, now=now)
    learn(device, now)
    learner = learner_for(person, None, now=now)
    learn(learner, now - timedelta(days=1))
    own = learner_for(person, device.pk, now=now)
    assert days_learned(own) == {day_of(now), day_of(now - timedelta(days=1))}
    assert begin(own, Mode.DAILY, now=now).finished_at == now, "today's set is done"
    again = learner_for(None, None, now=now)
    learn(again, now)
    assert learner_for(person, again.pk, now=now).sessions.filter(mode=Mode.DAILY).count() == 2


def test_a_device_earns_nothing_until_somebody_logs_in(person, bank, now):
    device = learner_for(None, None, now=now)
    learn(device, now, Mode.RANDOM)
    assert sweep_points(now) == 0
    own = learner_for(person, None, now=now)
    sweep_points(now)
    learner_for(person, device.pk, now=now)
    assert sweep_points(now + timedelta(minutes=1)) == 1
    assert causes(own) == {f"day/{day_of(now)}": 5, f"set/{day_of(now)}/1": 3}


def test_the_database_keeps_the_ledger(person, bank, now):
    learner = learner_for(person, None, now=now)
    learn(learner, now)
    settle_points(learner, now=now)
    row = StudyPoint.objects.first()
    for change in (
        lambda: StudyPoint.objects.filter(pk=row.pk).update(points=99),
        lambda: StudyPoint.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        StudyPoint.objects.create(learner=learner, cause=row.cause, points=1, day=row.day, policy=1, at=now)


def test_the_board_shares_places_and_knows_departments(now, django_assert_max_num_queries):
    office, other = make_department(), make_department()
    day = day_of(now)
    people = []
    for number, where in enumerate((office, office, other, office)):
        person = make_user(where)
        learner = learner_for(person, None, now=now)
        points = (5, 9, 9, 2)[number]
        StudyPoint.objects.create(learner=learner, cause="day/x", points=points, day=day, policy=1, at=now)
        people.append((person, learner))
    viewer = people[0][0]
    with django_assert_max_num_queries(5):
        board = study_board(viewer, day, own_unit=False)
    assert [(row.place, row.is_tied, row.points) for row in board.rows] == [
        (1, True, 9), (1, True, 9), (3, False, 5), (4, False, 2),
    ]  # fmt: skip
    assert (board.place, board.points) == (3, 5)
    unit = study_board(viewer, day, own_unit=True)
    assert [row.points for row in unit.rows] == [9, 5, 2] and unit.place == 2
    choose_board(people[1][1], stays=False, now=now)
    assert [row.points for row in study_board(viewer, day, own_unit=True).rows] == [5, 2]
    assert study_board(people[1][0], day, own_unit=True).has_left
    last = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    assert study_board(viewer, last, own_unit=False).rows == []
