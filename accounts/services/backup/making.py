"""Making a backup, and believing in it only once it has been read back."""

import hashlib
import hmac
import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection

from accounts.domain.backup import (
    DATABASE,
    FORMAT,
    MEDIA,
    SECRETS,
    BackupRefused,
    Contents,
    Manifest,
    differences,
)

from . import postgresql, sqlite
from .archive import digest_of, unpack, write_archive

_DATED = "kepu-*.tar.gz"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that was written and read back."""

    path: Path
    manifest: Manifest
    size: int


def make_backup(
    where: Path, *, now: datetime, media: bool = False, secrets: bool = False, keep: int = 0
) -> Made:
    """Back up into a new file, or into a folder under a dated name; `keep`: how many dated ones stay there.

    Refused (BackupRefused) where the file exists, cannot be written, or is not the same when read back:
    then nothing of it is left.
    """
    target = where / f"kepu-{now.astimezone():%Y%m%d-%H%M%S}.tar.gz" if where.is_dir() else where
    if target.exists():
        raise BackupRefused(f"{target} exists already and is not overwritten; choose another name")
    if keep and not where.is_dir():
        raise BackupRefused("--keep is for a folder of dated backups, and this is a file")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            made = _make(target, Path(folder), now, media=media, secrets=secrets)
    except OSError as error:
        raise BackupRefused(f"{target} cannot be written: {error.strerror or error}") from error
    if keep:
        for old in sorted(where.glob(_DATED))[:-keep]:
            old.unlink()
    return made


def _make(target: Path, folder: Path, now: datetime, *, media: bool, secrets: bool) -> Made:
    files = {DATABASE: folder / DATABASE}
    contents = engine().snapshot(files[DATABASE])
    if secrets:
        files[SECRETS] = folder / SECRETS
        files[SECRETS].write_text(json.dumps({name: getattr(settings, name) for name in SECRET_NAMES}))
    if media:
        files |= {f"{MEDIA}{path.relative_to(settings.MEDIA_ROOT)}": path for path in _media_files()}
    manifest = _manifest(contents, {name: digest_of(path) for name, path in files.items()}, now)
    part = folder / "archive"
    write_archive(part, manifest, files)
    _read_back(part, folder / "again")
    part.rename(target)
    return Made(path=target, manifest=manifest, size=target.stat().st_size)


SECRET_NAMES = ("SECRET_KEY", "PHONE_KEY")


def engine() -> ModuleType:
    return sqlite if connection.vendor == "sqlite" else postgresql


def key_fingerprint() -> str:
    """Which PHONE_KEY the numbers were sealed with; tells nothing about the key."""
    return hmac.digest(settings.PHONE_KEY.encode(), b"backup", hashlib.sha256).hex()[:16]


def _media_files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def _manifest(contents: Contents, files: dict[str, str], now: datetime) -> Manifest:
    return Manifest(
        format=FORMAT,
        made_at=now.isoformat(),
        vendor=connection.vendor,
        rows=contents.rows,
        migrations=contents.migrations,
        audit_length=contents.trail.length,
        audit_digest=contents.trail.last_digest,
        phone_key=key_fingerprint(),
        files=files,
    )


def _read_back(part: Path, folder: Path) -> None:
    folder.mkdir()
    check_contents(unpack(part, folder), folder)


def check_contents(manifest: Manifest, folder: Path) -> None:
    """Refuse an unpacked backup whose database is not what its manifest says."""
    wrong = list(differences(manifest, engine().inspect(folder / DATABASE)))
    if wrong:
        raise BackupRefused("the backup does not hold what it should: " + "; ".join(wrong[:5]))
