"""The site's own web processes on a free loopback port, for as long as a rehearsal lasts."""

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
SLOWEST_START = 60.0
PATIENCE = 10.0


class NotThere(Exception):
    """No site answers at the address."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the site answers; `roots` are the processes to count, none where they are not ours."""

    host: str
    port: int
    roots: tuple[int, ...] = ()


def loopback_site(url: str) -> Site:
    """The site at an address of this machine. Raises ValueError naming any other host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not _is_loopback(host):
        raise ValueError(
            f"{url}: a rehearsal runs on this machine only (http://127.0.0.1:PORT), not on {host!r}"
        )
    return Site(host="127.0.0.1" if host == "localhost" else host, port=parts.port or 80)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def private_site(processes: int, threads: int, extra: Mapping[str, str]) -> Iterator[Site]:
    """Web processes and a sweep of our own on the configured database. Raises NotThere."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = [
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ws",
        "--http",
        "1",
    ]
    web += ["--workers", str(processes), "--blocking-threads", str(threads), "--backlog", "4096"]
    web += ["--backpressure", "10000"]
    web += ["--log-level", "error", "config.wsgi:application"]
    environment = {**os.environ, **extra, "HOST": "127.0.0.1", "PORT": str(port), "HTTPS": "0"}
    with (
        _child(["-m", *web], environment) as server,
        _child(["manage.py", "sweep", "--forever"], environment) as sweep,
    ):
        _wait_until_it_answers(port, server)
        yield Site(host="127.0.0.1", port=port, roots=(server.pid, sweep.pid))


@contextlib.contextmanager
def _child(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a process group of its own, stopped with all that it started."""
    child = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(child.pid, number)
                child.wait(PATIENCE)


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SLOWEST_START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except urllib.error.HTTPError as error:
            raise NotThere(f"the web processes answer {error.code}") from error
        except OSError:
            time.sleep(0.1)
    raise NotThere("the web processes did not start")
