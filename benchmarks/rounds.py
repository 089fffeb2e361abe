"""The rounds of a bench: what is measured, in which order, and what is printed."""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import data
from benchmarks.imports import bench_imports
from benchmarks.learning import bench_learning
from benchmarks.measure import Figure, Request, measure
from benchmarks.rulings import bench_ruling
from quiz.models import Attempt, Contest, Slot
from quiz.rehearsal.plan import Person
from quiz.tasks.scoring import score_waiting_task

# What is measured in this process, and what through the web processes and the worker.
ALONE = ("imports", "learning", "ruling")
PARTS = (*ALONE, "endpoints", "boards", "scoring", "contest")


@dataclass(frozen=True, kw_only=True)
class Size:
    """`requests` and `saves`: at most so many a round; the time of a measurement ends it earlier."""

    rounds: int
    requests: int
    saves: int
    boards: tuple[int, ...]
    scored: int
    contest: int


WHOLE = Size(rounds=3, requests=3000, saves=12_000, boards=(1000, 20_000), scored=4000, contest=2000)
QUICK = Size(rounds=1, requests=200, saves=400, boards=(100, 1000), scored=200, contest=60)
VIEWERS = 100
GOALS = {"save": 0.60, "start": 0.25, "hand in": 0.40, "board": 0.50}


