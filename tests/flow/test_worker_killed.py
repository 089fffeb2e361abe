"""Two hundred people through the API while a Celery worker is killed: nothing acknowledged is lost."""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token

from leaderboard.models import BoardLine
from leaderboard.selectors.boards import people_board
from leaderboard.services.verification import verify
from quiz.models import Answer, Attempt, AttemptScore, Contest
from tests.factories import make_contest, make_department, make_user
from tests.processes import celery_worker, running, wait_for, web_server
from tests.run import free_port

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.django_db(transaction=True)]
PEOPLE = 200
CLIENTS = 16


@dataclass
class Ledger:
    """What one client was told is saved: {position: response}, kept outside the system."""

    user_id: int
    token: str
    attempt_id: int = 0
    acknowledged: dict[int, list[int]] = field(default_factory=dict)


def sit_through(ledger: Ledger, base: str, contest_id: int) -> None:
    headers = {"Authorization": f"Token {ledger.token}"}
    with httpx.Client(base_url=base, headers=headers, timeout=30) as client:
        paper = client.post(f"/contests/{contest_id}/attempts", json={}).raise_for_status().json()
        ledger.attempt_id = paper["id"]
        for item in paper["items"]:
            chosen = [item["options"][(ledger.user_id + item["position"]) % 4]["id"]]
            body = {"response": chosen, "client_key": f"key-{item['position']:04d}"}
            saved = client.put(f"/attempts/{paper['id']}/answers/{item['position']}", json=body)
            if saved.is_success:
                ledger.acknowledged[item["position"]] = chosen
        client.post(f"/attempts/{paper['id']}/hand-in", json={}).raise_for_status()


def scored() -> int:
    return Attempt.objects.filter(scored_at__isnull=False).count()


def test_a_killed_worker_loses_nothing():
    now = timezone.now()
    bureau = make_department()
    people = [make_user(bureau) for _each in range(PEOPLE)]
    contest = make_contest(now, bureau)
    ledgers = [Ledger(user_id=one.pk, token=Token.objects.create(user=one).key) for one in people]
    port = free_port()
    base = f"http://127.0.0.1:{port}/api/v1"
    sweep = [sys.executable, "manage.py", "sweep", "--forever"]
    with running(web_server(port)), running(celery_worker()) as worker:
        wait_for(lambda: _answers(base), 40)
        with ThreadPoolExecutor(CLIENTS) as pool:
            sittings = [pool.submit(sit_through, one, base, contest.pk) for one in ledgers]
            wait_for(lambda: scored() >= PEOPLE // 4, 60)
            os.killpg(worker.pid, signal.SIGKILL)
            for sitting in sittings:
                sitting.result(120)
        assert scored() < PEOPLE
        with running(celery_worker()), running(sweep):
            wait_for(lambda: scored() == PEOPLE, 60)
            wait_for(lambda: BoardLine.objects.filter(contest=contest).count() >= PEOPLE, 60)
            wait_for(lambda: not _broken(contest), 30)
    _compare(ledgers, _fresh(contest), people[0])


def _broken(contest: Contest) -> list[str]:
    return [str(one) for one in verify(_fresh(contest), now=timezone.now())]


def _fresh(contest: Contest) -> Contest:
    return Contest.objects.select_related("rules").get(pk=contest.pk)


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/contests").status_code == 401
    except httpx.TransportError:
        return False


def _compare(ledgers: list[Ledger], contest: Contest, viewer) -> None:
    """Every acknowledged answer is a row, is what scoring marked, and the board is what scores say."""
    points = {}
    for ledger in ledgers:
        rows = dict(Answer.objects.filter(attempt=ledger.attempt_id).values_list("position", "response"))
        assert rows == ledger.acknowledged
        score = AttemptScore.objects.get(attempt=ledger.attempt_id)
        marked = {place for place, (_points, verdict) in enumerate(score.marks, 1) if verdict != "empty"}
        assert marked == set(ledger.acknowledged)
        # Option 1 is every question's key.
        assert score.right == sum(response == [1] for response in ledger.acknowledged.values())
        points[ledger.user_id] = score.points
    assert sum(len(ledger.acknowledged) for ledger in ledgers) == PEOPLE * 10
    assert dict(BoardLine.objects.filter(contest=contest).values_list("user_id", "points")) == points
    board = people_board(contest, viewer, limit=PEOPLE)
    assert [row.points for row in board.rows] == sorted(points.values(), reverse=True)
