"""Real commits and threads: two tasks for one person, a rebuild beside pushes, one confirmed run."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from accounts.domain.problems import RuleBroken
from leaderboard.models import AwardRun, BoardLine
from leaderboard.services.awards import confirm_awards, draft_awards
from leaderboard.services.boards import rebuild_board, recompute_lines
from leaderboard.services.picture import differs
from leaderboard.services.verification import CHECKS
from quiz.models import Contest
from tests.service.leaderboard.conftest import live_redis, no_redis, redis_server  # noqa: F401
from tests.service.leaderboard.rows import NOW, attempt, contest, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(actions, workers=6):
    """Run them in threads with connections of their own; returns results and exceptions in order."""

    def run(action):
        try:
            return action()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, actions))


def verified(of):
    fresh = Contest.objects.select_related("rules").get(pk=of.pk)
    return [one for name in ("board", "picture") for one in CHECKS[name](fresh, NOW)]


def test_tasks_in_any_order_end_with_the_newest_truth(live_redis):  # noqa: F811
    """Each person's attempts come in several tasks, doubled and shuffled, with rebuilds in between."""
    of = contest()
    rebuild_board(of, now=NOW)
    ids = [attempt(of, 100 * n, who).pk for who in [person() for _ in range(6)] for n in (3, 9, 6)]
    actions = [lambda pk=pk: recompute_lines(of.pk, [pk], now=NOW) for pk in ids * 2]
    actions += [lambda: rebuild_board(of, now=NOW) for _ in range(3)]
    random.shuffle(actions)
    failed = [one for one in at_once(actions) if isinstance(one, Exception)]
    assert failed == []
    assert set(BoardLine.objects.values_list("points", "attempts")) == {(900, 3)}
    assert differs(of) is None
    assert verified(of) == []


def test_one_run_is_confirmed(live_redis):  # noqa: F811
    of, actor = contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1}]), person()
    attempt(of, 1000)
    run = draft_awards(actor, of, now=NOW)
    answers = at_once([lambda: confirm_awards(actor, run, now=NOW)] * 6)
    refused = [one for one in answers if isinstance(one, RuleBroken)]
    assert len(refused) == 5 and len(answers) == 6
    assert AwardRun.objects.get().state == "confirmed"


def test_a_lock_is_what_keeps_an_older_reading_from_winning(monkeypatch):
    """Without it the older reading is written last. SQLite has one writer and cannot show it."""
    if connection.vendor == "sqlite":
        return
    import threading

    from leaderboard.services import boards

    of, who = contest(), person()
    first = attempt(of, 100, who)
    recompute_lines(of.pk, [first.pk], now=NOW)
    has_read, may_write = threading.Event(), threading.Event()
    original = boards.facts

    def slow_once(contest, ids=None):
        found = original(contest, ids)
        if not has_read.is_set():
            has_read.set()
            may_write.wait(1)
        return found

    monkeypatch.setattr(boards, "facts", slow_once)
    slow = threading.Thread(
        target=lambda: at_once([lambda: recompute_lines(of.pk, [first.pk], now=NOW)], workers=1)
    )
    slow.start()
    has_read.wait(5)
    second = attempt(of, 900, who)
    quick = threading.Thread(
        target=lambda: at_once([lambda: recompute_lines(of.pk, [second.pk], now=NOW)], workers=1)
    )
    quick.start()
    quick.join(0.3)
    assert quick.is_alive(), "it waits for the lock"
    may_write.set()
    slow.join(5)
    quick.join(5)
    assert BoardLine.objects.get().points == 900
