"""挑战答题 in the browser's place: the clock is the server's, the board is for whoever wants to be on it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.models import LearningSession, ReviewLog
from learning.services.learners import learner_for
from learning.services.runs import answer_run, begin_run
from quiz.models import Question, QuestionRevision
from tests.clients import logged_in, page
from tests.factories import make_contest, make_department, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture(autouse=True)
def bank(now):
    return [make_question(now=now, explanation="canary-explanation") for _each in range(8)]


def begun(client: Client) -> str:
    answer = client.post("/learn/challenge")
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def send(client: Client, address: str, place: int, response: str = "1"):
    return client.post(f"{address}/{place}", {"kind": "single", "response": response})


def test_right_ones_go_on_and_the_first_wrong_one_ends_it(client, time_machine):
    assert "每题 45 秒" in page(client, "/learn/challenge") and not LearningSession.objects.exists()
    address = begun(client)
    shown = page(client, address)
    assert "第一题" in shown and "data-timer" in shown and "canary" not in shown
    for place in (1, 2):
        time_machine.shift(20)
        assert send(client, address, place)["Location"] == address
    assert "已连对 2 题" in page(client, address)
    assert "接着挑战" in page(client, "/learn/challenge")
    send(client, address, 2)  # the same click again
    send(client, address, 3, "2")
    over = page(client, address)
    assert "连对 2 题" in over and "最长的一轮" in over and over.count("canary-explanation") == 1
    assert send(client, address, 4)["Location"] == address
    assert ReviewLog.objects.count() == 3 and LearningSession.objects.get().score == 2


def test_time_that_is_up_ends_it(client, time_machine):
    address = begun(client)
    time_machine.shift(49)
    assert "这一题到时间了" in page(client, address)
    assert LearningSession.objects.get().score == 0
    assert begun(client) != address


def test_nothing_chosen_is_no_answer_and_not_knowing_is_one(client):
    address = begun(client)
    assert client.post(f"{address}/1", {"kind": "single"})["Location"] == address
    assert "还没有选答案" in page(client, address)
    assert not ReviewLog.objects.exists()
    client.post(f"{address}/1", {"kind": "single", "unknown": "1"})
    assert "停在这一题" in page(client, address)


def test_no_page_of_practice_opens_a_run_that_is_going_on(client):
    address = begun(client)
    session = LearningSession.objects.get()
    send(client, address, 1)
    for path in ("", "/1", "/paper.pdf"):
        assert client.get(f"/learn/sets/{session.pk}{path}").status_code == 404, path
    send(client, address, 2, "2")
    assert client.get(f"/learn/sets/{session.pk}")["Location"] == address
    assert client.get(f"/learn/sets/{session.pk}/2").status_code == 200
    assert client.get(f"/learn/exam/{session.pk}").status_code == 404


def test_other_peoples_runs_are_not_there(client, person):
    client.force_login(person)
    address = begun(client)
    for stranger in (Client(), logged_in(make_user())):
        assert stranger.get(address).status_code == send(stranger, address, 1).status_code == 404


def test_what_a_contest_takes_meanwhile_is_skipped(client, now, department):
    address = begun(client)
    session = LearningSession.objects.get()
    first = Question.objects.get(pk=session.plan[0]).code
    more = [make_question(now=now).question.code for _each in range(5)]
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": [first, *more]})
    assert "先跳过" in page(client, address)
    send(client, address, 1)
    assert not ReviewLog.objects.exists()
    client.post(f"{address}/1", {"skip": "1"})
    assert "第一题" in page(client, address) and "先跳过" not in page(client, address)


def test_in_the_elders_skin_it_is_kindly_left_out(client):
    address = begun(client)
    client.cookies["display"] = "elder.medium"
    for path in ("/learn/challenge", address):
        shown = page(client, path)
        assert "不赶时间" in shown and "data-timer" not in shown
    assert client.post("/learn/challenge").status_code == 200
    assert LearningSession.objects.count() == 1


def test_the_board(client, person, time_machine):
    assert client.get("/learn/challenge/board")["Location"].startswith("/login")
    client.force_login(person)
    assert "榜上还没有名字" in page(client, "/learn/challenge/board")
    other = make_user(person.department, name="李四")
    for one, right in ((person, 2), (other, 3)):
        browser = logged_in(one)
        address = begun(browser)
        for place in range(1, right + 1):
            send(browser, address, place)
        send(browser, address, right + 1, "2")
    words = " ".join(re.sub(r"<[^>]+>", " ", page(client, "/learn/challenge/board")).split())
    assert words.index("李四") < words.rindex(person.name) and "我的排名 第2名" in words
    leave = logged_in(other)
    there = leave.post("/learn/challenge/on-board", {"stay": "0", "next": "/learn/challenge/board"})
    assert there["Location"] == "/learn/challenge/board" and "不上榜" in page(leave, there["Location"])
    shown = page(client, "/learn/challenge/board?of=all")
    assert "李四" not in shown and "第1名" in shown
    leave.post("/learn/challenge/on-board", {"stay": "1", "next": "https://elsewhere.example/"})
    assert "李四" in page(client, "/learn/challenge/board")
    time_machine.shift(timedelta(days=40))
    client.force_login(person)
    assert "榜上还没有名字" in page(client, "/learn/challenge/board")
    assert "李四" in page(client, "/learn/challenge/board?of=all")


def test_the_board_of_the_own_department(client, person, now, department):
    below, elsewhere = make_department("下属单位", department), make_department("别的单位")
    people = [make_user(one) for one in (below, elsewhere)]
    for number, one in enumerate((person, *people), start=1):
        run = begin_run(learner_for(one, None, now=now), now=now)
        for place in range(1, number + 1):
            answer_run(run, place, [1], now=now)
        answer_run(run, number + 1, [2], now=now)
    client.force_login(person)
    shown = page(client, "/learn/challenge/board?of=unit")
    assert people[0].name in shown and people[1].name not in shown and "我的排名 第2名" in shown
    assert "我的排名 第3名" in page(client, "/learn/challenge/board?of=all")
    stranger = logged_in(make_user())
    assert stranger.get("/learn/challenge/board?of=unit").status_code == 404
    assert stranger.get("/learn/challenge/board?of=canary").status_code == 404


def test_the_board_takes_as_many_statements_for_thirty_as_for_three(client, person, now, department):
    client.force_login(person)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, "/learn/challenge/board")
        return len(asked)

    _runs(now, department, 3)
    page(client, "/learn/challenge/board")
    few = statements()
    _runs(now, department, 27)
    assert statements() == few


def _runs(now, department, people: int) -> None:
    for _each in range(people):
        run = begin_run(learner_for(make_user(department), None, now=now), now=now)
        answer_run(run, 1, [1], now=now)
        answer_run(run, 2, [2], now=now)


def test_the_key_is_never_in_a_run(client, bank):
    address = begun(client)
    plan = LearningSession.objects.get().plan
    for place, question in enumerate(plan[:-1], start=1):
        assert "canary" not in page(client, address)
        key = QuestionRevision.objects.get(question=question).key
        send(client, address, place, str(key[0]))
    assert f"已连对 {len(plan) - 1} 题" in page(client, address)
