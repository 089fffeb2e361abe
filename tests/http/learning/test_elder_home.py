"""长辈版's first page and what can be listened to."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin
from quiz.models import Question
from quiz.services.attempts import start_or_resume
from tests.clients import page
from tests.factories import make_contest, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
PHONE = "0571-12345678"


def blocks(text: str) -> list[str]:
    return re.findall(r'class="elder-block[^>]*>.*?<b>(.*?)</b>', text, re.DOTALL)


@pytest.fixture
def elder(client, settings):
    settings.HELP_PHONE = PHONE
    client.cookies["display"] = "elder.medium"
    return client


def test_a_visitor_has_three_blocks_and_four_once_something_waits(elder, now):
    for _each in range(3):
        make_question(now=now)
    text = page(elder)
    assert blocks(text) == ["今天的题", "听科普", "求助"] and f"tel:{PHONE}" in text and "登录" in text
    address = elder.post("/learn/begin", {"mode": "daily"})["Location"]
    text = page(elder)
    assert blocks(text) == ["今天的题", "接着上次", "听科普", "求助"]
    assert f'href="{address}"' in text and "今日练习，第 1 题" in text


def test_an_exam_that_is_going_on_is_what_waits(elder, now):
    for _each in range(5):
        make_question(now=now)
    address = elder.post("/learn/exam", {"form": "short"})["Location"]
    text = page(elder)
    assert blocks(text) == ["今天的题", "接着上次", "听科普", "求助"] and f'href="{address}"' in text


def test_a_paper_that_is_open_is_what_waits(elder, person, department, now):
    person.display_mode = "elder"
    person.save(update_fields=["display_mode"])
    elder.force_login(person)
    attempt = start_or_resume(person, make_contest(now, department).pk, now=now)
    text = page(elder)
    assert blocks(text) == ["今天的题", "接着上次", "听科普", "求助"]
    assert f'href="/attempts/{attempt.pk}"' in text.split("elder-more")[0]
    assert "data-timer" not in text and '<details class="elder-more" open>' in text


def test_a_contest_that_is_coming_counts_nothing_down(elder, person, department, now):
    person.display_mode = "elder"
    person.save(update_fields=["display_mode"])
    elder.force_login(person)
    make_contest(now + timedelta(days=3), department, title="下周的竞赛")
    text = page(elder)
    assert "下周的竞赛" in text and "data-timer" not in text


def test_the_standard_page_keeps_its_own(client):
    assert blocks(page(client)) == []


def test_facts_are_those_of_the_days_topic_until_something_was_met(elder, now):
    for code in ("0101", "0202"):
        make_question(
            now=now, topic=code, stem=f"{code}每天吃盐不超过（　　）。", explanation="<strong>少盐</strong>。"
        )
    text = page(elder, "/learn/listen")
    assert text.count("data-aloud>") == 1 and "每天吃盐不超过选项" in text and "<strong>少盐</strong>" in text
    other = re.search(r'href="(/learn/listen\?topic=\d{4})"', text)[1]
    assert page(elder, other).count("data-aloud>") == 1
    assert page(elder, other) != text
    assert elder.get("/learn/listen?topic=9999").status_code == 404
    address = elder.post("/learn/begin", {"mode": "daily"})["Location"]
    elder.post(f"{address}/1", {"unknown": "1"})
    assert "您最近做过的题" in page(elder, "/learn/listen")


def test_every_type_can_be_listened_to(elder, now):
    make_question(now=now, stem="下列哪个对？", key=[2])
    make_question(now=now, type="multi", stem="有（　　）。")
    make_question(now=now, type="judge", stem="早治好。", key=[0])
    make_question(now=now, type="blank", stem="人要喝____。", key=[["<水>"]])
    text = page(elder, "/learn/listen")
    assert text.count("data-aloud>") == 4 and "人要喝&lt;水&gt;。" in text and "错误" in text


def test_what_a_contest_keeps_to_itself_is_not_told(elder, now, department):
    make_question(now=now, explanation="canary")
    assert "canary" in page(elder, "/learn/listen")
    paper = {"mode": "fixed", "questions": list(Question.objects.values_list("code", flat=True))}
    make_contest(now, department, questions=0, paper=paper)
    assert "canary" not in page(elder, "/learn/listen")


def test_the_page_has_a_budget(elder, person, now):
    elder.force_login(person)
    learner = learner_for(person, None, now=now)

    def statements(count: int) -> int:
        for _each in range(count):
            make_question(now=now)
        session = begin(learner, "random", now=now)
        for position in range(1, session.size + 1):
            answer_item(session, position, [1], shown_at=now - timedelta(seconds=20), now=now)
        page(elder, "/learn/listen")
        with CaptureQueriesContext(connection) as asked:
            page(elder, "/learn/listen")
        return len(asked)

    assert statements(2) == statements(20)