class Bench:
    """Runs the parts in order and prints as it goes."""

    def __init__(self, stage: Any, options: argparse.Namespace) -> None:
        self.stage = stage
        self.size = QUICK if options.quick else WHOLE
        self.parts = set(filter(None, options.only.split(","))) or set(PARTS)
        self.rounds: dict[str, list[Figure]] = {}
        self.result: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        if "imports" in self.parts:
            self.result["imports"] = bench_imports(quick=self.size is QUICK)
        if "learning" in self.parts:
            self.result["learning"] = bench_learning(quick=self.size is QUICK)
        if self.parts - set(ALONE):
            self._served()
        # Last: what its closed contest leaves to learn would keep the worker busy beside the others.
        if "ruling" in self.parts:
            self.result["ruling"] = bench_ruling(quick=self.size is QUICK)
        return self.result

    def _served(self) -> None:
        """What is measured through the web processes and the worker."""
        data.make_floor_table()
        data.make_departments()
        self.floor_port, floor = self.stage.web("benchmarks.floor.wsgi:application", "/floor/1")
        self.port, site = self.stage.web("config.wsgi:application", "/healthz")
        self.roots = {**self.stage.roots, "floor": floor, "web": site}
        self._endpoints_and_boards()
        self.roots["worker"] = self.stage.worker()
        if "scoring" in self.parts:
            self._scoring()
        if "contest" in self.parts:
            self._contest()

    # ── Requests ──────────────────────────────────────────────────────────────

    def _endpoints_and_boards(self) -> None:
        boards = [data.make_board(people) for people in self.size.boards] if "boards" in self.parts else []
        room = data.make_room(self.size.requests * self.size.rounds)
        data.analyze()
        self._warm(room.people[:16])
        for number in range(self.size.rounds):
            people = room.people[number * self.size.requests : (number + 1) * self.size.requests]
            self._round(room, people, boards)
        self._print_requests(room, boards)

    def _warm(self, people: Sequence[Person]) -> None:
        for _each in range(2):
            self._measure("", self.floor_port, people, self._floor(people, 600))
            self._measure(
                "", self.port, people, [("GET", "/api/v1/contests", None, n % 16) for n in range(400)]
            )

    def _round(self, room: data.Room, people: list[Person], boards: list[data.Room]) -> None:
        self._measure("floor", self.floor_port, people, self._floor(people, self.size.saves))
        if "endpoints" in self.parts:
            path = f"/api/v1/contests/{room.contest.pk}/attempts"
            self._measure("start", self.port, people, [("POST", path, None, n) for n in range(len(people))])
            self._measure("save", self.port, people, self._saves(room, people))
            self._measure("hand in", self.port, people, self._hand_ins(room, people))
        for board in boards:
            self._look_at(board)

    def _look_at(self, board: data.Room) -> None:
        """The same number of viewers whatever the size of the contest; most are not on the first page."""
        viewers, address = board.people[-VIEWERS:], f"contests/{board.contest.pk}/board"
        for name, path in (("board", f"/{address}"), ("board API", f"/api/v1/{address}")):
            gets: list[Request] = [("GET", path, None, n % len(viewers)) for n in range(self.size.saves)]
            self._measure(f"{name} {len(board.people)}", self.port, viewers, gets)

    def _measure(self, name: str, port: int, people: Sequence[Person], requests: Sequence[Request]) -> None:
        figure = measure(port, people, requests, self.roots)
        if name:
            self.rounds.setdefault(name, []).append(figure)
            print(f"  {name:<16} {figure.per_second:7.0f}/s {figure.errors or ''}", flush=True)

    def _floor(self, people: Sequence[Person], count: int) -> list[Request]:
        body = {"response": [3], "client_key": "0123456789abcdef-1"}
        return [("PUT", f"/floor/{n % 20 + 1}", body, n % len(people)) for n in range(count)]

    def _saves(self, room: data.Room, people: Sequence[Person]) -> list[Request]:
        """Whoever has started answers one item after the other, everybody in turn."""
        found = data.attempts_of(room)
        attempts = {who: found[one.username] for who, one in enumerate(people) if one.username in found}
        ids = list(attempts.values())
        slots = Slot.objects.filter(attempt__in=ids).values_list("attempt_id", "position", "option_order")
        options = {(attempt, position): order for attempt, position, order in slots}
        requests: list[Request] = []
        for position in range(1, 21):
            for who, attempt in attempts.items():
                body = {
                    "response": options[attempt, position][:1],
                    "client_key": f"bench-{position:04d}-{who}",
                }
                requests.append(("PUT", f"/api/v1/attempts/{attempt}/answers/{position}", body, who))
                if len(requests) == self.size.saves:
                    return requests
        return requests

    def _hand_ins(self, room: data.Room, people: Sequence[Person]) -> list[Request]:
        attempts = data.attempts_of(room)
        return [
            ("POST", f"/api/v1/attempts/{attempts[person.username]}/hand-in", None, who)
            for who, person in enumerate(people)
            if person.username in attempts
        ]

    # ── What is printed ───────────────────────────────────────────────────────

    def _print_requests(self, room: data.Room, boards: list[data.Room]) -> None:
        statements = count_statements(room, boards)
        floor = [one.per_second for one in self.rounds["floor"]]
        print(
            f"\n{'':<16}{'req/s':>8}{'ratio':>8}{'goal':>7}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'SQL':>5}"
        )
        for name, found in self.rounds.items():
            row = {
                "per_second": _median(found, attrgetter("per_second")),
                "ratio": statistics.median(
                    one.per_second / base for one, base in zip(found, floor, strict=True)
                ),
                "p50": _median(found, attrgetter("p50")),
                "p99": _median(found, attrgetter("p99")),
                "cpu_ms": _median(found, attrgetter("cpu_ms")),
                "cpu_of": _shares(found),
                "load_cpu_ms": _median(found, attrgetter("load_cpu_ms")),
                "statements": statements.get(name),
                "rounds": [asdict(one) for one in found],
            }
            self.result.setdefault("requests", {})[name] = row
            goal = GOALS.get(name if name in GOALS else name.partition(" ")[0])
            print(
                f"{name:<16}{row['per_second']:>8.0f}{row['ratio']:>8.2f}{f'{goal:.2f}' if goal else '':>7}"
                f"{row['p50']:>9.2f}{row['p99']:>9.2f}{row['cpu_ms']:>9.2f}{row['statements'] or '':>5}",
                flush=True,
            )

    # ── Scoring and a whole contest ───────────────────────────────────────────

    def _scoring(self) -> None:
        """Attempts per second through Celery: the same papers, each round unscored again."""
        rates = []
        room = data.make_sat_room(self.size.scored)
        for _each in range(self.size.rounds):
            data.set_waiting(room)
            began = time.monotonic()
            for _worker in range(2):
                score_waiting_task.delay()
            self._until_scored([room.contest.pk], 60)
            rates.append(self.size.scored / (time.monotonic() - began))
            print(f"  scoring      {rates[-1]:7.0f} attempts/s", flush=True)
        self.result["scoring"] = {"attempts_per_second": statistics.median(rates), "rounds": rates}
        print(
            f"scoring       {statistics.median(rates):>8.0f} attempts/s with two Celery processes (goal 1000)"
        )

    def _until_scored(self, contests: list[int], seconds: float) -> None:
        end = time.monotonic() + seconds
        while data.count_waiting(contests) and time.monotonic() < end:
            time.sleep(0.02)

    def _contest(self) -> None:
        from quiz.rehearsal.servers import Site
        from quiz.services.rehearsing import Wish, already_there, rehearse

        self.roots["sweep"] = self.stage.sweep()
        time.sleep(2)
        contest = Contest.objects.select_related("rules", "department").get(pk=data.demo().pk)
        wish = Wish(
            people=self.size.contest, seconds=0, at_most=240, logged_in=True, mischief=0.0, at_once=200
        )
        site = Site(host="127.0.0.1", port=self.port, roots=tuple(self.roots.values()))
        outcome = rehearse(contest, wish, already_there(site), print)
        found = outcome.as_dict()
        found["winners"] = len(outcome.winners)
        self.result["contest"] = found
        print(json_lines(found))


