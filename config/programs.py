"""The programs that make up the site: what runs, with which command."""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import env
from .supervisor import Program

# What a socket's path may measure in bytes, with room to spare.
LONGEST_SOCKET_PATH = 100
REDIS_SERVERS = ("redis-server", "valkey-server")


@dataclass(frozen=True, kw_only=True)
class PrivateRedis:
    """A Redis of our own on a Unix socket: nothing else can reach it, nothing of it is kept."""

    program: Program
    url: str


def private_redis(folder: Path) -> PrivateRedis | None:
    """None where neither redis-server nor valkey-server is installed."""
    server = next(filter(None, map(shutil.which, REDIS_SERVERS)), None)
    if server is None:
        return None
    socket = _socket_path(folder)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(socket.parent),
        "save": "",
        "appendonly": "no",
        "maxmemory": "256mb",
        # The broker's lists must never be evicted; a full Redis refuses, and the sweep takes over.
        "maxmemory-policy": "noeviction",
        "logfile": str(folder / "redis.log"),
        "loglevel": "warning",
    }
    command = [server, *(word for name, value in options.items() for word in (f"--{name}", value))]
    program = Program(name="redis", command=command, stops_last=True)
    return PrivateRedis(program=program, url=f"unix://{socket}")


def _socket_path(folder: Path) -> Path:
    """In the data folder, or where that path is too long for a socket, in a private temporary one."""
    path = folder / "redis.sock"
    if len(str(path).encode()) > LONGEST_SOCKET_PATH:
        path = Path(tempfile.mkdtemp(prefix="kepu-")) / "redis.sock"
    path.unlink(missing_ok=True)
    return path


# granian lets so many connections in; 512 a process, as it comes, would let a thousand phones that
# merely keep theirs open shut everybody else out.
MOST_CONNECTIONS = 10_000


def web(environment: dict[str, str]) -> Program:
    """The pages and the API: granian with blocking threads."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", env.HOST, "--port", str(env.PORT), "--no-ws", "--http", "1"]
    command += ["--workers", str(env.WEB_PROCESSES), "--blocking-threads", str(env.WEB_THREADS)]
    command += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8"]
    command += ["--backlog", "4096", "--backpressure", str(MOST_CONNECTIONS)]
    command += ["--log-level", "error", "config.wsgi:application"]
    return Program(name="web", command=command, env=environment)


def sweep(environment: dict[str, str]) -> Program:
    """Finds rows that wait and serves them, with or without Redis."""
    return Program(name="sweep", command=[sys.executable, "manage.py", "sweep", "--forever"], env=environment)


def worker(environment: dict[str, str]) -> Program:
    """The Celery worker that the doorbell wakes."""
    return _celery("worker", "critical,default", env.WORKER_PROCESSES, environment)


def bulk_worker(environment: dict[str, str]) -> Program:
    """One more for what takes its time (imports, exports), so that no score waits for it."""
    return _celery("bulk", "bulk", 1, environment)


def _celery(name: str, queues: str, processes: int, environment: dict[str, str]) -> Program:
    quiet = "ignore:You're running the worker with superuser"
    command = [sys.executable, "-W", quiet, "-m", "celery", "--quiet", "-A", "config.celery", "worker"]
    command += ["--hostname", f"{name}@%h", "--queues", queues, "--concurrency", str(processes)]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    command += ["--loglevel", "WARNING"]
    return Program(name=name, command=command, env=environment, patience=15.0)


def behind_the_scenes(environment: dict[str, str]) -> list[Program]:
    """Who scores and imports: the sweep always, Celery workers too where there is a Redis."""
    programs = [sweep(environment)]
    if environment["REDIS_URL"]:
        programs += [worker(environment), bulk_worker(environment)]
    return programs
