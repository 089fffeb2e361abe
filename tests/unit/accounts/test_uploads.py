"""Bombs are refused before anything parses them."""

import io
import struct
import zipfile

import pytest

from accounts.domain import uploads
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import LARGEST, check_size, check_zip, is_zip


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return file.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        check_zip(content)
    assert refused.value.status == 400
    return refused.value.code


def test_a_sound_archive_passes():
    content = archive({"a.xml": b"<a/>" * 100, "b.bin": bytes(range(256))})
    assert is_zip(content)
    assert check_zip(content) == ["a.xml", "b.bin"]
    assert check_zip(archive({"a": b"stored"}, zipfile.ZIP_STORED)) == ["a"]


def test_sizes():
    check_size(LARGEST)
    for size, code in ((0, "file_empty"), (LARGEST + 1, "file_too_big")):
        with pytest.raises(RuleBroken) as refused:
            check_size(size)
        assert refused.value.code == code


def test_what_is_no_archive():
    assert refusal(b"PK\x03\x04 and then nothing") == "file_broken"
    assert refusal(archive({"a": b"x" * 1000})[:-30]) == "file_broken"


def test_too_many_entries():
    assert refusal(archive({f"{n}": b"" for n in range(1001)})) == "file_unpacks_too_big"


def test_a_ratio_above_a_hundred():
    assert refusal(archive({"a": b"\0" * 20_000_000})) == "file_unpacks_too_big"


def test_many_parts_that_are_big_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "LARGEST_UNPACKED", 1_000_000)
    entries = {f"{n}": bytes(range(256)) * 2000 for n in range(3)}
    assert refusal(archive(entries)) == "file_unpacks_too_big"


def test_a_table_of_contents_that_lies_about_sizes():
    """The unpacked size is counted, not believed."""
    content = bytearray(archive({"a": b"\0" * 20_000_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refusal(bytes(content)) == "file_unpacks_too_big"


def test_encrypted_parts():
    content = bytearray(archive({"a": b"x"}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)) == "file_broken"
