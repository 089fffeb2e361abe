"""The doorbell: tells a Celery worker that rows wait. It may fail; the rows wait all the same.

A request never talks to the broker. It leaves a note (task, ids); one thread per process sends
the notes, each once however often it was left meanwhile, and rests for some seconds after a
failure. What it could not send, the sweep finds.
"""

import logging
import threading
import time
from collections.abc import Hashable
from typing import Protocol

from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0
# A ring costs as much CPU as an answer, so that at an end's rush few are rung.
GATHER_SECONDS = 0.25


class Task(Protocol):
    name: str

    def apply_async(self, args: tuple[Hashable, ...]) -> object: ...


class Doorbell:
    """Notes left by requests, sent by one thread."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, tuple[Hashable, ...]], Task] = {}
        self._lock = threading.Lock()
        self._left = threading.Event()
        self._thread: threading.Thread | None = None
        self._silent_until = 0.0

    def leave(self, task: Task, args: tuple[Hashable, ...]) -> None:
        with self._lock:
            self._notes[(task.name, args)] = task
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()
        self._left.set()

    def _run(self) -> None:
        while True:
            self._left.wait()
            time.sleep(GATHER_SECONDS)
            self._left.clear()
            with self._lock:
                notes, self._notes = self._notes, {}
            for (_name, args), task in notes.items():
                self._send(task, args)

    def _send(self, task: Task, args: tuple[Hashable, ...]) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            task.apply_async(args)
        except Exception as error:
            self._silent_until = time.monotonic() + REST_SECONDS
            logger.warning("the broker does not answer, the sweep takes over: %s", error)


_doorbell = Doorbell()


def ring(task: Task, *args: Hashable) -> None:
    """Wake a worker for this task once the current transaction is committed."""
    if not settings.CELERY_BROKER_URL:
        return
    transaction.on_commit(lambda: _doorbell.leave(task, args))