def json_lines(found: dict[str, Any]) -> str:
    return "\n".join(f"  {name:<26} {value}" for name, value in found.items())


def _median(found: Sequence[Figure], of: Callable[[Figure], float]) -> float:
    return statistics.median(of(one) for one in found)


def _shares(found: Sequence[Figure]) -> dict[str, float]:
    return {who: statistics.median(one.cpu_of[who] for one in found) for who in found[0].cpu_of}


def count_statements(room: data.Room, boards: Sequence[data.Room]) -> dict[str, int]:
    """SQL statements of one request each, by the site's own code in this process; none for the floor."""
    contest = data.make_room(2)
    client, other = (_client(person) for person in contest.people)
    start = f"/api/v1/contests/{contest.contest.pk}/attempts"
    _count(other, "POST", start)  # fills the process's caches, as any request before ours has
    counts = {"start": _count(client, "POST", start)}
    attempt = Attempt.objects.get(contest=contest.contest, user__username=contest.people[0].username)
    slot = Slot.objects.get(attempt=attempt, position=1)
    body = f'{{"response": [{slot.option_order[0]}], "client_key": "statements-1"}}'
    counts["save"] = _count(client, "PUT", f"/api/v1/attempts/{attempt.pk}/answers/1", body)
    counts["hand in"] = _count(client, "POST", f"/api/v1/attempts/{attempt.pk}/hand-in")
    for board in boards:
        viewer = _client(board.people[0])
        address = f"contests/{board.contest.pk}/board"
        for name, path in (("board", f"/{address}"), ("board API", f"/api/v1/{address}")):
            _count(viewer, "GET", path)
            counts[f"{name} {len(board.people)}"] = _count(viewer, "GET", path)
    return counts


def _client(person: Person) -> Client:
    client = Client()
    client.cookies["sessionid"] = person.session
    return client


def _count(client: Client, method: str, path: str, body: str = "{}") -> int:
    with CaptureQueriesContext(connection) as captured:
        reply = client.generic(
            method, path, body, content_type="application/json", headers={"Host": "127.0.0.1"}
        )
    assert reply.status_code in (200, 201), (path, reply.status_code, reply.content)
    plain = [one["sql"] for one in captured.captured_queries]
    return sum(not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for sql in plain)
