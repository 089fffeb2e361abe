"""`make run` for real: the demonstration from an empty folder to a clean stop."""

import csv
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.processes import ROOT, wait_for
from tests.run import free_port

pytestmark = [pytest.mark.embedded, pytest.mark.long]

# What only the first start has to do.
ONCE = ("making the tables", "collecting the static files", "setting up the demonstration bureau")
FOREIGN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PHONE_KEY", "HTTPS", "HOST", "ALLOWED_HOSTS")


class Site:
    """A site started as `make run` starts it."""

    def __init__(self, folder: Path, path: str | None = None) -> None:
        self.port = free_port()
        bare = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment = {**bare, "DATA_DIR": str(folder), "PORT": str(self.port)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env={**environment, **({"PATH": path} if path else {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = self._until_ready()

    def _until_ready(self) -> str:
        said = ""
        for line in self.process.stdout or []:
            said += line
            if line.startswith("  stop "):
                return said
        raise AssertionError(f"ended with {self.process.wait()}:\n{said}")

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api/v1/", timeout=20)

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, said
        return said


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes whose DATA_DIR is this folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            variables = path.read_bytes().split(b"\0")
            command = path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ProcessLookupError):
            continue
        if f"DATA_DIR={folder}".encode() in variables and command:
            found.append(command)
    return found


def accounts(folder: Path) -> list[dict[str, str]]:
    path = folder / "demo-accounts.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return list(csv.DictReader(path.open(encoding="utf-8")))


def sit_the_demonstration(site: Site, account: dict[str, str]) -> dict:
    """One whole sitting over the API; the scored result."""
    with site.client() as client:
        login = {"username": account["username"], "password": account["password"]}
        token = client.post("auth/token", json=login).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Token {token}"
        contest = client.get("contests").raise_for_status().json()["results"][0]
        attempt = client.post(f"contests/{contest['id']}/attempts").raise_for_status().json()
        assert len(attempt["items"]) == 20
        for item in attempt["items"]:
            response = [option["id"] for option in item["options"][:1]] or [1]
            answer = {"response": response, "client_key": f"key-{item['position']:04d}"}
            client.put(f"attempts/{attempt['id']}/answers/{item['position']}", json=answer).raise_for_status()
        client.post(f"attempts/{attempt['id']}/hand-in").raise_for_status()

        def scored() -> dict | None:
            result = client.get(f"attempts/{attempt['id']}/result").raise_for_status().json()
            return result if result.get("points") is not None else None

        def on_the_board() -> dict | None:
            board = client.get(f"contests/{contest['id']}/board").raise_for_status().json()
            return board if board["me"] else None

        result = wait_for(scored, 20)
        wait_for(on_the_board, 20)
        assert isinstance(result, dict)
        return result


def test_from_an_empty_folder_to_a_clean_stop(tmp_path):
    site = Site(tmp_path)
    try:
        rows = accounts(tmp_path)
        assert len(rows) == 32 and "demonstration contest was not opened" not in site.said
        assert "Celery worker on a private Redis" in site.said
        person = next(row for row in rows if row["role"] == "participant")
        first = sit_the_demonstration(site, person)
        assert len(processes_of(tmp_path)) >= 5
    finally:
        site.stop()
    assert processes_of(tmp_path) == []
    before = (tmp_path / "demo-accounts.csv").read_bytes()
    again = Site(tmp_path)
    try:
        assert [step for step in ONCE if step not in site.said or step in again.said] == []
        assert (tmp_path / "demo-accounts.csv").read_bytes() == before
        with again.client() as client:
            login = {"username": person["username"], "password": person["password"]}
            token = client.post("auth/token", json=login).raise_for_status().json()["token"]
            client.headers["Authorization"] = f"Token {token}"
            kept = client.get(f"attempts/{first['id']}/result").raise_for_status().json()
            assert kept["points"] == first["points"]
    finally:
        again.stop()


def test_without_any_redis_the_sweep_scores(tmp_path):
    empty = tmp_path / "bin"
    empty.mkdir()
    site = Site(tmp_path / "data", path=str(empty))
    try:
        assert "no redis-server or valkey-server found: the sweep scores" in site.said
        person = next(row for row in accounts(tmp_path / "data") if row["role"] == "participant")
        sit_the_demonstration(site, person)
    finally:
        site.stop()
    assert processes_of(tmp_path / "data") == []
