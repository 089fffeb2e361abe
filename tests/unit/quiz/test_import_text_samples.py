"""The six sample papers read without a doubt, in every field."""

import json
from pathlib import Path

import pytest

from quiz.domain.imports.draft import Upload
from quiz.domain.imports.text_file import read_text

from .import_papers import said

DATA = Path(__file__).resolve().parents[2] / "data" / "imports"
SAMPLES = ("z1", "z2", "z3", "z4", "z5", "z6")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reads_as_a_person_reads_it(name):
    content = (DATA / f"{name}.txt").read_bytes()
    reading = read_text(Upload(content=content, name=f"{name}.txt"))
    expected = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    assert [said(draft, places=True) for draft in reading.drafts] == expected
    assert (reading.format, reading.confidence, reading.issues, reading.unread) == ("text", 1.0, (), ())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_draft_shows_its_source_as_it_stands(name):
    content = (DATA / f"{name}.txt").read_bytes()
    lines = content.decode().splitlines()
    for draft in read_text(Upload(content=content, name=f"{name}.txt")).drafts:
        assert draft.source_lines == "\n".join(lines[draft.line - 1 : draft.last_line])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n", "\u2028", "\v"])
@pytest.mark.parametrize("name", SAMPLES)
def test_any_encoding_and_any_line_ends_read_the_same(name, encoding, ends):
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    reading = read_text(Upload(content=text.replace("\n", ends).encode(encoding), name="paper.txt"))
    expected = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    for one in expected:
        del one["line"], one["last_line"]
    assert [said(draft) for draft in reading.drafts] == expected
    assert (reading.confidence, reading.issues) == (1.0, ())
