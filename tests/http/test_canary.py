"""Keys, explanations, sources, tags and the seed carry canaries; nothing sings before release."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from quiz.domain.dice import derive_seed, seed_digest
from quiz.models import Answer, Slot
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.scoring import score_all_waiting
from tests.clients import past_login
from tests.factories import (
    make_department,
    make_question,
    make_sheet,
    make_user,
    right_response,
)

pytestmark = pytest.mark.django_db
CANARY = "canary"
TYPES = {"single": 4, "multi": 2, "judge": 2, "blank": 2}
ROWS = [{"count": count, "types": [type]} for type, count in TYPES.items()]
TELLING_FIELDS = {"key", "explanation", "verdict", "marks", "audience", "bloom", "right"}


def bank_that_sings(now):
    """One paper's worth of questions."""
    for type, count in TYPES.items():
        for _each in range(count):
            make_question(
                now=now,
                type=type,
                key=[["canary-key"]] if type == "blank" else None,
                explanation="canary-explanation",
                source={"type": "law", "title": "canary-source"},
                audience=["canary-tag"],
                bloom="canary",
            )


@pytest.fixture
def contest(department, person, organizer, now):
    bank_that_sings(now)
    sheet = make_sheet(
        now,
        hours=2,
        paper={"rows": ROWS, "shuffle_options": False, "seed": f"{CANARY}-seed-of-all-papers"},
        publication={"scores": "after_close", "keys": "after_close", "board": {"visibility": "hidden"}},
    )
    draft = create_contest(organizer, department, sheet, now=now)
    return publish_contest(organizer, draft, now=now)


@pytest.fixture
def clock(monkeypatch):
    """Sets the arrival time that every request sees."""

    def set_to(moment):
        monkeypatch.setattr("accounts.web.middleware.timezone.now", lambda: moment)

    return set_to


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if not path.startswith("admin/"):
                yield from routes(entry, path)
        else:
            yield path, entry


def addresses(contest_id: int, attempt_id: int, join_code: str) -> Iterator[str]:
    """Every route with every argument filled: the contest's, the attempt's, small numbers elsewhere."""
    fills = {"contest_id": contest_id, "attempt_id": attempt_id, "position": 1, "code": join_code}
    for path, _pattern in routes():
        for argument in path.split("<")[1:]:
            converter, _colon, name = argument.partition(">")[0].rpartition(":")
            value = fills.get(name, 1 if converter == "int" else "x")
            path = path.replace(f"<{argument.partition('>')[0]}>", str(value))
        if "^" not in path and "(?" not in path:
            yield "/" + path


def crawl(client: Client, contest, attempt_id: int, *, score: bool = False) -> int:
    """Fetch everything; fail where the canary sings; how many pages were really shown.

    `score`: the score is out, with how many answers were right.
    """
    secret = TELLING_FIELDS - {"right"} if score else TELLING_FIELDS
    shown = 0
    for address in addresses(contest.pk, attempt_id, contest.join_code):
        response = client.get(address)
        body = response.getvalue().decode(errors="replace")
        headers = str(dict(response.headers))
        assert CANARY not in (body + headers).lower(), f"{address} ({response.status_code}) sings"
        if response.headers.get("Content-Type", "") == "application/json" and "schema" not in address:
            told = telling(json.loads(body)) & secret
            assert not told, f"{address} names {told}"
        shown += response.status_code == 200
    return shown


def telling(payload: object) -> set[str]:
    """Names of fields with a value that a payload should not have before release."""
    if isinstance(payload, dict):
        own = {
            name for name, value in payload.items() if name in TELLING_FIELDS and value not in (None, [], {})
        }
        return own.union(*(telling(value) for value in payload.values()))
    if isinstance(payload, list):
        return set().union(*(telling(value) for value in payload))
    return set()


