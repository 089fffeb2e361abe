"""模拟考试 in the browser's place: with scripts and without, and never a key before the end."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.models import ExamSlot, LearningSession, ReviewLog
from learning.services.learners import learner_for
from learning.services.practice import begin_same
from learning.web.paper import paper_token
from quiz.models import Question
from quiz.selectors.content import forget_contents
from quiz.services.closing import close_contest
from tests.clients import logged_in, page
from tests.factories import make_contest, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture(autouse=True)
def bank(now):
    return [make_question(now=now, explanation="canary-explanation") for _each in range(20)]


def begun(client: Client, **more: str) -> str:
    answer = client.post("/learn/exam", {"form": "short", **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_visitor_sits_an_exam_by_buttons_alone(client):
    address = begun(client)
    assert client.get(address)["Location"] == f"{address}/1"
    shown = page(client, f"{address}/1")
    assert "第 1/20 题" in shown and "data-timer" in shown and "canary" not in shown
    for place in range(1, 20):
        sent = {"kind": "single", "response": "1", "go": "next"}
        assert client.post(f"{address}/{place}", sent)["Location"] == f"{address}/{place + 1}"
    assert client.post(f"{address}/2", {"kind": "single", "response": "2", "go": "previous"})[
        "Location"
    ].endswith("/1")
    assert client.get(address)["Location"] == f"{address}/20"
    assert client.post(f"{address}/20", {"kind": "single", "go": "review"})["Location"] == f"{address}/review"
    review = page(client, f"{address}/review")
    assert "还有 1 题没答：第20题" in review and "canary" not in review
    assert client.post(f"{address}/review")["Location"] == f"{address}/result"
    result = page(client, f"{address}/result")
    assert ">90<" in result and "18 <small>/ 20</small>" in result and result.count("canary-explanation") == 2
    assert page(client, f"{address}/result?show=all").count("canary-explanation") == 20
    assert "考过的" in page(client, "/learn/exam")


def test_scripts_keep_every_choice(client, time_machine):
    address = begun(client)
    saved = client.post(f"{address}/3", {"kind": "single", "response": "1", "save": "1"})
    assert saved.status_code == 200 and "saved_at" in saved.json() and saved.json()["answered"] == 1
    assert re.search(r'value="1" checked', page(client, f"{address}/3"))
    client.post(f"{address}/3", {"kind": "single", "save": "1"})
    assert ExamSlot.objects.get(position=3).answered_at is None
    time_machine.shift(timedelta(minutes=16))
    late = client.post(f"{address}/3", {"kind": "single", "response": "1", "save": "1"})
    assert late.status_code == 409 and late.json()["code"] == "exam_over"
    assert client.post(f"{address}/3", {"kind": "single", "response": "1"})["Location"] == f"{address}/result"
    assert LearningSession.objects.get().score == 0


def test_whoever_looks_after_the_end_sees_the_result(client, time_machine):
    address = begun(client)
    client.post(f"{address}/1", {"kind": "single", "response": "1"})
    time_machine.shift(timedelta(minutes=16))
    assert client.get(f"{address}/2")["Location"] == f"{address}/result"
    assert ReviewLog.objects.count() == 20 and "有一份卷子还没交" not in page(client, "/learn/exam")


def test_no_page_of_practice_opens_an_exam_that_is_going_on(client, person):
    client.force_login(person)
    address = begun(client)
    session = LearningSession.objects.get()
    for path in ("", "/1", "/paper.pdf"):
        assert client.get(f"/learn/sets/{session.pk}{path}").status_code == 404, path
    assert client.post(f"/learn/sets/{session.pk}/1", {"unknown": "1"}).status_code == 404
    assert client.post(f"/learn/sets/{session.pk}/1", {"skip": "1"}).status_code == 404
    assert client.post(f"/learn/sets/{session.pk}/told").status_code == 404
    same = begin_same(session.learner, session.plan, now=session.started_at)
    assert same is not None and same.pk != session.pk
    same.delete()
    client.post(f"/learn/paper/{paper_token(session.plan)}")
    assert LearningSession.objects.exclude(pk=session.pk).get().mode == "random"
    assert f"/learn/sets/{session.pk}" not in page(client, "/learn")
    client.post(f"{address}/review")
    assert client.get(f"/learn/sets/{session.pk}")["Location"] == f"{address}/result"
    assert client.get(f"/learn/sets/{session.pk}/paper.pdf")["Content-Type"] == "application/pdf"


def test_other_peoples_exams_are_not_there(client, person):
    client.force_login(person)
    address = begun(client)
    for stranger in (Client(), logged_in(make_user())):
        for path in ("", "/1", "/review", "/result"):
            assert stranger.get(f"{address}{path}").status_code == 404
        assert stranger.post(f"{address}/1", {"kind": "single", "response": "1"}).status_code == 404
        assert stranger.post(f"{address}/review").status_code == 404
    assert client.get(f"{address}/21").status_code == 404
    for sent in ({"form": "canary"}, {"form": "short", "topic": "99"}, {"contest": "1"}, {"contest": "x"}):
        assert client.post("/learn/exam", sent).status_code == 404


def test_a_question_that_a_contest_takes_is_shown_no_more(client, now, department):
    address = begun(client)
    session = LearningSession.objects.get()
    codes = list(Question.objects.filter(pk__in=session.plan[:10]).values_list("code", flat=True))
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": codes})
    shown = page(client, f"{address}/1")
    assert "这道题不算分" in shown and "选项" not in shown
    assert client.post(f"{address}/1", {"go": "next"})["Location"] == f"{address}/2"
    client.post(f"{address}/review")
    result = page(client, f"{address}/result?show=all")
    assert "有 10 题停用了" in result and result.count("canary-explanation") == 10
    more = list(Question.objects.filter(pk__in=session.plan[10:]).values_list("code", flat=True))
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": more})
    result = page(client, f"{address}/result?show=all")
    assert "canary" not in result and "有 10 题正用在竞赛里" in result


def test_in_the_elders_skin_there_is_no_clock(client):
    client.cookies["display"] = "elder.medium"
    assert "不限时间" in page(client, "/learn/exam")
    address = begun(client)
    assert LearningSession.objects.get().deadline is None
    for path in ("/1", "/review"):
        shown = page(client, f"{address}{path}")
        assert "data-timer" not in shown and "截止" not in shown
    LearningSession.objects.all().delete()
    client.cookies["display"] = "standard.medium"
    timed = begun(client)
    client.cookies["display"] = "elder.medium"
    shown = page(client, f"{timed}/1")
    assert "data-timer" not in shown and "请在 10:15 前交卷" in shown


def test_as_in_a_contest(client, now, department, organizer, time_machine):
    person = make_user(department)
    client.force_login(person)
    contest = make_contest(now, department, questions=0, title="去年的竞赛")
    close_contest(organizer, contest, now=now)
    time_machine.shift(timedelta(days=1))
    assert "去年的竞赛" in page(client, "/learn/exam")
    address = client.post("/learn/exam", {"contest": contest.pk})["Location"]
    session = LearningSession.objects.get()
    assert session.size == 10 and session.rules == contest.rules
    client.post(f"{address}/review")
    assert "去年的竞赛" in page(client, f"{address}/result")
    assert Client().post("/learn/exam", {"contest": contest.pk}).status_code == 404


def test_a_long_result_takes_as_many_statements_as_a_short_one(client, now):
    def statements(**form: str) -> int:
        address = begun(client, **form)
        client.post(f"{address}/review")
        forget_contents()
        with CaptureQueriesContext(connection) as asked:
            assert page(client, f"{address}/result?show=all").count("解析") >= 5
        return len(asked)

    for _each in range(5):
        make_question(now=now, topic="0909")
    assert statements(topic="0909") == statements(topic="0101")


def test_too_few_questions_are_told(client, now):
    make_question(now=now, topic="0909")
    answer = client.post("/learn/exam", {"form": "short", "topic": "0909"})
    assert answer.status_code == 409 and "凑不成一份卷子" in answer.content.decode()


def test_what_was_begun_on_a_device_goes_on_after_the_login(client, person, now):
    address = begun(client)
    client.force_login(person)
    assert client.get(f"{address}/1").status_code == 200
    learner_for(person, LearningSession.objects.get().learner_id, now=now)
    assert client.post(f"{address}/review")["Location"] == f"{address}/result"
    assert LearningSession.objects.get().learner.user == person
