"""What a learner does with questions and sets: cut and brought back, printed, gone on with; what is said of
answers that count for nothing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.services.exams import begin_exam, hand_in_exam
from learning.services.learners import learner_for
from learning.services.points import settle_points
from learning.services.practice import answer_item, begin
from quiz.models import Question, QuestionRevision, Topic
from tests.clients import page
from tests.factories import make_question
from tests.pdf_text import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
Mode = LearningSession.Mode


@pytest.fixture
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now, explanation=f"canary-{number}") for number in range(12)]


@pytest.fixture
def learner(client, person, now) -> Learner:
    client.force_login(person)
    return learner_for(person, None, now=now)


def practised(learner: Learner, now, *, mode=Mode.RANDOM, topic="", response=(3,), seconds=20, places=99):
    """A set of which so many places are answered alike."""
    session = begin(learner, mode, now=now, topic=topic)
    assert session
    for position in range(1, places + 1):
        if session.finished_at:
            break
        shown = now - timedelta(seconds=seconds)
        answer_item(session, position, list(response), shown_at=shown, now=now)
    return session


# ── 斩题 ──────────────────────────────────────────────────────────────────────


def test_what_is_never_asked_again_can_be_found_and_brought_back(client, bank, learner, now):
    assert "不再出的题" not in page(client, "/learn")
    assert "没有" in page(client, "/learn/cut")
    practised(learner, now, places=1)
    question = ReviewLog.objects.get().question_id
    client.post(reverse("learn_mark", args=[question]), {"name": "cut", "value": "1"})
    assert 'href="/learn/cut"' in page(client, "/learn")
    shown = page(client, "/learn/cut")
    assert "canary" in shown and "点这里恢复" in shown and "练这些题" not in shown
    value = re.search(r'name="name" value="cut"><button[^>]*value="(\d)"', shown)[1]
    client.post(reverse("learn_mark", args=[question]), {"name": "cut", "value": value, "next": "/learn/cut"})
    assert not Memory.objects.get().is_cut and "canary" not in page(client, "/learn/cut")


def test_where_nothing_is_left_to_practise_the_page_says_why(client, bank, learner, now):
    asked = {"wrong": "竞赛结束后再来", "unseen": "都做过了"}
    Question.objects.update(state=Question.State.RETIRED)
    for mode, why in asked.items():
        assert why in client.post("/learn/begin", {"mode": mode}).content.decode()


def test_what_is_kept_and_cut_is_not_asked(client, bank, learner, now):
    practised(learner, now, places=1)
    question = ReviewLog.objects.get().question_id
    for name in ("kept", "cut"):
        client.post(reverse("learn_mark", args=[question]), {"name": name, "value": "1"})
    shown = client.post("/learn/begin", {"mode": "kept"}).content.decode()
    assert "不再出这道题" in shown and "canary" in page(client, "/learn/kept")


# ── 再来一组 ──────────────────────────────────────────────────────────────────


def test_once_more_goes_on_with_the_same_kind(client, bank, learner, now):
    topic = bank[0].question.topic.code
    for _each in range(30):
        make_question(now=now, topic="0999")
    done = practised(learner, now, mode=Mode.TOPIC, topic=topic, response=(1,))
    form = re.search(r"<form[^>]*learn/begin.*?</form>", page(client, f"/learn/sets/{done.pk}"), re.S)[0]
    assert "再来一组" in form
    fields = dict(re.findall(r'name="(mode|topic)" value="([^"]*)"', form))
    again = client.post("/learn/begin", fields)["Location"]
    session = LearningSession.objects.get(pk=again.rpartition("/")[2])
    assert (session.mode, session.topic) == ("topic", topic)


@pytest.mark.parametrize(
    "mode, goes_on", [("unseen", "unseen"), ("wrong", "wrong"), ("daily", "random"), ("random", "random")]
)
def test_once_more_by_mode(client, bank, learner, now, mode, goes_on):
    if mode == "wrong":
        practised(learner, now)
    done = practised(learner, now, mode=mode, response=(1,))
    assert f'name="mode" value="{goes_on}"' in page(client, f"/learn/sets/{done.pk}")


# ── What counts for nothing ───────────────────────────────────────────────────


def test_a_tap_that_counts_for_nothing_is_told_so(client, bank, learner, now):
    quick = practised(learner, now, places=1, seconds=0.2)
    assert "这一次不算数" in page(client, f"/learn/sets/{quick.pk}/1")
    answer_item(quick, 2, [3], shown_at=now - timedelta(seconds=20), now=now)
    assert "这一次不算数" not in page(client, f"/learn/sets/{quick.pk}/2")


def test_the_end_of_a_set_says_of_the_notebook_what_is_true(client, bank, learner, now):
    taps = practised(learner, now, seconds=0.2)
    shown = page(client, f"/learn/sets/{taps.pk}")
    assert "进了错题本" not in shown and "不算数" in shown
    assert "错题本是空的" in page(client, "/learn/notebook")
    read = practised(learner, now)
    assert "没答对的都进了错题本" in page(client, f"/learn/sets/{read.pk}")


def test_an_exam_handed_in_blank_is_no_day_of_learning(client, bank, learner, now):
    exam = begin_exam(learner, now=now)
    hand_in_exam(exam, now=now + timedelta(minutes=1))
    settle_points(learner, now=now + timedelta(minutes=2))
    assert not learner.points.exists()
    assert ReviewLog.objects.filter(rating=1).count() == 12  # what was left out is a miss all the same


# ── The notebook ──────────────────────────────────────────────────────────────


def test_the_notebook_is_printed_in_large_type(client, bank, learner, now):
    assert "paper.pdf" not in page(client, "/learn/notebook")
    assert client.get("/learn/notebook/paper.pdf").status_code == 200  # says that there is nothing
    practised(learner, now)
    assert 'href="/learn/notebook/paper.pdf"' in page(client, "/learn/notebook")
    answer = client.get("/learn/notebook/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    found = pdf_text(answer.content)
    assert "错题本" in found.pages[0] and "手机扫一扫" in found.pages[0]
    wrong = QuestionRevision.objects.filter(question__in=learner.memories.values("question"))
    assert all(one.stem in found.text for one in wrong)


def test_a_long_notebook_says_that_it_shows_the_newest(client, bank, learner, now, monkeypatch):
    monkeypatch.setattr("learning.web.books.MOST", 4)
    practised(learner, now)
    shown = page(client, "/learn/notebook")
    assert shown.count("<article") == 4
    assert "共 10 题" in shown and "这里列出最近的 4 题" in shown


def test_the_notebook_says_what_is_put_aside(client, bank, learner, now):
    practised(learner, now, places=2)
    assert "先不出" not in page(client, "/learn/notebook")
    Memory.objects.filter(pk=Memory.objects.earliest("pk").pk).update(lapses=8)
    assert page(client, "/learn/notebook").count("忘了八次以上，今日练习里先不出") == 1


# ── How far ───────────────────────────────────────────────────────────────────


def test_progress_by_topic_too(client, bank, learner, now):
    topic = bank[0].question.topic
    area = Topic.objects.create(code=topic.code[:2], name="健康生活", name_en="Health")
    Topic.objects.filter(pk=topic.pk).update(parent=area)
    practised(learner, now, response=(1,), places=3)
    Memory.objects.filter(pk=Memory.objects.earliest("pk").pk).update(level=3)
    shown = page(client, "/learn/progress")
    assert re.search(rf"{topic.name}</th>.*?1/3", shown, re.S)


# ── 长辈版 ────────────────────────────────────────────────────────────────────


def test_in_the_elders_skin_random_sets_are_short_and_of_their_questions(client, learner, now):
    for number in range(40):
        make_question(now=now, audience=["public"] if number % 6 else ["elder"])
    session = begin(learner, Mode.RANDOM, now=now, is_elder=True)
    assert session and len(session.plan) == 5
    audiences = QuestionRevision.objects.filter(question__in=session.plan).values_list("audience", flat=True)
    assert all("elder" in audience for audience in audiences)
    client.post("/display", {"mode": "elder"})
    assert "五道题" in page(client, "/learn") and "十道题" not in page(client, "/learn")


# ── Nothing to ask ────────────────────────────────────────────────────────────


def test_nothing_to_ask_today_is_said_and_the_skin_may_be_changed_there(client, learner, now):
    told = client.post("/learn/begin", {"mode": "daily"}).content.decode()
    assert "今天没有要做的题" in told
    there = client.post("/display", {"mode": "elder", "next": "/learn/begin"}, follow=True)
    assert there.status_code == 200 and there.redirect_chain[-1][0] == "/learn"
    assert "今天没有要做的题" not in client.post("/learn/begin", {"mode": "unseen"}).content.decode()


def test_another_set_that_waits_is_not_called_todays(client, bank, learner, now):
    practised(learner, now, places=1)
    shown = page(client, "/learn")
    assert "接着做：随机练习" in shown and "先复习快忘的" in shown and "上次停在哪里" not in shown