def answer_all(person, attempt, now, client):
    for slot in Slot.objects.filter(attempt=attempt).select_related("revision"):
        body = {"response": right_response(slot), "client_key": f"key-{slot.position:04d}"}
        if slot.type != "blank":
            path = f"/api/v1/attempts/{attempt.pk}/answers/{slot.position}"
            saved = client.put(path, json.dumps(body), content_type="application/json")
            assert saved.status_code == 201
            assert CANARY not in saved.content.decode()


def test_nothing_sings_before_release(contest, person, department, now, clock):
    others = make_user(make_department("别的单位"))
    clock(now)
    outsider, own, colleague = past_login(others), past_login(person), past_login(make_user(department))
    before = crawl(own, contest, 1)
    attempt = start_or_resume(person, contest.pk, now=now)
    answer_all(person, attempt, now, own)
    during = crawl(own, contest, attempt.pk)
    assert during > before >= 5
    hand_in(person, attempt.pk, now=now + timedelta(minutes=1))
    score_all_waiting(now=now)
    for client in (own, colleague, outsider, Client()):
        crawl(client, contest, attempt.pk)


@pytest.fixture
def practised(department, organizer, now):
    """Keys after the hand-in, and practice from the day before on: the sheet asks for both."""
    opens = (now + timedelta(hours=9)).replace(tzinfo=None)
    window = {
        "time_zone": "UTC",
        "opens_at": opens.isoformat(),
        "closes_at": (opens + timedelta(hours=4)).isoformat(),
        "attempts": {"total": None},
        "practice": {"before": True, "during": True, "after": True},
    }
    sheet = make_sheet(
        now,
        when=window,
        paper={"rows": [{"count": count, "types": [type]} for type, count in TYPES.items()]},
        publication={"scores": "after_hand_in", "keys": "after_hand_in"},
    )
    for _set in range(2):  # twice as many as a paper holds
        bank_that_sings(now)
    return publish_contest(organizer, create_contest(organizer, department, sheet, now=now), now=now)


def test_practice_sings_only_after_the_close(practised, person, organizer, now, clock):
    """Before the opening and while others sit, a practice paper shows its score and nothing else."""
    opened = practised.opens_at + timedelta(minutes=1)
    for moment in (now, opened):
        clock(moment)
        client = past_login(person)
        attempt = start_or_resume(person, practised.pk, now=moment, kind="practice")
        answer_all(person, attempt, moment, client)
        crawl(client, practised, attempt.pk, score=True)
        hand_in(person, attempt.pk, now=moment)
        score_all_waiting(now=moment)
        crawl(client, practised, attempt.pk, score=True)
        assert client.get(f"/attempts/{attempt.pk}/explanations").status_code != 200
        result = client.get(f"/api/v1/attempts/{attempt.pk}/result").json()
        assert (result["keys_released"], result["items"]) == (False, []) and result["points"] is not None
    close_contest(organizer, practised, now=opened)
    with pytest.raises(AssertionError, match="sings"):
        crawl(past_login(person), practised, attempt.pk)


def test_a_counted_paper_of_the_same_contest_sings_after_its_hand_in(practised, person, now, clock):
    """What the sheet asks for counted papers stays: the rule is about practice alone."""
    opened = practised.opens_at + timedelta(minutes=1)
    clock(opened)
    attempt = start_or_resume(person, practised.pk, now=opened)
    crawl(past_login(person), practised, attempt.pk)
    hand_in(person, attempt.pk, now=opened)
    score_all_waiting(now=opened)
    with pytest.raises(AssertionError, match="sings"):
        crawl(past_login(person), practised, attempt.pk)


