"""What a backup says about itself, and whether its contents are what it says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .chain import Trail

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
MEDIA, SECRETS = "media/", "secrets.json"


class BackupRefused(Exception):
    """Why a backup was not made or not restored, for whoever typed the command."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a database holds: rows by table, the migrations it has, its audit trail."""

    rows: dict[str, int]
    migrations: list[str]
    trail: Trail
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`vendor`: sqlite or postgresql; `files`: name → SHA-256; `phone_key`: which key the numbers need."""

    format: int
    made_at: str
    vendor: str
    rows: dict[str, int]
    migrations: list[str]
    audit_length: int
    audit_digest: str
    phone_key: str
    files: dict[str, str]

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @property
    def has_media(self) -> bool:
        return any(name.startswith(MEDIA) for name in self.files)

    @property
    def has_secrets(self) -> bool:
        return SECRETS in self.files


def read_manifest(text: bytes) -> Manifest:
    try:
        data: Mapping[str, Any] = json.loads(text)
        if data["format"] != FORMAT:
            raise BackupRefused(f"format {data['format']} of a backup is not known here; use a newer program")
        return Manifest(**data)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused("this is no backup of this program: its manifest cannot be read") from error


def differences(manifest: Manifest, found: Contents) -> Iterator[str]:
    """Every way in which the contents are not what the manifest says."""
    yield from found.faults
    for table in sorted(manifest.rows.keys() | found.rows.keys()):
        said, there = manifest.rows.get(table), found.rows.get(table)
        if said != there:
            yield f"table {table}: {said} rows expected, {there} found"
    if found.trail.broken is not None:
        yield f"audit trail: entry {found.trail.broken} does not follow from the entry before it"
    elif (found.trail.length, found.trail.last_digest) != (manifest.audit_length, manifest.audit_digest):
        yield f"audit trail: {manifest.audit_length} entries expected, {found.trail.length} found"
