"""What the bench runs on: a private PostgreSQL that really syncs, a private Redis, the site's processes."""

import contextlib
import json
import os
import pwd
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.supervisor import tied_to_parent
from tests.run import free_port, postgresql_program, stop, wait_for_port

__all__ = [
    "free_port",
    "postgresql",
    "redis",
    "running",
    "wait_until_it_answers",
    "web_command",
    "worker_command",
]

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def postgresql(home: Path) -> Iterator[tuple[str, int]]:
    """A cluster of our own with fsync and synchronous_commit on: (its address, its process id)."""
    folder, port = home / "postgresql", free_port()
    user = "postgres" if os.geteuid() == 0 else None
    as_user: dict[str, Any] = {"user": user, "group": user, "cwd": folder}
    as_user["extra_groups"] = [] if user else None
    folder.mkdir(mode=0o700)
    secret = folder / "password"
    password = secrets.token_hex(8)
    secret.write_text(password)
    if user:
        owner = pwd.getpwnam(user)
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    initdb = [str(postgresql_program("initdb")), "-D", str(folder / "cluster"), "-U", "kepu"]
    initdb += [f"--pwfile={secret}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **as_user)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": "on",
        "synchronous_commit": "on",
        "max_connections": 100,
        "shared_buffers": "256MB",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "postgresql.log").open("wb") as log:
        server = subprocess.Popen(
            [str(postgresql_program("postgres")), "-D", str(folder / "cluster"), *options],
            stdout=log,
            stderr=log,
            **as_user,
        )
    try:
        wait_for_port(port, server, str(home / "postgresql.log"))
        yield f"postgresql://kepu:{password}@127.0.0.1:{port}/postgres", server.pid
    finally:
        stop(server, signal.SIGINT)


@contextlib.contextmanager
def redis(home: Path) -> Iterator[tuple[str, int]]:
    """A Redis of our own: (its address, its process id)."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([*command, "--dir", str(home), "--logfile", str(home / "redis.log")])
    try:
        wait_for_port(port, server, str(home / "redis.log"))
        yield f"redis://127.0.0.1:{port}/0", server.pid
    finally:
        stop(server, signal.SIGTERM)


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen]:
    """A child that leads a process group, stopped with all that it started."""
    process = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env=dict(environment),
        start_new_session=True,
        preexec_fn=tied_to_parent(os.getpid()),
    )
    try:
        yield process
    finally:
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, number)
                process.wait(patience)


def web_command(environment: Mapping[str, str], application: str = "config.wsgi:application") -> list[str]:
    """The web processes exactly as the site starts them, read from its own list of programs."""
    show = "import json; from config import programs; print(json.dumps(programs.web({}).command))"
    return [*_command(show, environment)[:-1], application]


def worker_command(environment: Mapping[str, str]) -> list[str]:
    show = "import json; from config import programs; print(json.dumps(programs.worker({}).command))"
    return _command(show, environment)


def prepare(environment: Mapping[str, str]) -> None:
    """Tables, static files, the bank and the demonstration contest, as `make run` makes them."""
    subprocess.run([sys.executable, "-m", "config.prepare"], env=dict(environment), cwd=ROOT, check=True)


def _command(show: str, environment: Mapping[str, str]) -> list[str]:
    shown = subprocess.run(
        [sys.executable, "-c", show], env=dict(environment), cwd=ROOT, check=True, capture_output=True
    )
    return json.loads(shown.stdout)


def wait_until_it_answers(port: int, path: str, process: subprocess.Popen, seconds: float = 60.0) -> None:
    """Any answer below 500 will do. Exits where none comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"no answer from port {port}")
