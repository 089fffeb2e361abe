"""Recordings by their first bytes, ranges of a file, and speech in a quarter of the bytes."""

import math
import struct
import wave
from array import array
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.audio import MOST_BYTES, asked_range, audio_kind
from quiz.domain.mulaw import smaller


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"ID3\x04\x00" + bytes(20), "mp3"),
        (b"\xff\xfb\x90\x64" + bytes(20), "mp3"),
        (b"\xff\xf3\x40\xc0" + bytes(20), "mp3"),
        (b"OggS\x00\x02" + bytes(20), "ogg"),
        (b"\x00\x00\x00\x20ftypM4A \x00" + bytes(20), "m4a"),
        (b"\x00\x00\x00\x18ftypmp42\x00" + bytes(20), "m4a"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(20), "wav"),
    ],
)
def test_kinds_are_told_by_their_first_bytes(data, kind):
    assert audio_kind(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>",
        b"\xff\xf1\x50\x80" + bytes(20),  # AAC without a container
        b"\xff\xfb\xf0\x00",  # no such bit rate
        b"\xff\xd8\xff\xe0",  # a JPEG
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00\x00\x00\x20ftypavif",
        b"\xff",
        b"MZ" + bytes(50),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(RuleBroken) as refused:
        audio_kind(data)
    assert refused.value.code == "audio_unknown"


@pytest.mark.parametrize(("size", "code"), [(0, "audio_empty"), (MOST_BYTES + 1, "audio_too_big")])
def test_bounds(size, code):
    with pytest.raises(RuleBroken) as refused:
        audio_kind((b"ID3" + bytes(size))[:size])
    assert refused.value.code == code
    assert audio_kind(b"ID3" + bytes(MOST_BYTES - 3)) == "mp3"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", None),
        ("bytes=0-1", (0, 1)),
        ("bytes=2-", (2, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-30", (0, 9)),
        ("bytes=5-500", (5, 9)),
        ("bytes=0-1,4-5", None),
        ("bytes=-", None),
        ("bytes=x-1", None),
        ("items=0-1", None),
        ("bytes", None),
    ],
)
def test_ranges(header, wanted):
    assert asked_range(header, 10) == wanted


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_range_outside_the_file(header):
    with pytest.raises(ValueError):
        asked_range(header, 10)


@given(st.text(max_size=20), st.integers(1, 50))
def test_whatever_is_asked_for_lies_in_the_file(tail, size):
    try:
        wanted = asked_range(f"bytes={tail}", size)
    except ValueError:
        return
    assert wanted is None or 0 <= wanted[0] <= wanted[1] < size


# ── µ-law ─────────────────────────────────────────────────────────────────────


def tone(samples: list[int], *, rate: int = 22050, channels: int = 1) -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", samples).tobytes())
    return made.getvalue()


def heard(code: int) -> int:
    """A sample of its µ-law code, by the table of ITU-T G.711."""
    code = ~code & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -size if code & 0x80 else size


def test_a_quarter_of_the_bytes_sounds_the_same():
    samples = [round(20000 * math.sin(index / 15)) for index in range(4000)]
    small = smaller(tone(samples))
    form, channels, rate, _bytes, _align, bits = struct.unpack("<HHIIHH", small[20:36])
    assert (form, channels, rate, bits) == (7, 1, 11025, 8)
    assert audio_kind(small) == "wav"
    assert struct.unpack("<I", small[4:8])[0] == len(small) - 8
    at = small.index(b"data")
    assert struct.unpack("<I", small[at + 4 : at + 8])[0] == 2000
    for code, one, two in zip(small[at + 8 :], samples[::2], samples[1::2], strict=True):
        assert abs(heard(code) - (one + two) / 2) <= max(8, abs(one + two) / 2 / 16)


@given(st.lists(st.integers(-32768, 32767), min_size=2, max_size=9))
def test_any_samples_make_a_whole_file(samples):
    small = smaller(tone(samples))
    assert len(small) % 2 == 0 and struct.unpack("<I", small[4:8])[0] == len(small) - 8


def test_two_channels_stay_as_they_are():
    recording = tone([1, 2, 3, 4], channels=2)
    assert smaller(recording) == recording
