"""Keeps what happened: how long each request took, what went wrong, and when."""

import time
from collections import Counter, defaultdict
from collections.abc import Generator

from .wire import LOST, Reply

TRIES = 8
PAUSE_SECONDS = 0.5
Asking = Generator[bytes | float, Reply | None, Reply]


class Book:
    """One per load process, written by all of its scripts."""

    def __init__(self) -> None:
        self.millis: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.span: dict[str, tuple[float, float]] = {}

    def ask(self, action: str, request: bytes) -> Asking:
        """Send a request; what got no answer or a 5xx is sent again, unchanged, up to TRIES times.

        Returns the last reply.
        """
        reply = Reply(LOST, b"", b"", 0.0)
        for attempt in range(TRIES):
            reply = _given((yield request))
            self._note(action, reply)
            if reply.status != LOST and reply.status < 500:
                break
            self.errors[f"{action} {reply.status or 'lost'}"] += 1
            if attempt < TRIES - 1:
                yield PAUSE_SECONDS * (attempt + 1)
        return reply

    def refused(self, action: str, reply: Reply) -> None:
        """Note a reply that a well-behaved person should not have got."""
        code = (reply.json() or {}).get("code", "") if reply.body.startswith(b"{") else ""
        self.errors[f"{action} {reply.status} {code}".strip()] += 1

    def _note(self, action: str, reply: Reply) -> None:
        self.millis[action].append(round(reply.seconds * 1000, 3))
        ended = time.time()
        began, _ = self.span.get(action, (ended - reply.seconds, 0.0))
        self.span[action] = (began, ended)


def _given(reply: Reply | None) -> Reply:
    assert reply is not None, "a request is always answered, if only by LOST"
    return reply
