"""Sheets without a header that hold a paper line by line, as somebody pasted it."""

from dataclasses import replace

from .draft import Draft, Issue, Reading
from .grammar.lines import Line, level
from .grammar.marked import Marked
from .grammar.options import begins_an_option
from .grammar.paper import Paper, read_paper
from .workbook import Table, Workbook

# A paper may look like one by accident: a person looks through all of it.
_CERTAINTY = 0.6


def lines_of_table(table: Table) -> list[Line]:
    """Rows as lines, their cells parted by tabs."""
    texts = ["\t".join(" ".join(cell.text.split()) for cell in row).rstrip("\t") for row in table.rows]
    return [Line(number=at, text=Marked(level(text)), raw=text) for at, text in enumerate(texts, start=1)]


def read_as_paper(book: Workbook, format: str) -> Reading | None:
    """The questions of the sheets as papers; None where most of what is there is none."""
    if not all(_is_narrow(table) for table in book.tables):
        return None
    papers = [(table, read_paper(lines_of_table(table))) for table in book.tables if table.rows]
    drafts = [draft for table, paper in papers for draft in _drafts(table, paper)]
    if not drafts or 2 * sum(draft.is_blocked for draft in drafts) > len(drafts):
        return None
    return Reading(
        format=format,
        confidence=_CERTAINTY,
        drafts=tuple(drafts),
        issues=(
            Issue(code="import_sheet_as_paper"),
            *(one for _table, paper in papers for one in paper.issues),
        ),
        unread=tuple(one for _table, paper in papers for one in paper.unread),
    )


def _is_narrow(table: Table) -> bool:
    """Whether hardly a row has more cells than a label and a text, but for options side by side."""
    filled = [[cell.text for cell in row if cell.text] for row in table.rows]
    wide = [row for row in filled if len(row) > 2 and not all(map(begins_an_option, row))]
    return 10 * len(wide) <= sum(map(bool, filled))


def _drafts(table: Table, paper: Paper) -> list[Draft]:
    return [replace(draft, section=draft.section or table.name) for draft in paper.drafts]
