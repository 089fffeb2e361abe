"""Addresses that no row can have: nothing is there, and nothing breaks."""

import pytest
from django.test import Client

from tests.factories import make_organizer
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
    organizer = Client()
    organizer.force_login(make_organizer(department))
    for path in [path for path, _pattern in routes() if "<str:" in path]:
        for client in (Client(), organizer):
            assert client.get(address(path, 1, "a%00b")).status_code == 404, path


@pytest.mark.parametrize(
    "address", ["/manage/people?q=%00", "/manage/bank/new?sibling=a%00", "/verify?code=%00"]
)
def test_nor_is_what_a_database_cannot_look_for(department, address):
    organizer = Client()
    organizer.force_login(make_organizer(department))
    assert organizer.get(address).status_code == 404
