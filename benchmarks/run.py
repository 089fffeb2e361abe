"""`make bench`: the floor, the answering path, boards, scoring and a whole contest, in one bounded run.

Everything runs on this machine: a private PostgreSQL with fsync and synchronous_commit on, a private
Redis, the web processes and the Celery worker as the site starts them. Figures are medians of three
rounds; a ratio compares with the floor of the same round. BENCH_ARGS=--quick is a smoke test.
"""

import argparse
import json
import os
import platform
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import servers  # noqa: E402
from tests.run import bare  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"


def main() -> int:
    options = _options()
    os.chdir(ROOT)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kepu-bench-") as folder, ExitStack() as stack:
        home = Path(folder)
        home.chmod(0o711)
        stage = Stage(home, stack)
        from benchmarks.rounds import Bench

        result = Bench(stage, options).run()
    result["seconds"] = round(time.monotonic() - began)
    _save(result, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers, one round: does it run at all?")
    parser.add_argument(
        "--only",
        default="",
        help="parts, comma-separated: imports,learning,ruling,endpoints,boards,scoring,contest",
    )
    parser.add_argument("--out", type=Path, help="the JSON file; else one under benchmarks/results")
    return parser.parse_args(sys.argv[1:] + os.environ.get("BENCH_ARGS", "").split())


class Stage:
    """The servers, and this process's own Django on the same database."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home, self.stack = home, stack
        database, postgresql_pid = stack.enter_context(servers.postgresql(home))
        broker, redis_pid = stack.enter_context(servers.redis(home))
        self.roots = {"postgresql": postgresql_pid, "redis": redis_pid}
        self.environment = {
            **bare(),
            "DATA_DIR": str(home / "data"),
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PHONE_KEY": secrets.token_urlsafe(48),
            "HTTPS": "0",
            "WEB_PROCESSES": "2",
        }
        servers.prepare(self.environment)
        os.environ.update(self.environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()

    def web(self, application: str, path: str) -> tuple[int, int]:
        """Start web processes; (port, process id)."""
        port = servers.free_port()
        environment = {**self.environment, "PORT": str(port)}
        command = servers.web_command(environment, application)
        process = self.stack.enter_context(servers.running(command, environment))
        servers.wait_until_it_answers(port, path, process)
        return port, process.pid

    def worker(self) -> int:
        process = self.stack.enter_context(
            servers.running(servers.worker_command(self.environment), self.environment)
        )
        return process.pid

    def sweep(self) -> int:
        command = [sys.executable, "manage.py", "sweep", "--forever"]
        return self.stack.enter_context(servers.running(command, self.environment)).pid


def _save(result: dict, options: argparse.Namespace) -> None:
    result["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    result["machine"] = {"cores": os.cpu_count(), "python": platform.python_version()}
    path = (
        options.out or RESULTS / f"{datetime.now(UTC):%Y-%m-%d-%H%M}{'-quick' if options.quick else ''}.json"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    print(f"\n{result['seconds']} s; figures in {path}")


if __name__ == "__main__":
    sys.exit(main())
