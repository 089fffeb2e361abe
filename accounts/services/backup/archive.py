"""The file of a backup: a compressed tar whose first member says what the others must be."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from accounts.domain.backup import MANIFEST, BackupRefused, Manifest, read_manifest

_CHUNK = 1024 * 1024
_MOST_MANIFEST = 4 * 1024 * 1024


def digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return _digest(content)


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := content.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write manifest and files, readable by their owner alone, on the disk before this returns."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive:
            text = manifest.as_json().encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(text), 0o600
            archive.addfile(entry, io.BytesIO(text))
            for name, path in files.items():
                archive.add(path, arcname=name, recursive=False, filter=_bare)
        out.flush()
        os.fsync(out.fileno())


def _bare(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's name and no rights of this machine."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup and compare every member with the manifest; only members that it names are taken."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            members = _members(archive)
            first = next(members, None)
            content = archive.extractfile(first) if first and first.name == MANIFEST else None
            if content is None:
                raise BackupRefused(f"{source} is no backup of this program")
            manifest = read_manifest(content.read(_MOST_MANIFEST))
            missing = set(manifest.files) - set(_taken(archive, members, manifest, folder))
    except (OSError, tarfile.TarError, EOFError) as error:
        raise BackupRefused(f"{source} cannot be read: {error}") from error
    if missing:
        raise BackupRefused(f"{source} lacks {', '.join(sorted(missing)[:3])}")
    return manifest


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    return (member for member in archive if member.isreg())


def _taken(
    archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo], manifest: Manifest, folder: Path
) -> Iterator[str]:
    for member in members:
        expected, target = manifest.files.get(member.name), (folder / member.name).resolve()
        content = archive.extractfile(member)
        if expected is None or content is None or not target.is_relative_to(folder.resolve()):
            raise BackupRefused(f"{member.name} does not belong into a backup")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            while piece := content.read(_CHUNK):
                out.write(piece)
        if digest_of(target) != expected:
            raise BackupRefused(f"{member.name} is not what was backed up: its digest differs")
        yield member.name
