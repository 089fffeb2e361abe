"""备赛计划 in the browser's place: a card, a page, a set; calm in 长辈版, closed to strangers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.models import LearningSession
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin_same
from quiz.models import Question
from tests.clients import logged_in, page
from tests.factories import make_contest, make_department, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
PAPER = {"mode": "blueprint", "rows": [{"count": 5, "topics": ["0101"], "bank": "contest"}]}


@pytest.fixture
def contest(department, now):
    for _each in range(6):
        made = make_question(now=now, stem="canary-contest")
        Question.objects.filter(pk=made.question_id).update(bank="contest")
    return make_contest(now + timedelta(days=10), department, questions=0, paper=PAPER)


@pytest.fixture
def practice(contest, now):
    return [make_question(now=now) for _each in range(18)]


def test_card_page_and_set(own, contest, practice):
    address = f"/learn/prepare/{contest.pk}"
    for where in ("/learn", f"/contests/{contest.pk}"):
        shown = page(own, where)
        assert f'href="{address}"' in shown and "今天 2 题" in shown
    shown = page(own, address)
    assert "往后每天" in shown and shown.count("今天</") == 1  # the first bar
    assert "2 题：复习 0 题，新题 2 题。" in shown and "canary" not in shown
    there = own.post(address)["Location"]
    assert there == f"/learn/sets/{LearningSession.objects.get().pk}" and "canary" not in page(own, there)
    assert page(own, address).count("今天</") == 0
    assert "接着做" in page(own, address) and "备赛练习" in page(own, "/learn")
    for place in (1, 2):
        own.post(f"{there}/{place}", {"kind": "single", "response": "1"})
    assert "今天的做完了" in page(own, address) and "今天的做完了" in page(own, "/learn")
    assert "做完了" in page(own, there)
    assert own.post(address)["Location"] == there


def test_missed_days_are_mentioned_nowhere(own, contest, practice, time_machine, now):
    address = f"/learn/prepare/{contest.pk}"
    own.post(address)
    time_machine.move_to(now + timedelta(days=5), tick=False)
    assert "5 题：复习 0 题，新题 5 题。" in page(own, address)
    time_machine.move_to(now + timedelta(days=9), tick=False)
    assert "该看的都看过了，今天歇一歇" in page(own, address)
    time_machine.move_to(contest.opens_at, tick=False)
    assert own.get(address).status_code == 404 and "备赛计划" not in page(own, f"/contests/{contest.pk}")


def test_the_elders_skin_counts_nothing(own, person, contest, practice):
    person.display_mode = "elder"
    person.save(update_fields=["display_mode"])
    shown = page(own, f"/learn/prepare/{contest.pk}")
    assert "不着急" in shown and "复习 0 题" not in shown and "往后每天" not in shown
    assert "慢慢做" in page(own, "/learn")


def test_strangers_visitors_and_the_wrong_way_in(own, client, contest, practice):
    address = f"/learn/prepare/{contest.pk}"
    assert client.get(address)["Location"].startswith("/login")
    stranger = logged_in(make_user(make_department("别处")))
    assert stranger.get(address).status_code == 404 and stranger.post(address).status_code == 404
    assert own.get("/learn/prepare/999999").status_code == 404
    assert own.post("/learn/begin", {"mode": "prepare"}).status_code == 404
    assert "备赛计划" not in page(stranger, "/learn") and "备赛计划" not in page(client, "/learn")


def test_where_the_contest_keeps_everything(own, contest):
    assert "现在没有能练的题" in page(own, f"/learn/prepare/{contest.pk}")
    refused = own.post(f"/learn/prepare/{contest.pk}")
    assert refused.status_code == 409 and "今天这份计划里没有要做的题" in refused.content.decode()


def test_it_costs_the_same_with_few_and_with_many(own, person, contest, practice, now):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            page(own, f"/learn/prepare/{contest.pk}")
        return len(made)

    learner = learner_for(person, None, now=now)
    done = begin_same(learner, [one.question_id for one in practice[:1]], now=now)
    answer_item(done, 1, [1], shown_at=now - timedelta(seconds=9), now=now)
    page(own, f"/learn/prepare/{contest.pk}")
    few = cost()
    for one in practice[1:] + [make_question(now=now) for _each in range(20)]:
        done = begin_same(learner, [one.question_id], now=now)
        answer_item(done, 1, [1], shown_at=now - timedelta(seconds=9), now=now)
    assert cost() == few <= 20
