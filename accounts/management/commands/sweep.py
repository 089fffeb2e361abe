"""manage.py sweep [--forever]: serves the rows that wait, with or without Redis."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger("quiz.sweep")

# Takes `now`; returns how many rows it served, in all or by name.
Sweep = Callable[..., dict[str, int] | int]


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Runs every floor's sweep (settings.SWEEPS, then SLOW_SWEEPS) once, or every SWEEP_SECONDS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="again every SWEEP_SECONDS, until SIGTERM")

    def handle(self, *args: Any, **options: Any) -> None:
        sweeps, slow = _named(settings.SWEEPS), _named(settings.SLOW_SWEEPS)
        if options["forever"]:
            sweep_forever(sweeps, slow)
            return
        for name, sweep in {**sweeps, **slow}.items():
            self.stdout.write(f"{name}: {sweep(now=timezone.now())}")


def _named(names: list[str]) -> dict[str, Sweep]:
    return {name: import_string(name) for name in names}


def sweep_forever(sweeps: dict[str, Sweep], slow: dict[str, Sweep]) -> None:
    """Round after round until SIGTERM or Ctrl-C; a sweep that fails is logged and tried again.

    The slow ones have a thread of their own: a long import delays no hand-in and no score. It is left
    behind at the end; what it had in hand is a row that waits.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    threading.Thread(target=_rounds, args=(slow, stop), name="slow sweeps", daemon=True).start()
    _rounds(sweeps, stop)


def _rounds(sweeps: dict[str, Sweep], stop: threading.Event) -> None:
    while not stop.is_set():
        for name, sweep in sweeps.items():
            sweep_once(name, sweep, timezone.now())
        stop.wait(settings.SWEEP_SECONDS)


def sweep_once(name: str, sweep: Sweep, now: datetime) -> None:
    """One sweep, whatever happens in it; a lost database connection is opened anew."""
    close_old_connections()
    try:
        done = sweep(now=now)
    except Exception:
        logger.exception("%s failed; it runs again in %s s", name, settings.SWEEP_SECONDS)
        return
    if any(done.values()) if isinstance(done, dict) else done:
        logger.info("%s: %s", name, done)
