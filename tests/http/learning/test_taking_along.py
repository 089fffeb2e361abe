"""What was learned on a device is the person's from the login on, before anything else is begun."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from learning.models import Learner, LearningSession
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin
from tests.factories import make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
Mode = LearningSession.Mode


def test_the_login_itself_takes_it_over(client, person, now):
    for _each in range(6):
        make_question(now=now, explanation="canary-explanation")
    own = learner_for(person, None, now=now)
    elsewhere = begin(own, Mode.RANDOM, now=now - timedelta(days=3))
    assert elsewhere
    answer_item(elsewhere, 1, [1], shown_at=now - timedelta(days=3), now=now - timedelta(days=3))

    here = client.post(reverse("learn_begin"), {"mode": "random"})["Location"]
    client.post(f"{here}/1", {"kind": "single", "unknown": "1"})
    answered = client.post("/login", {"username": person.username, "password": "a-good-password"})
    assert answered.status_code == 302
    assert Learner.objects.get() == own and own.sessions.count() == 2
    assert here in client.get("/learn").content.decode()  # it waits
    assert client.get(here).status_code == 200
    client.logout()
    assert client.get(here).status_code == 404  # and is nobody else's


def test_a_login_without_learning_makes_nothing(client, person, now):
    client.post("/login", {"username": person.username, "password": "a-good-password"})
    assert not Learner.objects.exists()


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_login_leads_back_to_where_one_was(client, person, now, mode):
    for _each in range(6):
        make_question(now=now)
    client.post("/display", {"mode": mode})
    here = client.post(reverse("learn_begin"), {"mode": "random"})["Location"]
    login = re.search(r'href="(/login[^"]*)"', client.get(here).content.decode())[1]
    known = {"username": person.username, "password": "a-good-password"}
    assert client.post(unescape(login), known)["Location"] == here
