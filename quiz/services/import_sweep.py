"""The guarantee behind the doorbell of imports: the rows that wait, whoever broke off on the way."""

from datetime import datetime

from .import_commit import carry_on
from .import_files import forget_old_files
from .import_parsing import parse_waiting


def serve_imports(*, now: datetime) -> dict[str, int]:
    return {
        "imports read": parse_waiting(now=now),
        "imports ended": carry_on(now=now),
        "files forgotten": forget_old_files(now),
    }
