"""Statements per request, session and person included: as many for 3 items or people as for 33."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leaderboard.services.boards import rebuild
from quiz.models import Contest
from quiz.services.scoring import score_all_waiting
from tests.clients import past_login
from tests.factories import make_contest, make_user, sit

pytestmark = pytest.mark.django_db
SIZES = [3, 33]
START, SAVE, HAND_IN, BOARD = 6, 4, 5, 4
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
PER_ITEM = {"paper_seconds": None, "item_seconds": 60}


def statements(call: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = call()
    assert response.status_code in (200, 201), response.content
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(_NOT_COUNTED)]


class Person:
    """Somebody with a browser; the first request of a session in a process takes one statement more."""

    def __init__(self, department) -> None:
        self.user = make_user(department)
        self._client = past_login(self.user)
        self._client.get("/api/v1/attempts/0")

    def start(self, contest: Contest):
        return self._send("POST", f"/api/v1/contests/{contest.pk}/attempts")

    def save(self, attempt: int, position: int, key: str, option: int = 1):
        body = f'{{"response": [{option}], "client_key": "{key}"}}'
        return self._send("PUT", f"/api/v1/attempts/{attempt}/answers/{position}", body)

    def hand_in(self, attempt: int):
        return self._send("POST", f"/api/v1/attempts/{attempt}/hand-in")

    def board(self, contest: Contest):
        return self._client.get(f"/api/v1/contests/{contest.pk}/board")

    def _send(self, method: str, path: str, body: str = "{}"):
        return self._client.generic(method, path, body, content_type="application/json")


@pytest.fixture(params=SIZES)
def size(request):
    return request.param


@pytest.fixture(params=["whole paper", "per item"])
def contest(request, size, department):
    """Items and people of both sizes, so that neither may cost a statement."""
    for _each in range(size):
        make_user(department)
    time = PER_ITEM if request.param == "per item" else {"paper_seconds": 1200}
    paper = {"rows": [{"count": size, "types": ["single"]}]}
    made = make_contest(timezone.now(), department, questions=size, paper=paper, time=time)
    Person(department).start(made)  # this process knows the rules and the questions now
    return made


@pytest.fixture
def person(department):
    return Person(department)


def test_start_and_resume(person, contest):
    assert len(statements(lambda: person.start(contest))) <= START
    assert len(statements(lambda: person.start(contest))) <= START


def test_save(person, contest, size):
    attempt = person.start(contest).json()["id"]
    for position in range(1, size + 1):
        found = statements(lambda position=position: person.save(attempt, position, f"key-{position:04d}"))
        assert len(found) <= SAVE, "\n".join(found)


def test_the_places_of_a_paper_are_read_once_and_stay_their_owners(person, contest, department):
    attempt = person.start(contest).json()["id"]
    first = statements(lambda: person.save(attempt, 1, "key-0001"))
    second = statements(lambda: person.save(attempt, 2, "key-0002"))
    assert len(second) == len(first) - 1
    assert Person(department).save(attempt, 3, "key-0003").status_code == 404


def test_hand_in(person, contest, size):
    attempt = person.start(contest).json()["id"]
    for position in range(1, size + 1):
        person.save(attempt, position, f"key-{position:04d}")
    assert len(statements(lambda: person.hand_in(attempt))) <= HAND_IN
    assert len(statements(lambda: person.hand_in(attempt))) <= HAND_IN


@pytest.mark.parametrize("people", SIZES)
def test_board(department, people):
    now = timezone.now()
    contest = make_contest(now, department)
    for number in range(people):
        sit(make_user(department), contest, right=number % 10, start=now)
    viewer = Person(department)
    sit(viewer.user, contest, right=3, start=now)
    score_all_waiting(now=now)
    rebuild(contest.pk, now=now)
    found = statements(lambda: viewer.board(contest))
    assert len(found) <= BOARD, "\n".join(found)
