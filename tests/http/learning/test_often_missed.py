"""What learners miss again and again, as writers and reviewers see it: how many, never who."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleGrant
from learning.models import Learner
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin_same
from quiz.models import QuestionRevision
from tests.clients import page
from tests.factories import make_department, make_organizer, make_question, make_reviewer
from tests.service.learning.answering import edited

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/bank/often-missed"
DAY = timedelta(days=1)


def answered(learner: Learner, question: int, now, *, rights: str) -> None:
    """One answer a day, right where there is an r."""
    for days, one in enumerate(rights):
        at = now + days * DAY
        session = begin_same(learner, [question], now=at)
        response = [1] if one == "r" else [3]
        answer_item(session, 1, response, shown_at=at - timedelta(seconds=20), now=at)
        learner.sessions.filter(finished_at=None).update(finished_at=at)


def missed_again_and_again(revision: QuestionRevision, now, *, people: int) -> list[Learner]:
    """Three times in and twice out of the notebook."""
    learners = [learner_for(None, None, now=now) for _each in range(people)]
    for learner in learners:
        answered(learner, revision.question_id, now, rights="wrrrwrrrw")
    return learners


@pytest.fixture
def writer(client):
    user = make_organizer(make_department())
    client.force_login(user)
    return user


def shown(client) -> str:
    return page(client, ADDRESS)


def test_what_three_learners_miss_again_and_again_is_listed(client, writer, now):
    often, twice = make_question(now=now), make_question(now=now)
    learners = missed_again_and_again(often, now, people=3)
    missed_again_and_again(twice, now, people=2)
    answered(learner_for(None, None, now=now), often.question_id, now, rights="wr")
    page = shown(client)
    assert often.question.code in page and "3 人反复答错" in page and "学过的共 4 人" in page
    assert twice.question.code not in page
    assert reverse("bank_question", args=[often.question.code]) in page
    answered(learners[0], often.question_id, now + 9 * DAY, rights="rrr")
    assert "没有反复答错的题" in shown(client), "one has made it good"


def test_a_new_revision_begins_anew(client, writer, now):
    often = make_question(now=now)
    learners = missed_again_and_again(often, now, people=3)
    assert often.question.code in shown(client)
    edited(often, now + 9 * DAY, stem="同一道题，换了说法（　　）")
    assert often.question.code not in shown(client)
    for learner in learners:
        answered(learner, often.question_id, now + 10 * DAY, rights="w")
    assert often.question.code in shown(client), "it is still missed"


def test_who_may_see_it(client, person, writer):
    reviewer = make_reviewer()
    for user, status in ((writer, 200), (reviewer, 200), (person, 404)):
        client.force_login(user)
        assert client.get(ADDRESS).status_code == status
    client.logout()
    assert client.get(ADDRESS).headers["Location"].startswith("/login")


def test_the_bank_and_the_doubts_lead_there(client, writer, now):
    make_question(now=now)
    RoleGrant.objects.create(user=writer, role=RoleGrant.Role.REVIEWER)
    for address in ("/manage/bank", "/manage/bank/doubts"):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()


def test_as_many_statements_for_many(client, writer, now):
    counts = []
    for number in (1, 4):
        for _each in range(number):
            missed_again_and_again(make_question(now=now), now, people=3)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 9
