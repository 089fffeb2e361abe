"""In 长辈版 a login outlives a month's absence; a logout, a card's end and the standard are as everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.factories import make_department, make_question, make_user

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def come(now, time_machine):
    """Somebody who has logged in with a password."""

    def come(mode: str) -> Client:
        time_machine.move_to(now, tick=False)
        user = make_user(make_department(), display_mode=mode)
        client = Client()
        client.post("/login", {"username": user.username, "password": "a-good-password"})
        return client

    return come


def is_in(client: Client) -> bool:
    return client.get("/settings/password").status_code == 200


def test_a_month_later_at_the_same_question(come, now, time_machine: Any):
    for _each in range(4):
        make_question(now=now)
    elder = come("elder")
    address = elder.post(reverse("learn_begin"), {"mode": "daily"})["Location"]
    elder.post(f"{address}/1", {"kind": "single", "unknown": "1"})
    left = elder.get(address).content
    for _each in range(3):  # and again, for each time something is sent
        time_machine.shift(timedelta(days=100))
        assert is_in(elder)
        assert elder.post("/display", {"text_size": "medium"}).status_code == 302
    assert "第2题" in elder.get(address).content.decode() and left
    time_machine.shift(timedelta(days=121))
    assert not is_in(elder)


def test_the_standard_keeps_its_month(come, time_machine: Any):
    employee = come("standard")
    employee.post(reverse("learn_begin"), {"mode": "daily"})
    time_machine.shift(MONTH + timedelta(days=1))
    assert not is_in(employee)


def test_it_is_written_once_a_day_and_a_logout_ends_it(come):
    elder = come("elder")
    before = Session.objects.get().session_data
    elder.post("/display", {"text_size": "medium"})
    assert Session.objects.get().session_data == before
    elder.post("/logout")
    assert not is_in(elder) and not Session.objects.filter(expire_date__isnull=False, session_data=before)
