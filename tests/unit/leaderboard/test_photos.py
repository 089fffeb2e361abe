"""Photos without what a camera writes beside them."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from leaderboard.domain.photos import MOST_BYTES, cleaned

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "photos"
SECRET = b"GPS 39.9042N 116.4074E"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def exif(*, turned: int | None, order: str) -> bytes:
    """Notes as a camera writes them: which side is up, and a text that must not stay."""
    entries = [(0x010E, 2, len(SECRET), 100)]
    if turned is not None:
        packed = turned if order == "<" else turned << 16
        entries.append((0x0112, 3, 1, packed))
    body = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}IH", 8, len(entries))
    body += b"".join(struct.pack(f"{order}HHII", *one) for one in entries) + b"\x00" * 4
    body = body.ljust(100, b"\x00") + SECRET
    return segment(0xE1, b"Exif\x00\x00" + body)


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_notes(data: bytes, notes: bytes) -> bytes:
    return data[:2] + notes + data[2:] + SECRET


@pytest.mark.parametrize("name", ["baseline.jpg", "progressive.jpg"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_jpeg_keeps_the_picture_and_which_side_is_up(name, order):
    plain = cleaned(sample(name))[1]
    notes = exif(turned=6, order=order) + segment(0xFE, SECRET) + segment(0xE2, b"MPF\x00" + SECRET)
    kind, picture = cleaned(with_notes(sample(name), notes))
    assert kind == "jpg" and SECRET not in picture
    assert picture.endswith(plain[2:]), "tables and scans stay byte for byte"
    note = picture[: len(picture) - len(plain) + 2]
    assert note[6:12] == b"Exif\x00\x00" and struct.unpack(">HHIH", note[22:32]) == (0x0112, 3, 1, 6)


def test_an_upright_jpeg_has_no_notes_at_all():
    for notes in (b"", exif(turned=1, order="<"), exif(turned=None, order=">"), exif(turned=99, order="<")):
        assert b"Exif" not in cleaned(with_notes(sample("baseline.jpg"), notes))[1]


def test_a_second_wash_changes_nothing():
    for name in ("baseline.jpg", "progressive.jpg", "picture.png", "picture.webp"):
        once = cleaned(sample(name))
        assert cleaned(once[1]) == once


def test_a_png_loses_its_texts():
    text = b"tEXt" + b"Comment\x00" + SECRET
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    data = sample("picture.png")
    kind, picture = cleaned(data[:33] + chunk + data[33:] + SECRET)
    assert kind == "png" and SECRET not in picture and b"IDAT" in picture


def test_a_webp_loses_its_notes():
    inner = sample("picture.webp")[12:]
    wide = b"VP8X" + struct.pack("<I", 10) + bytes([0x08 | 0x04, 0, 0, 0, 15, 0, 0, 11, 0, 0])
    notes = b"EXIF" + struct.pack("<I", len(SECRET)) + SECRET
    body = b"WEBP" + wide + inner + notes
    kind, picture = cleaned(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert kind == "webp" and SECRET not in picture and picture[20] == 0
    assert picture.endswith(inner)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_unknown"),
        (b"<svg onload=alert(1)>", "photo_unknown"),
        (b"\x00\x00\x00\x18ftypheic", "photo_unknown"),
        (b"\xff\xd8\xff" + b"\x00" * MOST_BYTES, "photo_too_big"),
        (b"\xff\xd8\xff\xe0\x00", "photo_broken"),
        (b"\xff\xd8\xff\xd9", "photo_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "photo_broken"),
        (b"RIFF\x04\x00\x00\x00WEBP", "photo_broken"),
    ],
)
def test_what_is_no_picture_is_refused(data, code):
    with pytest.raises(RuleBroken) as refused:
        cleaned(data)
    assert refused.value.code == code


def test_a_picture_of_too_many_pixels_is_refused():
    head = b"IHDR" + struct.pack(">II", 30_000, 30_000) + b"\x08\x02\x00\x00\x00"
    parts = [head, b"IDAT", b"IEND"]
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts]
    with pytest.raises(RuleBroken, match="photo_too_many_pixels"):
        cleaned(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


@given(
    st.sampled_from(["baseline.jpg", "picture.png", "picture.webp"]),
    st.integers(0, 2000),
    st.binary(max_size=3),
)
def test_a_damaged_file_is_washed_or_refused_and_nothing_else(name, at, junk):
    data = sample(name)
    at %= len(data)
    try:
        cleaned(data[:at] + junk + data[at + len(junk) :])
        cleaned(data[:at])
    except RuleBroken as refused:
        assert refused.code in ("photo_broken", "photo_unknown", "photo_too_many_pixels")
