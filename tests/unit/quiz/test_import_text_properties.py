"""Whatever the house style: what was written is what is read, without a doubt."""

from hypothesis import given, settings

from quiz.domain.imports.draft import Draft, Upload

from .docx_files import lines, read_docx
from .import_papers import read
from .import_styles import papers, written

_SAID = ("type", "stem", "options", "key", "explanation", "source", "difficulty")


# What the same words twice, or keys of blanks that may be parted in two ways, are told for.
_FAIR = {"import_question_twice", "import_blank_dialect"}


def _said(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in _SAID}


@settings(max_examples=100, deadline=None)
@given(papers())
def test_a_paper_in_any_style_reads_back_the_same(paper):
    drafts, style = paper
    text, keys = written(drafts, style)
    reading = read(text, keys)
    assert [_said(draft) for draft in reading.drafts] == [_said(draft) for draft in drafts], text
    doubts = {issue.code for draft in reading.drafts for issue in draft.issues}
    assert (doubts - _FAIR, reading.issues) == (set(), ()), text
    assert {one.code for one in reading.unread} <= {"import_page_furniture"}, text


@settings(max_examples=30, deadline=None)
@given(papers())
def test_the_same_paper_as_a_word_file(paper):
    drafts, style = paper
    text, keys = written(drafts, style)
    upload = Upload(content=keys.encode(), name="keys.txt") if keys else None
    reading = read_docx(lines(*text.splitlines()), answers=upload)
    assert [_said(draft) for draft in reading.drafts] == [_said(draft) for draft in drafts], text
