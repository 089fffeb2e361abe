"""Many scripts at once over keep-alive connections: one thread, one loop.

A script is a generator: it yields a request's bytes and is sent the `Reply`, or yields a number
of seconds to rest. Each script has a connection of its own, as each phone has.
"""

import heapq
import itertools
import selectors
import socket
import time
from collections import deque
from collections.abc import Generator, Sequence

from .wire import LOST, Reply, split_reply

Script = Generator[bytes | float, Reply | None, None]
PATIENCE_SECONDS = 60.0
_LOOK_ROUND_SECONDS = 0.5


class Line:
    """One script and its connection. `sent_at` is set while a reply is awaited."""

    __slots__ = ("received", "script", "sent_at", "socket")

    def __init__(self, script: Script) -> None:
        self.script = script
        self.socket: socket.socket | None = None
        self.received = bytearray()
        self.sent_at: float | None = None


class Crowd:
    """Runs scripts against one loopback address until all have ended or the time is over."""

    def __init__(self, host: str, port: int, *, patience: float = PATIENCE_SECONDS) -> None:
        self._address = (host, port)
        self._patience = patience
        self._selector = selectors.DefaultSelector()
        self._resting: list[tuple[float, int, Line]] = []
        self._numbers = itertools.count()
        self._lines: set[Line] = set()

    def run(self, scripts: Sequence[Script], *, seconds: float, at_once: int = 0) -> int:
        """Run `at_once` scripts at a time (0: all). Returns how many the end of the time cut short."""
        end = time.perf_counter() + seconds
        waiting, most = deque(scripts), at_once or len(scripts)
        look_round = 0.0
        while (self._lines or waiting) and (now := time.perf_counter()) < end:
            while waiting and len(self._lines) < most:
                self._begin(waiting.popleft())
            self._wake(now)
            for key, _events in self._selector.select(self._until_next(now)):
                self._receive(key.data)
            if now > look_round:
                look_round = now + _LOOK_ROUND_SECONDS
                self._give_up_waiting(now)
        return len(waiting) + self._close()

    def _begin(self, script: Script) -> None:
        line = Line(script)
        self._lines.add(line)
        self._resume(line, None)

    def _until_next(self, now: float) -> float:
        if not self._resting:
            return _LOOK_ROUND_SECONDS
        return min(_LOOK_ROUND_SECONDS, max(0.0, self._resting[0][0] - now))

    def _wake(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            self._resume(heapq.heappop(self._resting)[2], None)

    def _resume(self, line: Line, reply: Reply | None) -> None:
        """Give the script its reply and do what it wants next."""
        try:
            wanted = line.script.send(reply)
            while isinstance(wanted, bytes) and not self._send(line, wanted):
                wanted = line.script.send(Reply(LOST, b"", b"", 0.0))
        except StopIteration:
            self._hang_up(line)
            self._lines.discard(line)
            return
        if not isinstance(wanted, bytes):
            heapq.heappush(self._resting, (time.perf_counter() + wanted, next(self._numbers), line))

    def _send(self, line: Line, request: bytes) -> bool:
        line.sent_at = time.perf_counter()
        try:
            if line.socket is None:
                self._connect(line)
            assert line.socket is not None
            line.socket.sendall(request)
        except OSError:
            self._hang_up(line)
            return False
        return True

    def _connect(self, line: Line) -> None:
        line.socket = socket.create_connection(self._address, timeout=self._patience)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(line.socket, selectors.EVENT_READ, line)

    def _receive(self, line: Line) -> None:
        if line.socket is None:
            return
        try:
            data = line.socket.recv(262144)
            line.received += data
            found = split_reply(line.received) if data else None
        except (OSError, ValueError):
            data, found = b"", None
        if found is not None and line.sent_at is not None:
            took, line.sent_at = time.perf_counter() - line.sent_at, None
            line.received.clear()
            self._resume(line, Reply(*found, took))
        elif not data:
            self._lose(line)

    def _lose(self, line: Line) -> None:
        """The connection broke: whoever waits for a reply is told; who rests connects again later."""
        waited = line.sent_at
        self._hang_up(line)
        if waited is not None:
            self._resume(line, Reply(LOST, b"", b"", time.perf_counter() - waited))

    def _give_up_waiting(self, now: float) -> None:
        for line in [one for one in self._lines if one.sent_at and now - one.sent_at > self._patience]:
            self._lose(line)

    def _hang_up(self, line: Line) -> None:
        line.sent_at = None
        line.received.clear()
        if line.socket is not None:
            self._selector.unregister(line.socket)
            line.socket.close()
            line.socket = None

    def _close(self) -> int:
        cut_short = len(self._lines)
        for line in self._lines:
            line.script.close()
            self._hang_up(line)
        self._lines.clear()
        self._selector.close()
        return cut_short
