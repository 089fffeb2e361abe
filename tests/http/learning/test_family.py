"""请家人帮忙: the same question without an account, no key before it is asked for, nothing that counts."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from learning.models import Learner, LearningSession, ReviewLog
from learning.web.family import VALID_FOR, Asked, family_token
from quiz.models import Question, QuestionRevision
from tests.factories import make_contest, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
WHY = "因为这是一个秘密的解释。"


@pytest.fixture
def question(now) -> QuestionRevision:
    return make_question(now=now, explanation=WHY)


@pytest.fixture
def here(client, question) -> str:
    """The address of the set that asks it."""
    return client.post("/learn/begin", {"mode": "random"})["Location"]


def link(client: Client, here: str) -> str:
    page = client.get(f"{here}/1/family").content.decode()
    found = re.search(r'value="([^"]+/learn/family/[^"]+)"', page)
    assert found and "<svg" in page
    return urlsplit(found[1]).path


def letters(page: str) -> list[str]:
    return re.findall(r'name="response"[^>]* value="(\d+)"', page)


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_family_sees_the_very_same_question_without_its_key(client, question, mode):
    client.post("/display", {"mode": mode})
    here = client.post("/learn/begin", {"mode": "random"})["Location"]
    own = client.get(here).content.decode()
    assert "请家人帮忙" in own and f"{here}/1/family" in own
    family = Client()
    for method in (family.get, family.head):
        answer = method(link(client, here))
        assert answer.status_code == 200 and WHY not in answer.content.decode()
    page = family.get(link(client, here)).content.decode()
    assert question.stem in page
    assert letters(page) == letters(own) != []
    for option in question.options:
        assert option["text"] in page


def test_the_key_comes_when_it_is_asked_for_and_nothing_counts(client, question, here):
    family = Client()
    path = link(client, here)
    for form in ({}, {"response": "2", "kind": "single"}, {"response": ["x", "99"], "kind": "single"}):
        page = family.post(path, form).content.decode()
        assert WHY in page and question.stem in page
    session = LearningSession.objects.get()
    assert (session.position, ReviewLog.objects.count(), Learner.objects.count()) == (0, 0, 1)
    assert "learner" not in family.cookies
    assert WHY not in client.get(here).content.decode()  # the learner's own page waits as it was


def test_asking_is_no_answer(client, here):
    before = LearningSession.objects.values().get()
    client.get(f"{here}/1/family")
    assert LearningSession.objects.values().get() == before
    assert not ReviewLog.objects.exists()


def test_after_the_answer_too_and_back_to_where_it_was_asked(client, here):
    assert f'href="{here}"' in client.get(f"{here}/1/family").content.decode()
    client.post(f"{here}/1", {"unknown": "1"})
    assert f"{here}/1/family" in client.get(f"{here}/1").content.decode()
    assert f'href="{here}/1"' in client.get(f"{here}/1/family").content.decode()


def test_questions_that_come_later_and_sets_of_others_are_not_asked_for(client, here):
    assert client.get(f"{here}/0/family").status_code == 404
    assert client.get(f"{here}/2/family").status_code == 404
    assert Client().get(f"{here}/1/family").status_code == 404


def test_a_blank_is_filled_in(client, now):
    make_question(now=now, type="blank", explanation=WHY)
    here = client.post("/learn/begin", {"mode": "random"})["Location"]
    page = Client().post(link(client, here), {"kind": "blank", "response": ["冰"]}).content.decode()
    assert "冰" in page and "水" in page


def test_the_link_grows_old(client, question, here, now):
    session = LearningSession.objects.get()
    assert Client().get(link(client, here)).status_code == 200

    def after(left: timedelta):
        until = int((now + left).timestamp())
        token = family_token(Asked(question.question_id, session.pk, 1, until))
        return Client().get(f"/learn/family/{token}")

    assert after(timedelta(seconds=2)).status_code == 200
    old = after(timedelta(0))
    assert old.status_code == 410 and "过期" in old.content.decode()
    assert timedelta(days=3) == VALID_FOR


def test_nobody_makes_a_link_for_another_question(client, here):
    path = link(client, here)
    for wrong in (path[:-1], path[:-6] + "aaaaaa", "/learn/family/x", "/learn/family/1:2:3"):
        for method in (Client().get, Client().post):
            assert method(wrong).status_code == 404


def test_a_contest_that_begins_meanwhile_keeps_the_question(client, question, here, now, department):
    path = link(client, here)
    paper = {"mode": "fixed", "questions": [question.question.code]}
    make_contest(now, department, questions=0, paper=paper)
    for answer in (Client().get(path), Client().post(path), client.get(f"{here}/1/family")):
        page = answer.content.decode()
        assert answer.status_code == 410 and "竞赛" in page
        assert question.stem not in page and WHY not in page


def test_a_question_that_is_retired_vanishes_calmly(client, question, here):
    path = link(client, here)
    Question.objects.filter(pk=question.question_id).update(state=Question.State.RETIRED)
    for answer in (Client().get(path), Client().post(path), client.get(f"{here}/1/family")):
        assert answer.status_code == 410 and question.stem not in answer.content.decode()


def test_its_picture_is_there_for_as_long_as_the_question_is(client, now, department, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = f"questions/{'a' * 64}.png"
    default_storage.save(name, ContentFile(b"\x89PNG"))
    revision = make_question(now=now, image=name, image_alt="一张图")
    here = client.post("/learn/begin", {"mode": "random"})["Location"]
    assert f'src="/media/{name}"' in Client().get(link(client, here)).content.decode()
    assert Client().get(f"/media/{name}").status_code == 200
    paper = {"mode": "fixed", "questions": [revision.question.code]}
    make_contest(now, department, questions=0, paper=paper)
    assert Client().get(f"/media/{name}").status_code == 302
    assert Client().get("/media/questions/other.png").status_code == 302
