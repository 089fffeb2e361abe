"""A load process: a plan comes in on standard input, a report goes out on standard output."""

import contextlib
import resource
import sys
import time
from collections.abc import Iterator

import msgspec

from .book import Book
from .crowd import Crowd, Script
from .person import Sitter
from .plan import Plan, Report, RequestsPlan, SittingPlan
from .wire import Wire


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    _allow_many_connections()
    sys.stdout.buffer.write(msgspec.json.encode(run(plan)))


def run(plan: Plan) -> Report:
    book = Book()
    report = Report(millis=book.millis, errors=book.errors, span=book.span)
    host = f"{plan.host}:{plan.port}"
    if isinstance(plan.work, SittingPlan):
        plan_seed, people = plan.work.seed, plan.work.people
        sitters = [
            Sitter(one, host, plan.work, book, seed=f"{plan_seed}/{number}")
            for number, one in enumerate(people)
        ]
        scripts: list[Script] = [sitter.script() for sitter in sitters]
        at_once = plan.work.at_once
        report.ledgers = [sitter.ledger for sitter in sitters]
    else:
        waiting = _requests(plan.work, host)
        scripts = [_one_after_the_other(waiting, book) for _ in range(plan.work.connections)]
        at_once = 0
    before = time.process_time()
    report.cut_short = Crowd(plan.host, plan.port).run(scripts, seconds=plan.at_most, at_once=at_once)
    report.cpu_seconds = time.process_time() - before
    return report


def _requests(work: RequestsPlan, host: str) -> Iterator[bytes]:
    """Ready before the clock starts."""
    wires = [Wire(host, one.session, "c" * 32) for one in work.people]
    return iter(
        [
            wires[who].get(path) if method == "GET" else wires[who].send(method, path, body)
            for method, path, body, who in work.requests
        ]
    )


def _one_after_the_other(waiting: Iterator[bytes], book: Book) -> Script:
    for request in waiting:
        reply = yield from book.ask("request", request)
        if reply.status not in (200, 201):
            book.refused("request", reply)


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main()
