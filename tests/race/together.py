"""Things that happen at the same moment: threads behind a barrier, each with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connections

PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one call returned, or what it raised."""

    value: Any = None
    error: BaseException | None = None


def together(calls: Sequence[Callable[[], Any]]) -> list[Outcome]:
    """Run all calls at once, real commits and all; their outcomes in the order of the calls.

    Use it in tests marked `django_db(transaction=True)`.
    """
    barrier = threading.Barrier(len(calls))
    outcomes: list[Outcome] = [Outcome(error=TimeoutError("did not end"))] * len(calls)

    def run(index: int) -> None:
        close_old_connections()
        try:
            barrier.wait(PATIENCE)
            outcomes[index] = Outcome(value=calls[index]())
        except BaseException as error:
            outcomes[index] = Outcome(error=error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


def values(outcomes: Sequence[Outcome]) -> list[Any]:
    """What the calls that succeeded returned."""
    return [outcome.value for outcome in outcomes if outcome.error is None]


def errors(outcomes: Sequence[Outcome]) -> list[BaseException]:
    return [outcome.error for outcome in outcomes if outcome.error is not None]
