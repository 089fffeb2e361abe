"""One figure: so many requests over so many connections, their times and the CPU they cost."""

import statistics
from collections.abc import Sequence
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
    """Requests per second, milliseconds, CPU milliseconds per request over all server processes."""

    per_second: float
    p50: float
    p99: float
    cpu_ms: float
    load_cpu_ms: float
    errors: dict[str, int]


def measure(
    port: int,
    people: Sequence[Person],
    requests: Sequence[Request],
    roots: Sequence[int],
    *,
    seconds: float = SECONDS,
) -> Figure:
    """Send the requests in order, as many as fit into the time."""
    work = RequestsPlan(requests=list(requests), people=list(people), connections=CONNECTIONS)
    before = cpu_seconds(roots) or 0.0
    report = run_plan(Plan(host="127.0.0.1", port=port, at_most=seconds, work=work), processes=1)
    used = (cpu_seconds(roots) or 0.0) - before
    millis = sorted(report.millis["request"])
    began, ended = report.span["request"]
    return Figure(
        per_second=len(millis) / (ended - began),
        p50=statistics.median(millis),
        p99=millis[int(len(millis) * 0.99)],
        cpu_ms=used * 1000 / len(millis),
        load_cpu_ms=report.cpu_seconds * 1000 / len(millis),
        errors=report.errors,
    )
