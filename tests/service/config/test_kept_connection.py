"""A kept connection that the server has closed is noticed without asking the server each time."""

import time

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.prepared import prepared_cursor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]


def answer() -> int:
    with prepared_cursor() as cursor:
        cursor.execute("SELECT %s::int + 1", [1])
        return cursor.fetchone()[0]


def end_our_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    time.sleep(0.2)


def new_request() -> None:
    """What Django does with a kept connection when a request begins."""
    connection.health_check_done = False
    connection.health_check_enabled = True
    connection.close_if_unusable_or_obsolete()


def test_a_quiet_connection_is_not_asked():
    answer()
    new_request()
    with CaptureQueriesContext(connection) as captured:
        assert connection.is_usable()
    assert len(captured) == 0


def test_a_closed_connection_is_opened_anew():
    assert answer() == 2
    end_our_connection()
    new_request()
    assert answer() == 2


def test_a_statement_is_prepared():
    for _each in range(4):
        assert answer() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%::int + 1%'")
        assert cursor.fetchone()[0] == 1
