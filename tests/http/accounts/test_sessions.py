"""The one-statement way to a session's person: what it must notice from one request to the next."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.web.sessions import person_of
from tests.clients import past_login
from tests.factories import make_contest, make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_user(make_department())


@pytest.fixture
def client(person):
    return past_login(person)


@pytest.fixture
def path(person):
    """An address of the answering path; 404 once somebody is known."""
    return "/api/v1/attempts/1"


def test_the_second_request_takes_one_statement(client, path, django_assert_num_queries):
    assert client.get(path).status_code == 404
    with django_assert_num_queries(2):
        assert client.get(path).status_code == 404


def test_a_logout_holds_at_once(client, path):
    client.get(path)
    kept = client.cookies["sessionid"].value
    client.post("/logout")
    client.cookies["sessionid"] = kept
    assert client.get(path).status_code == 401


def test_a_new_password_ends_the_session(client, person, path):
    client.get(path)
    person.set_password("quite-another-one")
    person.save()
    assert client.get(path).status_code == 401


def test_somebody_who_left_is_nobody(client, person, path):
    client.get(path)
    person.is_active = False
    person.save()
    assert client.get(path).status_code == 401


def test_a_session_that_is_over_is_nobody(client, path):
    client.get(path)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == 401


def test_a_forged_session_is_nobody(client, path):
    client.get(path)
    stored = Session.objects.get()
    stored.session_data = stored.session_data[:-4] + "AAAA"
    stored.save()
    assert client.get(path).status_code == 401


def test_a_session_that_changes_hands_is_read_anew(client, path, rf):
    client.get(path)
    other = make_user(make_department())
    client.force_login(other, settings.LOGIN_BACKEND)
    request = rf.get(path)
    request.COOKIES["sessionid"] = client.cookies["sessionid"].value
    assert person_of(request) == other
    assert person_of(request) == other


def test_the_person_is_whole(client, person, path, rf):
    client.get(path)
    request = rf.get(path)
    request.COOKIES["sessionid"] = client.cookies["sessionid"].value
    person.refresh_from_db()
    found = person_of(request)
    assert found.get_deferred_fields() == set()
    fields = [field.attname for field in type(person)._meta.concrete_fields]
    assert {name: getattr(found, name) for name in fields} == {name: getattr(person, name) for name in fields}


def test_a_writing_request_needs_the_csrf_token(person, now):
    contest = make_contest(timezone.now(), person.department)
    client = past_login(person, enforce_csrf_checks=True)
    address = f"/api/v1/contests/{contest.pk}/attempts"
    for _each in range(2):
        assert client.post(address, "{}", content_type="application/json").status_code == 403
    client.cookies["csrftoken"] = "c" * 32
    headers = {"X-CSRFToken": "c" * 32}
    assert client.post(address, "{}", content_type="application/json", headers=headers).status_code == 201
