"""Addresses that no row can have: nothing is there, and nothing breaks."""

import pytest
from django.test import Client

from tests.clients import logged_in
from tests.factories import make_contest, make_organizer
from tests.http.test_canary import routes

pytestmark = pytest.mark.django_db
TOO_GREAT = [2**63, 10**30]


def address(path: str, number: int, text: str = "x") -> str:
    for part in path.split("<")[1:]:
        argument = part.partition(">")[0]
        path = path.replace(f"<{argument}>", str(number) if argument.startswith("int:") else text)
    return "/" + path


@pytest.mark.parametrize("number", TOO_GREAT)
def test_they_are_not_there(number, department):
    visitor, organizer = Client(), Client()
    organizer.force_login(make_organizer(department))
    numbered = [path for path, _pattern in routes() if "<int:" in path]
    assert len(numbered) > 80
    for path in numbered:
        for client in (visitor, organizer):
            for ask in (client.get, client.post):
                assert ask(address(path, number)).status_code == 404, path


def test_neither_is_a_code_that_a_database_cannot_hold(department):
    organizer = logged_in(make_organizer(department))
    for path in [path for path, _pattern in routes() if "<str:" in path]:
        assert organizer.get(address(path, 1, "a%00b")).status_code in (404, 405), path
        assert Client().get(address(path, 1, "a%00b")).status_code in (302, 404), path


def test_what_a_database_cannot_look_for_is_not_looked_for(department, now):
    """SQLite finds nothing; PostgreSQL refuses the question."""
    organizer = logged_in(make_organizer(department))
    contest = make_contest(now, department)
    for page in ("people", "rulings", "claims"):
        assert organizer.get(f"/manage/contests/{contest.pk}/{page}?q=%00").status_code == 200
    assert organizer.get("/manage/bank/new?sibling=a%00").status_code == 404
