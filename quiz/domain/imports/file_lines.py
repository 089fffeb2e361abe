"""The lines of a file, whatever program it comes from."""

import re
from dataclasses import replace

from accounts.domain.uploads import is_zip

from .decode import decode
from .draft import SURE, Issue, Upload
from .grammar.lines import Line, numbered_lines
from .grammar.marked import Marked, join
from .sheet_paper import lines_of_table
from .word.body import read_body
from .word.package import open_package
from .workbook import workbook_of

Lines = tuple[tuple[Line, ...], tuple[Issue, ...], float]
_EMPHASIS = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s*])\*\*")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def lines_of_text(upload: Upload) -> Lines:
    """The lines of a text file, what is wrong with its bytes, and how sure its encoding is."""
    decoded = decode(upload.content)
    lines = numbered_lines(decoded.text)
    if sum(_EMPHASIS.search(line.plain) is not None for line in lines) > 1:
        lines = tuple(replace(line, text=_plain(line.text)) for line in lines)
    return lines, decoded.issues, decoded.confidence


def _plain(text: Marked) -> Marked:
    """Without the stars of Markdown."""
    pieces, at = [], 0
    for found in _EMPHASIS.finditer(text.text):
        pieces += [text[at : found.start()], text[found.start(1) : found.end(1)]]
        at = found.end()
    return join([*pieces, text[at:]]) if pieces else text


def lines_of_word(upload: Upload) -> Lines:
    """The paragraphs and table rows of a document."""
    body = read_body(open_package(upload.content))
    issues = (Issue(code="import_word_hidden", values={"count": body.hidden}),) if body.hidden else ()
    return tuple(body.lines), issues, SURE


def lines_of_answers(upload: Upload | None) -> Lines:
    """A file of answers: a document, a spreadsheet, else a text; no lines where there is none."""
    if upload is None:
        return (), (), SURE
    if is_word(upload.content):
        return lines_of_word(upload)
    is_old_sheet = upload.content.startswith(_OLD_OFFICE) and upload.name.lower().endswith((".xls", ".et"))
    if is_zip(upload.content) or is_old_sheet:
        return _lines_of_sheet(upload), (), SURE
    return lines_of_text(upload)


def is_word(content: bytes) -> bool:
    """Whether an archive holds a document's text under its usual name."""
    return is_zip(content) and b"word/document.xml" in content


def _lines_of_sheet(upload: Upload) -> tuple[Line, ...]:
    """Every sheet below the one before."""
    lines = [line for table in workbook_of(upload).tables for line in lines_of_table(table)]
    return tuple(replace(line, number=number) for number, line in enumerate(lines, start=1))
