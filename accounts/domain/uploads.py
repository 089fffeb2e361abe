"""Bounds of an uploaded file, checked before anything parses it."""

import io
import zipfile
import zlib

from .problems import RuleBroken

LARGEST = 10 * 1024 * 1024
MOST_ENTRIES = 1_000
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100
# A small part may well shrink by more: the ratio is judged from here on.
_RATIO_FROM = 1024 * 1024
_CHUNK = 256 * 1024
_LOCAL_HEADER = 30


def check_size(size: int) -> None:
    """`file_empty` or `file_too_big` by the number of bytes."""
    if size == 0:
        raise RuleBroken("file_empty", status=400)
    if size > LARGEST:
        raise RuleBroken("file_too_big", status=400, most=LARGEST // (1024 * 1024))


def is_zip(content: bytes) -> bool:
    """Whether the bytes begin like a zip archive: xlsx, ods, docx."""
    return content[:4] == b"PK\x03\x04"


def check_zip(content: bytes, *, most_entries: int = MOST_ENTRIES) -> list[str]:
    """The names in the archive, once it is known to unpack within the bounds.

    Sizes are counted by unpacking, since the ones in the archive's own table may lie.
    `file_broken` for what is no sound archive, `file_unpacks_too_big` for a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise RuleBroken("file_broken", status=400) from error
    if len(entries) > most_entries:
        raise RuleBroken("file_unpacks_too_big", status=400)
    left = LARGEST_UNPACKED
    for entry in entries:
        left -= _unpacked_size(content, entry, left)
    return [entry.filename for entry in entries]


def _unpacked_size(content: bytes, entry: zipfile.ZipInfo, allowed: int) -> int:
    packed = _packed(content, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated_size(packed, allowed)
    else:
        raise RuleBroken("file_broken", status=400)
    if size > allowed or (size > _RATIO_FROM and size > LARGEST_RATIO * max(1, len(packed))):
        raise RuleBroken("file_unpacks_too_big", status=400)
    return size


def _packed(content: bytes, entry: zipfile.ZipInfo) -> memoryview:
    """The compressed bytes of an entry, found by its local header."""
    at = entry.header_offset
    header = content[at : at + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04" or entry.flag_bits & 1:
        raise RuleBroken("file_broken", status=400)
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    begin = at + _LOCAL_HEADER + name + extra
    if begin + entry.compress_size > len(content):
        raise RuleBroken("file_broken", status=400)
    return memoryview(content)[begin : begin + entry.compress_size]


def _inflated_size(packed: memoryview, allowed: int) -> int:
    inflater, size, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, bytes(packed)
    try:
        while not inflater.eof and size <= allowed:
            piece = inflater.decompress(rest, _CHUNK)
            size, rest = size + len(piece), inflater.unconsumed_tail
            if not piece and not rest:
                break
    except zlib.error as error:
        raise RuleBroken("file_broken", status=400) from error
    return size
