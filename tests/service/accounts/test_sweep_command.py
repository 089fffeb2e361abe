"""manage.py sweep: every floor's sweep runs, and none stops the others."""

import logging
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from accounts.management.commands.sweep import sweep_forever, sweep_once
from tests.processes import ROOT, environment, wait_for

ALL = [*settings.SWEEPS, *settings.SLOW_SWEEPS]


def test_every_sweep_of_the_settings_exists():
    assert [name for name in ALL if not callable(import_string(name))] == []
    assert settings.SWEEPS[-1].startswith("leaderboard.")


@pytest.mark.django_db
def test_one_round_runs_them_all(capsys):
    call_command("sweep")
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == ALL


@pytest.mark.django_db
def test_a_sweep_that_fails_is_logged_and_does_not_stop_the_round(caplog, now):
    def fails(*, now: datetime) -> dict[str, int]:
        raise RuntimeError("broken")

    with caplog.at_level(logging.INFO, "quiz.sweep"):
        caplog.handler.setLevel(logging.INFO)
        logging.getLogger("quiz.sweep").addHandler(caplog.handler)
        sweep_once("quiz.some.sweep", fails, now)
    assert "quiz.some.sweep failed; it runs again" in caplog.text and "broken" in caplog.text


def test_a_slow_sweep_holds_up_no_other(settings):
    settings.SWEEP_SECONDS = 0.01
    held, rounds = threading.Event(), []

    def slow(*, now: datetime) -> int:
        return int(held.wait(30))

    def quick(*, now: datetime) -> int:
        rounds.append(now)
        if len(rounds) == 3:
            held.set()
            os.kill(os.getpid(), signal.SIGTERM)
        return 0

    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        sweep_forever({"quick": quick}, {"slow": slow})
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert len(rounds) == 3 and held.is_set()


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_until_it_is_asked_to_stop(tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as file:
        command = [sys.executable, "manage.py", "sweep", "--forever"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file, stderr=file)
        try:
            status = Path(f"/proc/{process.pid}/status")
            wait_for(lambda: _catches_sigterm(status), 60)
            assert process.poll() is None
            process.terminate()
            assert process.wait(15) == 0, log.read_text()
        finally:
            process.kill()


def _catches_sigterm(status: Path) -> bool:
    """Whether a process has a handler for SIGTERM (bit 14 of SigCgt)."""
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> 14 & 1)
