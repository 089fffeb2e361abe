"""The sitting's endpoints: what they tell, and that nothing which a client may send breaks them."""

import json

import pytest
from django.utils import timezone

from quiz.models import Answer
from tests.clients import past_login
from tests.factories import make_contest, make_question, make_user

pytestmark = pytest.mark.django_db
KEY = "key-0001"
HUGE = 10**30
DEEP = b"[" * 30_000 + b"]" * 30_000


@pytest.fixture
def client(department):
    return past_login(make_user(department), raise_request_exception=False)


@pytest.fixture
def contest(client, department):
    """A blank and three choices, in this order."""
    now = timezone.now()
    revisions = [make_question(type="blank", now=now)] + [make_question(now=now) for _each in range(3)]
    paper = {"mode": "fixed", "questions": [one.question.code for one in revisions], "order": "as_listed"}
    return make_contest(now, department, questions=0, paper=paper)


@pytest.fixture
def attempt(client, contest):
    return client.post(f"/api/v1/contests/{contest.pk}/attempts", content_type="application/json").json()


@pytest.fixture
def put(client, attempt):
    def put(body, position=2):
        raw = body if isinstance(body, bytes) else json.dumps(body)
        path = f"/api/v1/attempts/{attempt['id']}/answers/{position}"
        return client.generic("PUT", path, raw, content_type="application/json")

    return put


def saved(response=(1,), key=KEY, **more):
    return {"response": list(response), "client_key": key, **more}


def test_an_attempt_and_its_receipts_tell_the_count(client, attempt, put):
    assert attempt["sequence"] == 0
    first = put(saved(sequence=7)).json()
    assert (first["is_new"], first["counts"], first["sequence"]) == (True, True, 7)
    late = put(saved([2], "key-0002", sequence=6))
    assert late.status_code == 201
    assert (late.json()["counts"], late.json()["sequence"]) == (False, 7)
    shown = client.get(f"/api/v1/attempts/{attempt['id']}").json()
    assert shown["sequence"] == 7 and shown["items"][1]["response"] == [1]


def test_a_client_without_a_count_is_served_as_ever(put):
    assert put(saved()).json()["counts"] is True
    assert put(saved([2], "key-0002", sequence=None)).json()["counts"] is True


@pytest.mark.parametrize("sequence", [0, -1, 2**31, 2**53, HUGE, 1.5, "1", True])
def test_a_count_that_cannot_be_is_refused_at_its_field(put, sequence):
    reply = put(saved(sequence=sequence))
    assert reply.status_code == 400
    assert reply.json()["code"] == "wrong_shape" and list(reply.json()["fields"]) == ["sequence"]
    assert not Answer.objects.exists()


def test_the_largest_count_locks_nobody_out(put):
    """Whoever sends it is at the end of counting; from there on the order of arrival decides."""
    most = 2**31 - 1
    assert put(saved(sequence=most)).json()["counts"]
    assert put(saved([2], "key-0002", sequence=most)).json()["counts"]
    assert put(saved([3], "key-0003")).json()["counts"]


def test_a_used_key_is_refused_with_a_way_out(put):
    put(saved())
    for reply in (put(saved([2])), put(saved(), position=3)):
        assert reply.status_code == 409
        assert reply.json()["code"] == "key_reused" and "client_key" in reply.json()["message"]
    assert put(saved()).status_code == 200
    assert Answer.objects.count() == 1


# ── What breaks others ────────────────────────────────────────────────────────

BODIES = {
    "not UTF-8": b'{"response": ["\xff\xfe"], "client_key": "key-0001"}',
    "not UTF-8 at all": b"\xff\xfe\x00",
    "half a surrogate pair": b'{"response": ["\\ud800"], "client_key": "key-0001"}',
    "the other half": b'{"response": ["\\udc00"], "client_key": "key-0001"}',
    "half a pair, raw": b'{"response": ["\xed\xa0\x80"], "client_key": "key-0001"}',
    "NUL": b'{"response": ["\\u0000"], "client_key": "key-0001"}',
    "NUL in the key": b'{"response": ["x"], "client_key": "key-0001\\u0000"}',
    "line feed after the key": b'{"response": ["x"], "client_key": "key-0001\\n"}',
    "deep": b'{"response": ' + DEEP + b', "client_key": "key-0001"}',
    "deep elsewhere": b'{"x": ' + DEEP + b"}",
    "deep and nothing else": DEEP,
    "a number of 400 digits": b'{"response": [1' + b"0" * 400 + b'], "client_key": "key-0001"}',
    "a number of 5000 digits": b'{"response": [1' + b"0" * 5000 + b'], "client_key": "key-0001"}',
    "no list": b'{"response": "x", "client_key": "key-0001"}',
    "nothing": b"null",
    "too long": b'{"response": ["' + "水".encode() * 201 + b'"], "client_key": "key-0001"}',
    "too much": b'{"response": ["' + b"x" * 70_000 + b'"], "client_key": "key-0001"}',
}


@pytest.mark.parametrize("position", [1, 2], ids=["blank", "choice"])
@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_answer_is_refused(put, name, position):
    reply = put(BODIES[name], position)
    assert reply.status_code == 400, reply.content
    assert reply.json()["code"] in ("wrong_shape", "bad_response", "hidden_characters")
    assert reply.json()["message"]
    assert not Answer.objects.exists()
    assert put(saved()).status_code == 201  # and nothing is broken for the next one


@pytest.mark.parametrize("number", [0, 5, 32_768, 2**31, 2**63, HUGE, "9" * 5000])
def test_a_place_that_is_not_there_is_404(client, attempt, put, number):
    assert put(saved(), number).status_code == 404
    here = f"/attempts/{attempt['id']}"
    for path in (
        f"/api/v1/attempts/{number}",
        f"/api/v1/attempts/{number}/result",
        f"/attempts/{number}",
        f"/attempts/{number}/1",
        f"/attempts/{number}/result",
        f"/contests/{number}",
        f"/contests/{number}/board",
        f"/api/v1/contests/{number}",
        f"/api/v1/contests/{number}/board",
        f"{here}/{number}",
    ):
        if path != f"/attempts/{attempt['id']}/5":
            assert client.get(path).status_code == 404, path
    for path in (
        f"/api/v1/contests/{number}/attempts",
        f"/api/v1/attempts/{number}/hand-in",
        f"/contests/{number}/start",
        f"/attempts/{number}/hand-in",
        f"{here}/{number}",
    ):
        reply = client.post(path, {"response": "1"} if path == f"{here}/{number}" else {})
        assert reply.status_code in (400, 404), path