def test_another_contest_does_not_sing_while_the_same_questions_are_asked(
    practised, person, organizer, now, clock
):
    """Two contests draw from one bank: what the one has released helps nobody through the other's paper."""
    opened = practised.opens_at + timedelta(minutes=1)
    clock(opened)
    client = past_login(person)
    first = start_or_resume(person, practised.pk, now=opened)
    hand_in(person, first.pk, now=opened)
    score_all_waiting(now=opened)
    told = client.get(f"/attempts/{first.pk}/explanations").content.count(b"canary-explanation")
    assert told
    count = sum(TYPES.values())
    asked = [{"count": 2 * row["count"], "types": row["types"]} for row in ROWS]
    sheet = make_sheet(opened, paper={"rows": asked}, publication={"keys": "after_close"})
    other = create_contest(organizer, practised.department, sheet, now=opened)
    second = start_or_resume(person, publish_contest(organizer, other, now=opened).pk, now=opened)
    crawl(client, practised, first.pk, score=True)
    page = client.get(f"/attempts/{first.pk}/explanations")
    assert page.status_code == 200 and f"有 {count} 道题" in page.content.decode()
    assert client.get(f"/api/v1/attempts/{first.pk}/result").json()["items"] == []
    hand_in(person, second.pk, now=opened)
    again = client.get(f"/attempts/{first.pk}/explanations").content
    assert again.count(b"canary-explanation") == told


def test_the_crawl_hears_a_canary_that_sings(contest, person, organizer, now, clock):
    """After the close the keys are released, and the same crawl must hear them."""
    clock(now)
    attempt = start_or_resume(person, contest.pk, now=now)
    hand_in(person, attempt.pk, now=now)
    score_all_waiting(now=now)
    close_contest(organizer, contest, now=now)
    with pytest.raises(AssertionError, match="sings"):
        crawl(past_login(person), contest, attempt.pk)


def test_right_and_wrong_answers_look_the_same(contest, person, now, clock):
    clock(now)
    client = past_login(person)
    attempt = start_or_resume(person, contest.pk, now=now)
    slot = Slot.objects.select_related("revision").filter(attempt=attempt, type="single").first()
    right = right_response(slot)
    wrong = [option for option in slot.option_order if option not in right][:1]
    answers = []
    for number, response in enumerate((right, wrong)):
        body = json.dumps({"response": response, "client_key": f"key-{number:04d}"})
        path = f"/api/v1/attempts/{attempt.pk}/answers/{slot.position}"
        answers.append(client.put(path, body, content_type="application/json"))
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].content == answers[1].content
    assert Answer.objects.filter(attempt=attempt).count() == 2


def test_a_wrong_shape_says_nothing_of_the_key(contest, person, now, clock):
    clock(now)
    client = past_login(person)
    attempt = start_or_resume(person, contest.pk, now=now)
    for body in ('{"response": [99], "client_key": "key-0001"}', "[]", "{", '{"response": "x"}'):
        path = f"/api/v1/attempts/{attempt.pk}/answers/1"
        response = client.put(path, body, content_type="application/json")
        assert response.status_code == 400
        assert set(response.json()) == {"code", "message", "fields"}
        assert CANARY not in response.content.decode()


def test_the_seed_and_what_is_derived_from_it_stay_untold(contest, person, organizer, now, clock):
    """No page and no payload of a participant holds the seed or an attempt's own, in any form."""
    attempt = start_or_resume(person, contest.pk, now=now)
    secret = contest.rules.seed
    telling = [secret, attempt.seed, derive_seed(secret, "draw", person.pk, "counted", 1)]
    clock(now)
    client = past_login(person)
    for address in addresses(contest.pk, attempt.pk, contest.join_code):
        body = client.get(address).getvalue().decode(errors="replace")
        assert not [one for one in telling if one in body], address
    own_page = client.get(f"/contests/{contest.pk}").content.decode()
    own_api = client.get(f"/api/v1/contests/{contest.pk}").json()
    assert seed_digest(secret) in own_page
    assert (own_api["seed_sha256"], own_api["seed"]) == (seed_digest(secret), None)
    close_contest(organizer, contest, now=now)
    assert secret in client.get(f"/contests/{contest.pk}").content.decode()
    assert client.get(f"/api/v1/contests/{contest.pk}").json()["seed"] == secret
