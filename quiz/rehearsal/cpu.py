"""CPU seconds of running processes and of all below them, from /proc; None where there is no /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Iterable[int]) -> float | None:
    """User and system time of these processes, their descendants and the dead ones they waited for."""
    if not Path("/proc/self/stat").exists():
        return None
    parents, ticks = _table()
    wanted = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(ticks.get(pid, 0) for pid in wanted) / _TICKS


def _table() -> tuple[dict[int, int], dict[int, int]]:
    """Each process's parent and its ticks (its own and those of children it has waited for)."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        pid = int(folder.name)
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    return parents, ticks
