"""Makes ready what the site stands on: `python -m config.prepare`. Run it as often as you like.

Tables, static files, the shipped bank, and — in an empty database, unless DEMO=0 — the
demonstration bureau and its contest. What is already as it should be is left alone.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .refusal import BadSetting

# Who opens the demonstration contest, and for how long it is open.
DEMO_HOST = "1002"
DEMO_DAYS = 30


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import CommandError

    try:
        django.setup()
        _prepare()
    except (BadSetting, CommandError) as error:
        print(f"科普擂台: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadSetting) else 1
    return 0


def _prepare() -> None:
    from django.conf import settings

    check_database()
    migrate()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    once(Path(settings.STATIC_ROOT) / ".collected", _static_files(), collect_static)
    load_bank()
    if settings.DEMO:
        set_up_demo()
    warn_of_crowds()


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def once(stamp: Path, work_on: Iterator[bytes], step: Callable[[], None]) -> None:
    """Run `step` unless it has already run on exactly this; the file remembers by a digest."""
    digest = hashlib.sha256(b"\0".join(work_on)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    step()
    stamp.write_text(digest)


def check_database() -> None:
    """Reach the database, and refuse one that would acknowledge before it has written."""
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise BadSetting(f"DATABASE_URL: the database cannot be reached: {reason}") from error
    if connection.vendor == "postgresql":
        _check_durability(connection)


def _check_durability(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        commit = cursor.fetchone()[0]
        cursor.execute("SHOW fsync")
        fsync = cursor.fetchone()[0]
    if commit not in ("on", "remote_apply"):
        raise BadSetting(
            f"DATABASE_URL: synchronous_commit is {commit!r} there, so saved answers could be lost; "
            "set it to on (a connection pooler that drops start-up options does this)"
        )
    if fsync != "on":
        say("WARNING: fsync is off in this PostgreSQL: a power cut can lose everything")


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("making the tables")
        call_command("migrate", interactive=False, verbosity=0)


def _static_files() -> Iterator[bytes]:
    """One line for each static file: name, size, time."""
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            facts = Path(storage.path(name)).stat()
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}".encode()


def collect_static() -> None:
    from django.core.management import call_command

    say("collecting the static files")
    call_command("collectstatic", interactive=False, verbosity=0)


def load_bank() -> None:
    """Files that were loaded before are not read again."""
    from django.core.management import call_command

    say("comparing the question bank with its files")
    call_command("load_bank", verbosity=0)


def set_up_demo() -> None:
    """The demonstration bureau, only where nobody is there yet, and its contest where none is."""
    from django.conf import settings
    from django.core.management import CommandError, call_command

    from accounts.models import User
    from quiz.models import Contest

    if not User.objects.exists():
        say("setting up the demonstration bureau")
        call_command("setup_demo", verbosity=0)
    host = User.objects.filter(username=DEMO_HOST).first()
    if host and not Contest.objects.exists():
        say("opening the demonstration contest")
        sheet = Path(settings.CONTENT_DIR) / "rule-sheets" / "demo.yaml"
        try:
            call_command("open_contest", str(sheet), host=host.username, days=DEMO_DAYS, verbosity=0)
        except CommandError as error:
            say(f"WARNING: the demonstration contest was not opened: {error}")


def warn_of_crowds() -> None:
    """Contests that are too big for SQLite are named at every start."""
    from django.utils import timezone

    from quiz.selectors.capacity import MOST_ON_SQLITE, crowded_contests

    for contest, people in crowded_contests(timezone.now()):
        say(
            f"WARNING: contest {contest.pk} “{contest.title}” has {people} people on its list; "
            f"SQLite serves {MOST_ON_SQLITE} in one timed contest: see deploy/README.md for PostgreSQL"
        )


if __name__ == "__main__":
    sys.exit(main())
