"""每日一题: one for everybody, told at once, and of others only what is enough to say nothing of anybody."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.models import Learner, LearningSession, ReviewLog
from learning.selectors.day_question import revision_of_day
from learning.services.day_question import answer_day
from learning.services.learners import learner_for
from learning.services.practice import begin
from quiz.models import Question
from tests.clients import logged_in, page
from tests.factories import make_contest, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def bank(now):
    return [make_question(now=now, explanation="canary-explanation") for _each in range(6)]


def today(client: Client) -> str:
    return page(client, "/learn/day")


def send(client: Client, *, right: bool = True, **more):
    shown = today(client)
    assert "canary" not in shown
    form = dict(re.findall(r'name="(mark|revision|kind)" value="([^"]+)"', shown))
    return client.post("/learn/day", {**form, "response": "1" if right else "2", **more})


def test_it_is_the_same_for_everybody_and_another_on_other_days(client, bank, person, time_machine, now):
    stem = re.search(r'id="stem" data-recorded>(.*?)</h2>', today(client))[1]
    assert not Learner.objects.exists()  # looking makes no rows
    other = logged_in(person)
    other.cookies["display"] = "elder.medium"
    assert stem in today(other)
    # Codes are made up, so that one of six questions may hold a day's step of the ring, never three weeks.
    told = []
    for _day in range(21):
        time_machine.shift(timedelta(days=1))
        told.append(stem in today(client))
    assert not all(told)


def test_right_or_wrong_is_told_at_once_and_a_day_has_one_answer(client, bank, time_machine):
    shown = today(client)
    time_machine.shift(20)
    form = dict(re.findall(r'name="(mark|revision|kind)" value="([^"]+)"', shown))
    assert client.post("/learn/day", {**form, "response": "2"})["Location"] == "/learn/day"
    told = today(client)
    assert "没答对" in told and "canary-explanation" in told and "答对。" not in told
    assert client.post("/learn/day", {**form, "response": "1"}).status_code == 302
    log = ReviewLog.objects.get()
    assert (log.verdict, log.rating, log.session.mode) == ("wrong", 1, "day")
    assert log.session.finished_at and log.learner.memories.get().wrong_at


def test_nothing_chosen_is_told_and_not_knowing_is_an_answer(client, bank):
    mark = re.search(r'name="mark" value="([^"]+)"', today(client))[1]
    again = client.post("/learn/day", {"kind": "single", "mark": mark})
    shown = again.content.decode()
    assert again.status_code == 200 and "还没有选答案" in shown and mark in shown
    assert not ReviewLog.objects.exists()
    assert send(client, unknown="1").status_code == 302
    assert ReviewLog.objects.get().verdict == "empty"


def test_how_others_did_is_told_from_thirty_on(client, bank, now):
    revision = revision_of_day(now)
    for number in range(29):
        device = learner_for(None, None, now=now)
        response = [1] if number < 20 else [2]
        answer_day(device, revision.pk, response, shown_at=now - timedelta(seconds=9), now=now)
    send(client)
    assert "今天另有" not in today(client)
    answer_day(learner_for(None, None, now=now), revision.pk, [1], shown_at=now, now=now)
    shown = " ".join(re.sub(r"<[^>]+>", "", today(client)).split())
    assert "今天另有 30 人答过，70% 答对。" in shown


def test_a_question_that_a_contest_takes_is_shown_to_nobody(client, bank, now, department):
    visitor = Client()
    send(visitor)
    codes = list(Question.objects.values_list("code", flat=True))
    extra = make_question(now=now, explanation="canary-explanation")
    shown = today(client)
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": codes})
    told = today(visitor)
    assert "canary" not in told and "作答记下了" in told
    form = dict(re.findall(r'name="(mark|revision|kind)" value="([^"]+)"', shown))
    answer = client.post("/learn/day", {**form, "response": "1"}, follow=True).content.decode()
    assert "换成了这一道" in answer and extra.stem in answer
    Question.objects.filter(pk=extra.question_id).update(state=Question.State.RETIRED)
    assert "这里现在没有题" in today(client)


def test_what_joins_the_bank_changes_no_question_that_somebody_answered(client, bank, now):
    send(client)
    asked = ReviewLog.objects.get().question_id
    for _each in range(40):
        make_question(now=now)
        assert revision_of_day(now).question_id == asked


def test_what_was_answered_on_a_device_and_by_its_person_is_joined(client, bank, person, now):
    send(client)
    own = learner_for(person, None, now=now)
    revision = revision_of_day(now)
    answer_day(own, revision.pk, [2], shown_at=now - timedelta(seconds=9), now=now)
    device = Learner.objects.get(user=None)
    assert learner_for(person, device.pk, now=now) == own
    modes = sorted(LearningSession.objects.values_list("mode", flat=True))
    assert modes == ["day", "random"] and ReviewLog.objects.filter(learner=own).count() == 2


def test_an_answer_takes_nine_statements_with_those_that_find_the_days_question(client, bank, person, now):
    learner, revision = learner_for(person, None, now=now), revision_of_day(now)
    begin(learner, "random", now=now)
    answer_day(learner_for(make_user(), None, now=now), revision.pk, [1], shown_at=now, now=now)
    with CaptureQueriesContext(connection) as asked:
        answer_day(learner, revision.pk, [1], shown_at=now - timedelta(seconds=20), now=now)
    statements = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 9, statements
