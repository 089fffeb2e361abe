"""What a load process is told, and what it reports: msgspec structs, sent as JSON."""

from typing import Any

import msgspec


class Person(msgspec.Struct, array_like=True):
    """Somebody simulated: logs in with a password, or is logged in by a session that was prepared."""

    username: str
    password: str = ""
    session: str = ""


class SittingPlan(msgspec.Struct, tag="sitting"):
    """People who sit a contest. `seconds` is how long each takes, 0 for as fast as it goes.

    `mischief` is the share of answers that are sent twice, of those that are changed and then followed
    by the packet of the first choice once more, and of those that a newer one overtakes. `at_once`
    people sit at the same time, 0 for all.
    """

    contest: int
    people: list[Person]
    seconds: float
    seed: int
    mischief: float = 0.1
    at_once: int = 0


class RequestsPlan(msgspec.Struct, tag="requests"):
    """Requests, each sent once: (method, path, body or None, index of the person who sends it).

    `connections` of them are under way at any time.
    """

    requests: list[tuple[str, str, Any, int]]
    people: list[Person]
    connections: int


class Plan(msgspec.Struct):
    """`at_most` seconds in all."""

    host: str
    port: int
    at_most: float
    work: SittingPlan | RequestsPlan


class Save(msgspec.Struct, array_like=True):
    """A client's note of one answer: `acknowledged` only if the server said so, `again` how often.

    A ledger lists them in the order in which they were chosen, in which `sequence` rises.
    """

    position: int
    key: str
    response: list[Any]
    sequence: int = 0
    acknowledged: bool = False
    again: int = 0


class Ledger(msgspec.Struct):
    """What one person knows of the own attempt, kept outside the system that is tried."""

    username: str
    attempt: int = 0
    session: str = ""
    handed_in: bool = False
    saves: list[Save] = []
    late_accepted: list[str] = []
    told_twice: list[str] = []


class Report(msgspec.Struct):
    """`millis`: action → how long each took; `errors`: what was refused or lost → how often.

    `began` and `ended` of the answers, of the hand-ins and of all, in seconds since the epoch.
    """

    ledgers: list[Ledger] = []
    millis: dict[str, list[float]] = {}
    errors: dict[str, int] = {}
    span: dict[str, tuple[float, float]] = {}
    cut_short: int = 0
    cpu_seconds: float = 0.0
