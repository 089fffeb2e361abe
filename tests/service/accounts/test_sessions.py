"""Logins that ran out are forgotten by the sweep; the others go on."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services.sweep import forget_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_ran_out_are_forgotten(client, person):
    client.force_login(person)
    now = timezone.now()
    kept = Session.objects.get().expire_date
    for number in range(3):
        Session.objects.create(session_key=f"old-{number}", session_data="", expire_date=now)
    assert forget_sessions(now=now) == 0
    assert forget_sessions(now=now + timedelta(seconds=1)) == 3
    assert client.get("/settings").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert forget_sessions(now=kept) == 0
    assert len(asked) == 1
    assert forget_sessions(now=kept + timedelta(seconds=1)) == 1 and not Session.objects.exists()
