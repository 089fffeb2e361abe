"""One figure: so many requests over so many connections, their times and the CPU they cost."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.rehearsal.cpu import cpu_seconds
from quiz.rehearsal.launch import run_plan
from quiz.rehearsal.plan import Person, Plan, RequestsPlan

CONNECTIONS = 16
SECONDS = 5.0

Request = tuple[str, str, Any, int]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Requests per second, milliseconds, CPU milliseconds per request over all server processes.

    `cpu_of` has the share of each program in that.
    """

    per_second: float
    p50: float
    p99: float
    cpu_ms: float
    cpu_of: dict[str, float]
    load_cpu_ms: float
    errors: dict[str, int]


def measure(
    port: int,
    people: Sequence[Person],
    requests: Sequence[Request],
    roots: Mapping[str, int],
    *,
    seconds: float = SECONDS,
) -> Figure:
    """Send the requests in order, as many as fit into the time."""
    work = RequestsPlan(requests=list(requests), people=list(people), connections=CONNECTIONS)
    before = _used(roots)
    report = run_plan(Plan(host="127.0.0.1", port=port, at_most=seconds, work=work), processes=1)
    after = _used(roots)
    millis = sorted(report.millis["request"])
    cpu_of = {name: (after[name] - before[name]) * 1000 / len(millis) for name in roots}
    began, ended = report.span["request"]
    return Figure(
        per_second=len(millis) / (ended - began),
        p50=statistics.median(millis),
        p99=millis[int(len(millis) * 0.99)],
        cpu_ms=sum(cpu_of.values()),
        cpu_of=cpu_of,
        load_cpu_ms=report.cpu_seconds * 1000 / len(millis),
        errors=report.errors,
    )


def _used(roots: Mapping[str, int]) -> dict[str, float]:
    return {name: cpu_seconds([pid]) or 0.0 for name, pid in roots.items()}
