"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.supervisor import restart_delay

SCRIPT = """
import sys, time
from config.supervisor import Program, Supervisor
folder = sys.argv[1]
child = "import os,sys,subprocess; p = subprocess.Popen(['sleep', '60']);"
child += "open(sys.argv[1], 'a').write(f'{os.getpid()} {p.pid}\\\\n'); p.wait()"
site = Supervisor(lambda text: print(text, flush=True))
site.add(Program(name="worker", command=[sys.executable, "-c", child, folder + "/pids"]))
print("up", flush=True)
site.run()
print("down", flush=True)
"""


def start(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "up\n"
    return process


def pids(folder: Path, lines: int) -> list[list[int]]:
    """The process ids that the child and its own child wrote down, once there are so many lines."""
    for _ in range(200):
        path = folder / "pids"
        rows = path.read_text().splitlines() if path.exists() else []
        if len(rows) >= lines:
            return [[int(word) for word in row.split()] for row in rows]
        time.sleep(0.05)
    raise AssertionError("the child did not come up")


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int) -> bool:
    for _ in range(100):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_child_and_what_it_started(tmp_path, number):
    process = start(tmp_path)
    ((child, grandchild),) = pids(tmp_path, 1)
    process.send_signal(number)
    output, _ = process.communicate(timeout=15)
    assert process.returncode == 0 and output.endswith("down\n")
    assert gone(child) and gone(grandchild)


def test_a_child_that_dies_is_started_again_and_leaves_nothing_behind(tmp_path):
    process = start(tmp_path)
    ((child, grandchild),) = pids(tmp_path, 1)
    os.kill(child, signal.SIGKILL)
    again = pids(tmp_path, 2)[1]
    assert gone(grandchild) and is_alive(again[0])
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=15)
    assert "worker ended (SIGKILL); starting again in 0.5 s" in output


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path):
    process = start(tmp_path)
    ((child, _),) = pids(tmp_path, 1)
    process.kill()
    process.wait()
    assert gone(child)


def test_restarts_slow_down_to_half_a_minute():
    assert [restart_delay(deaths) for deaths in (1, 2, 3, 4, 8, 50)] == [0.5, 1, 2, 4, 30, 30]
