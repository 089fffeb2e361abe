"""Real processes for a test (a Celery worker, a web server) that work on the test's own database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from config.supervisor import tied_to_parent

ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """The environment in which a child finds the test database and the test's Redis."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "PHONE_KEY": settings.PHONE_KEY,
        "ALLOWED_HOSTS": "*",
        "HTTPS": "0",
    }


def database_url() -> str:
    """The address of the database that the test itself uses."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    host, port = quote(str(facts["HOST"]), safe=""), facts["PORT"] or 5432
    return f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{host}:{port}/{facts['NAME']}"


def wait_for(what: Callable[[], object], seconds: float = 30.0, pause: float = 0.05) -> object:
    """What `what` returns as soon as it is true; AssertionError when it is not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextmanager
def running(command: Sequence[str], **extra: str) -> Iterator[subprocess.Popen]:
    """A child in its own process group, killed with all of its own children at the end."""
    process = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env={**environment(), **extra},
        start_new_session=True,
        preexec_fn=tied_to_parent(os.getpid()),
    )
    try:
        yield process
    finally:
        for number in (15, 9):
            try:
                os.killpg(process.pid, number)
                process.wait(10 if number == 15 else 5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue


def celery_worker(concurrency: int = 2) -> list[str]:
    """The command of a worker on the queues that scoring uses."""
    return [
        sys.executable, "-m", "celery", "--quiet", "-A", "config.celery", "worker",
        "--queues", "critical,default", "--concurrency", str(concurrency),
        "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
    ]  # fmt: skip


def web_server(port: int, processes: int = 1, threads: int = 8) -> list[str]:
    """The command of the real web server on a loopback port."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--no-ws", "--http", "1", "--workers", str(processes), "--blocking-threads", str(threads),
        "--log-level", "error", "config.wsgi:application",
    ]  # fmt: skip
