"""Word documents (.docx)."""

from accounts.domain.uploads import is_zip

from .draft import SURE, Issue, Reading, Upload
from .grammar.lines import Line
from .grammar.paper import read_paper
from .text_file import lines_of_text, reading_of
from .word.body import read_body
from .word.package import open_package

FORMAT = "word"


def read_word(upload: Upload, answers: Upload | None = None) -> Reading:
    """The questions of a document; `answers`: a document or text of its own with the keys by number.

    RuleBroken (400) for what is no Word file, is of the old kind, locked, broken or too big.
    """
    lines, issues = _lines(upload)
    keys, key_issues = _answers(answers) if answers else ((), ())
    paper = read_paper(lines, keys)
    return reading_of(paper, FORMAT, issues=(*issues, *key_issues, *paper.issues), certainty=SURE)


def is_word(content: bytes) -> bool:
    """Whether an archive holds a document's text under its usual name."""
    return is_zip(content) and b"word/document.xml" in content


def _lines(upload: Upload) -> tuple[tuple[Line, ...], tuple[Issue, ...]]:
    body = read_body(open_package(upload.content))
    issues = (Issue(code="import_word_hidden", values={"count": body.hidden}),) if body.hidden else ()
    return tuple(body.lines), issues


def _answers(upload: Upload) -> tuple[tuple[Line, ...], tuple[Issue, ...]]:
    if is_zip(upload.content):
        return _lines(upload)
    lines, issues, _ = lines_of_text(upload)
    return lines, issues
