"""Pictures without what a camera writes beside them: place, time, owner, thumbnails.

The file is written anew from the parts that make the picture; everything else stays behind. Of a JPEG's
notes only which side is up is kept (Exif tag 0x0112), since cameras do not turn the pixels.
"""

import struct
import zlib
from collections.abc import Iterator
from enum import StrEnum

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH"}
_WEBP_NOTES = 0x08 | 0x04 | 0x20  # Exif, XMP, colour profile
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
# Tables, frames, restart interval, start of a scan, Adobe's note on colours.
_JPEG_KEPT = {*_FRAMES, 0xC4, 0xCC, 0xDB, 0xDD, 0xDA, 0xEE}
_ORIENTATION = 0x0112
# Width and height.
Size = tuple[int, int]


class Fault(StrEnum):
    """Why a file is no picture for us: of another kind, damaged, or too big once it is unpacked."""

    UNKNOWN = "unknown"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"


class PictureRefused(Exception):
    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


def picture_alone(data: bytes, *, most_pixels: int) -> tuple[str, bytes]:
    """Its kind ("jpg", "png", "webp") and the picture alone. Raises PictureRefused."""
    try:
        kind, (width, height), kept = _parts(data)
    except (IndexError, struct.error) as error:
        raise PictureRefused(Fault.BROKEN) from error
    if not width or not height:
        raise PictureRefused(Fault.BROKEN)
    if width * height > most_pixels:
        raise PictureRefused(Fault.TOO_MANY_PIXELS)
    return kind, kept


def _parts(data: bytes) -> tuple[str, Size, bytes]:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", *_jpeg(data)
    if data.startswith(_PNG):
        return "png", *_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp", *_webp(data)
    raise PictureRefused(Fault.UNKNOWN)


def _jpeg(data: bytes) -> tuple[Size, bytes]:
    kept, turned, size = bytearray(), 1, (0, 0)
    for marker, part in _jpeg_parts(data):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", part[5:9])
            size = _bigger(size, (width, height))
        if marker == 0xE1 and part[4:10] == b"Exif\x00\x00":
            turned = _orientation(part[10:])
        elif marker in _JPEG_KEPT:
            kept += part
    return size, b"\xff\xd8" + (_exif(turned) if turned != 1 else b"") + bytes(kept) + b"\xff\xd9"


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes) up to the end of the picture; a scan goes with its head. What follows is not read."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise PictureRefused(Fault.BROKEN)
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            return
        [size] = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + size
        if size < 2 or end > len(data):
            raise PictureRefused(Fault.BROKEN)
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is no stuffed byte and no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise PictureRefused(Fault.BROKEN)
        if data[at + 1] == 0x00 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int:
    """1 to 8; 1, upright, where it is not said."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        [first] = struct.unpack(f"{order}I", tiff[4:8])
        [entries] = struct.unpack(f"{order}H", tiff[first : first + 2])
        for at in range(first + 2, first + 2 + 12 * min(entries, 200), 12):
            tag, kind, count = struct.unpack(f"{order}HHI", tiff[at : at + 8])
            if (tag, kind, count) == (_ORIENTATION, 3, 1):
                [value] = struct.unpack(f"{order}H", tiff[at + 8 : at + 10])
                return value if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _exif(turned: int) -> bytes:
    """A note that says which side is up and nothing else."""
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> tuple[Size, bytes]:
    kept, at, dimensions = bytearray(_PNG), len(_PNG), (0, 0)
    while True:
        [size] = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if (
            end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack(">I", data[end - 4 : end])[0]
        ):
            raise PictureRefused(Fault.BROKEN)
        if kind == b"IHDR":
            dimensions = _bigger(dimensions, struct.unpack(">II", data[at + 8 : at + 16]))
        elif at == len(_PNG):
            raise PictureRefused(Fault.BROKEN)
        if kind in _PNG_KEPT:
            kept += data[at:end]
        if kind == b"IEND":
            if b"IDAT" not in kept:
                raise PictureRefused(Fault.BROKEN)
            return dimensions, bytes(kept)
        at = end


def _webp(data: bytes) -> tuple[Size, bytes]:
    kept, at, has_picture, dimensions = bytearray(), 12, False, (0, 0)
    end = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        kind, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        body = data[at + 8 : at + 8 + size]
        if len(body) != size:
            raise PictureRefused(Fault.BROKEN)
        if kind == b"VP8X":
            width, height = (1 + int.from_bytes(body[four : four + 3], "little") for four in (4, 7))
            dimensions = _bigger(dimensions, (width, height))
            body = bytes([body[0] & ~_WEBP_NOTES]) + body[1:]
        elif kind == b"VP8 ":
            width, height = (one & 0x3FFF for one in struct.unpack("<HH", body[6:10]))
            dimensions = _bigger(dimensions, (width, height))
        elif kind == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            dimensions = _bigger(dimensions, (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)))
        if kind in _WEBP_KEPT:
            kept += kind + struct.pack("<I", size) + body + b"\x00" * (size % 2)
            has_picture |= kind in (b"VP8 ", b"VP8L")
        at += 8 + size + size % 2
    if not has_picture:
        raise PictureRefused(Fault.BROKEN)
    return dimensions, b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + bytes(kept)


def _bigger(one: Size, other: Size) -> Size:
    """A file may say its size several times, and a reader believe any of them."""
    return max(one, other, key=lambda size: size[0] * size[1])
