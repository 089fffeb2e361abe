"""Spreads a plan over load processes and puts their reports together."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from .plan import Plan, Report, RequestsPlan, SittingPlan

ROOT = Path(__file__).resolve().parents[2]
_GRACE_SECONDS = 30.0


class LoadFailed(Exception):
    """A load process died or did not end in time."""


def run_plan(plan: Plan, *, processes: int) -> Report:
    """The merged report of so many load processes. Raises LoadFailed."""
    parts = _parts(plan, processes)
    replies: list[Report | Exception | None] = [None] * len(parts)

    def run(index: int) -> None:
        try:
            replies[index] = _run_part(parts[index])
        except Exception as error:
            replies[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(parts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reports = []
    for reply in replies:
        if not isinstance(reply, Report):
            raise LoadFailed(str(reply))
        reports.append(reply)
    return merged(reports)


def _parts(plan: Plan, processes: int) -> list[Plan]:
    def part(index: int) -> Plan:
        work = plan.work
        if isinstance(work, SittingPlan):
            mine: SittingPlan | RequestsPlan = msgspec.structs.replace(
                work,
                people=work.people[index::processes],
                seed=work.seed * processes + index,
                at_once=-(-work.at_once // processes),
            )
        else:
            mine = msgspec.structs.replace(
                work,
                requests=work.requests[index::processes],
                connections=max(1, work.connections // processes),
            )
        return msgspec.structs.replace(plan, work=mine)

    return [part(index) for index in range(processes)]


def _run_part(plan: Plan) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "quiz.rehearsal"],
        input=msgspec.json.encode(plan),
        capture_output=True,
        cwd=ROOT,
        timeout=plan.at_most + _GRACE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise LoadFailed(done.stderr.decode(errors="replace")[-2000:])
    return msgspec.json.decode(done.stdout, type=Report)


def merged(reports: Sequence[Report]) -> Report:
    """One report of several processes that ran at the same time."""
    total = Report(millis={}, errors={}, span={})
    for report in reports:
        total.ledgers = total.ledgers + report.ledgers
        total.cut_short += report.cut_short
        total.cpu_seconds += report.cpu_seconds
        for action, found in report.millis.items():
            total.millis.setdefault(action, []).extend(found)
        for what, count in report.errors.items():
            total.errors[what] = total.errors.get(what, 0) + count
        for action, (began, ended) in report.span.items():
            first, last = total.span.get(action, (began, ended))
            total.span[action] = (min(first, began), max(last, ended))
    return total
