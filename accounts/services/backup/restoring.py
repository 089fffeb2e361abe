"""Putting a backup back: read through first, with a safety copy of what is there."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.domain.backup import DATABASE, MEDIA, SECRETS, BackupRefused, Manifest, differences

from .archive import digest_of, unpack
from .making import SECRET_NAMES, check_contents, engine, key_fingerprint, make_backup

# Where one of these has rows, there is something to lose.
_WORTH_KEEPING = ("accounts_user", "quiz_contest", "accounts_auditentry")


@dataclass(kw_only=True)
class Restored:
    """What was put back. `notes`: what whoever restores has to know or do."""

    manifest: Manifest
    safety_copy: Path | None
    media: int = 0
    notes: list[str] = field(default_factory=list)


def restore_backup(
    file: Path, *, now: datetime, force: bool = False, media: bool = False, secrets: bool = False
) -> Restored:
    """Put a backup in the place of the database; with `media` and `secrets` also those, where it has them.

    Refused before anything is changed: a file that is damaged or of another kind of database or of a newer
    program; a site that runs; a database with people in it unless `force`. Then a safety copy comes first.
    """
    if not file.is_file():
        raise BackupRefused(f"{file} is not there")
    with _alone(), tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
        unpacked = Path(folder)
        manifest = unpack(file, unpacked)
        _require_fitting(manifest, media=media, secrets=secrets)
        check_contents(manifest, unpacked)
        if _is_in_use() and not force:
            raise BackupRefused(
                "there are people in this database; --force replaces them, after a safety copy"
            )
        restored = Restored(manifest=manifest, safety_copy=_safety_copy(now))
        engine().put_back(unpacked / DATABASE)
        _check_what_is_there(restored)
        _finish(restored, unpacked, now, media=media, secrets=secrets)
    return restored


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else works on this data folder or database."""
    folder = Path(settings.DATA_DIR) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"the site runs from {settings.DATA_DIR}: stop it first") from error
        others = engine().others_at_work()
        if others:
            raise BackupRefused(f"{others}: stop the site first (systemctl stop kepu.target)")
        yield


def _require_fitting(manifest: Manifest, *, media: bool, secrets: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupRefused(
            f"this is a backup of {manifest.vendor}; this site's database is {connection.vendor}"
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    unknown = sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known})
    if unknown:
        raise BackupRefused(
            f"it was made by another version of the program (it has {unknown[0]}); use that one"
        )
    if media and not manifest.has_media:
        raise BackupRefused("there are no pictures in this backup; leave out --media")
    if secrets and not manifest.has_secrets:
        raise BackupRefused("there are no secrets in this backup; leave out --secrets")


def _is_in_use() -> bool:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)) & set(_WORTH_KEEPING)
        for table in sorted(there):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - named above
            if cursor.fetchone():
                return True
    return False


def _safety_copy(now: datetime) -> Path | None:
    """What is there now, with its secrets, in DATA_DIR/backups; None where there is nothing."""
    if not _is_in_use():
        return None
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"before-restore-{now.astimezone():%Y%m%d-%H%M%S}.tar.gz"
    return make_backup(folder / name, now=now, secrets=True).path


def _check_what_is_there(restored: Restored) -> None:
    """Read the restored database once more, from where the site will."""
    with tempfile.TemporaryDirectory(prefix=".check-", dir=settings.DATA_DIR) as folder:
        found = engine().snapshot(Path(folder) / DATABASE)
    wrong = list(differences(restored.manifest, found))
    if wrong:
        copy = f"; what was there before is in {restored.safety_copy}" if restored.safety_copy else ""
        raise BackupRefused("restored, but it is not what was backed up: " + "; ".join(wrong[:5]) + copy)


def _finish(restored: Restored, folder: Path, now: datetime, *, media: bool, secrets: bool) -> None:
    if media:
        restored.media = _put_media_back(folder / MEDIA, restored)
    if secrets:
        _put_secrets_back(json.loads((folder / SECRETS).read_text()), restored, now)
    elif restored.manifest.phone_key != key_fingerprint():
        restored.notes.append(
            "phone numbers cannot be read with this PHONE_KEY: set the one that the backup was made with"
        )


def _put_media_back(folder: Path, restored: Restored) -> int:
    """Files that are not there; one that is there stays as it is."""
    count = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = Path(settings.MEDIA_ROOT) / path.relative_to(folder)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            count += 1
        elif digest_of(target) != digest_of(path):
            restored.notes.append(f"{target} is another file than in the backup and was left as it is")
    return count


def _put_secrets_back(values: dict[str, str], restored: Restored, now: datetime) -> None:
    """Into the files that the embedded profile reads; a value from the environment wins and is told."""
    for name in SECRET_NAMES:
        path, value = Path(settings.DATA_DIR) / f"{name.lower()}.txt", values[name]
        if getattr(settings, name) == value:
            continue
        if not settings.EMBEDDED or not path.exists() or path.read_text().strip() != getattr(settings, name):
            restored.notes.append(
                f"set {name} to the one in {SECRETS} of the backup; here it is set otherwise"
            )
            continue
        path.rename(path.with_name(f"{path.name}.before-restore-{now.astimezone():%Y%m%d-%H%M%S}"))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(value)
