"""Keeps a few programs running and stops them together. Knows nothing of what they do."""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PR_SET_PDEATHSIG = 1
STEADY_SECONDS = 60.0
LONGEST_DELAY = 30.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """One child. Those with `stops_last` are stopped after all others; `patience` is in seconds."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    patience: float = 10.0
    stops_last: bool = False


def restart_delay(quick_deaths: int) -> float:
    """Seconds to wait before the next start: 0.5, 1, 2, … at most 30."""
    return min(LONGEST_DELAY, 0.5 * 2 ** max(0, quick_deaths - 1))


def tied_to_parent(parent: int) -> Callable[[], None]:
    """What a new child runs first: on Linux, have it told to stop when its parent dies, however it dies."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def tie() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return tie


class Child:
    """A program and its present process, which leads a process group of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.quick_deaths = 0
        self.next_start = 0.0

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            list(self.program.command),
            env={**os.environ, **self.program.env},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Safe: this process has one thread.
            preexec_fn=tied_to_parent(os.getpid()),
        )
        self.started = now

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self, now: float) -> float:
        """Kill what the dead process left in its group; the seconds until the next start."""
        self.signal_group(signal.SIGKILL)
        self.process = None
        self.quick_deaths = 1 if now - self.started > STEADY_SECONDS else self.quick_deaths + 1
        delay = restart_delay(self.quick_deaths)
        self.next_start = now + delay
        return delay

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


class Supervisor:
    """Starts programs, restarts those that die, and stops all on Ctrl-C, SIGTERM or SIGHUP."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []
        self.stops_asked = 0
        self._wake_reader, wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_stop_signal(self, *_: Any) -> None:
        self.stops_asked += 1

    @property
    def stopping(self) -> bool:
        return self.stops_asked > 0

    def add(self, program: Program) -> Child:
        child = Child(program)
        child.start(time.monotonic())
        self.children.append(child)
        return child

    def wait(self, seconds: float) -> None:
        """Sleep, but wake at once for a signal."""
        ready, _, _ = select.select([self._wake_reader], [], [], seconds)
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_reader, 4096)

    def look_after(self) -> None:
        """One round: bury the dead, start again those whose delay is over."""
        now = time.monotonic()
        for child in self.children:
            if child.has_died():
                code = child.process.returncode if child.process else None
                delay = child.bury(now)
                self.say(f"{child.program.name} ended ({_how(code)}); starting again in {delay:g} s")
            elif child.process is None and now >= child.next_start:
                child.start(now)

    def run(self) -> None:
        """Look after the children until somebody asks to stop; then stop them all."""
        while not self.stopping:
            self.look_after()
            self.wait(0.5)
        self.stop()

    def stop(self) -> None:
        """Stop all, those with `stops_last` after the others. A second signal kills at once."""
        self._stop([child for child in self.children if not child.program.stops_last])
        self._stop([child for child in self.children if child.program.stops_last])
        self.children = []

    def _stop(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        asked, impatient = time.monotonic(), self.stops_asked + 1
        for child in children:
            while child.process is not None and child.process.poll() is None:
                late = time.monotonic() - asked > child.program.patience
                if late or self.stops_asked >= impatient:
                    self.say(f"{child.program.name} did not stop in time and is killed")
                    child.signal_group(signal.SIGKILL)
                    child.process.wait()
                    break
                self.wait(0.05)
            child.signal_group(signal.SIGKILL)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
