"""Which bytes are a recording that we take: told by their first bytes, not by a name."""

from accounts.domain.problems import RuleBroken

MOST_BYTES = 3 * 1024 * 1024
CONTENT_TYPES = {"mp3": "audio/mpeg", "ogg": "audio/ogg", "m4a": "audio/mp4", "wav": "audio/wav"}
# Of the brands of MP4 files, those that programs write for sound.
_M4A_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash"}


def audio_kind(data: bytes) -> str:
    """ "mp3", "ogg", "m4a" or "wav".

    Raises RuleBroken("audio_empty", "audio_too_big" or "audio_unknown").
    """
    if not data:
        raise RuleBroken("audio_empty", status=400)
    if len(data) > MOST_BYTES:
        raise RuleBroken("audio_too_big", status=400, most=MOST_BYTES // (1024 * 1024))
    if data.startswith(b"ID3") or _is_mpeg_frame(data):
        return "mp3"
    if data.startswith(b"OggS"):
        return "ogg"
    if data[4:8] == b"ftyp" and data[8:12] in _M4A_BRANDS:
        return "m4a"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    raise RuleBroken("audio_unknown", status=400)


def _is_mpeg_frame(data: bytes) -> bool:
    """Eleven set bits, a known version, layer III, and neither a free nor a forbidden bit rate."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate = data[1] >> 3 & 3, data[1] >> 1 & 3, data[2] >> 4
    return version != 1 and layer == 1 and rate not in (0, 15)


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a request's single range, e.g. "bytes=0-1"; None where all of it is to be sent.

    Raises ValueError where no byte of the file lies in it.
    """
    unit, _equals, wanted = header.partition("=")
    first, dash, last = wanted.partition("-")
    numbers = [part.strip() for part in (first, last)]
    if unit.strip() != "bytes" or not dash or "," in wanted or not any(numbers):
        return None
    if not all(part == "" or (part.isascii() and part.isdigit() and len(part) < 16) for part in numbers):
        return None
    begin, end = numbers
    if not begin:  # the last so many
        return _within(max(0, size - int(end)), size - 1, size)
    return _within(int(begin), min(int(end), size - 1) if end else size - 1, size)


def _within(first: int, last: int, size: int) -> tuple[int, int]:
    if first > last or first >= size:
        raise ValueError(f"{first}-{last} of {size}")
    return first, last
