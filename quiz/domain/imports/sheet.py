"""Spreadsheets of questions: our own template and what other tools and people lay out in rows.

The header is found by its words, wherever it stands; every row becomes a draft, or is listed as unread.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from accounts.domain.problems import RuleBroken

from .draft import SURE, Draft, Issue, Reading, Unread, Upload
from .sheet_cells import type_of
from .sheet_columns import HEADER_WITHIN, Columns, find_columns
from .sheet_draft import draft_of
from .sheet_own import is_own_export, own_draft
from .sheet_paper import read_as_paper
from .sheet_row import SheetRow
from .workbook import Cell, Table, Workbook, column_letter, workbook_of

# Sheets of our own template that hold no questions.
GUIDES = frozenset({"说明", "示例", "choices", "Notes", "Examples"})
TELLING = ("required", "optional", "必填", "选填", "请填写", "请输入", "不能为空", "text of the question")
# Columns in which a merged cell speaks for all its rows.
SHARED = ("type", "area", "topic", "source", "difficulty", "points", "audience", "tags")
# Rows of a sheet without a header that are listed one by one; how many there are is told anyhow.
MOST_LISTED = 1_000
FOREIGN, WITHOUT_KEY = 0.95, 0.5


def read_sheet(upload: Upload) -> Reading:
    """Any sheet with a header; RuleBroken("file_…") where the file is no table."""
    return _read(workbook_of(upload), "sheet")


def read_kahoot(upload: Upload) -> Reading:
    """Kahoot's template and exports: answers are numbers of options."""
    return _read(workbook_of(upload), "kahoot")


def read_quizizz(upload: Upload) -> Reading:
    """Quizizz' (Wayground's) template and exports: answers are numbers of options."""
    return _read(workbook_of(upload), "quizizz")


def sheet_format(upload: Upload) -> str:
    """ "sheet", "kahoot" or "quizizz" by the header; "" for a file without one or that is no table."""
    try:
        tables = workbook_of(upload).tables
    except RuleBroken:
        return ""
    headers = [columns for columns in map(find_columns, tables) if columns]
    return _dialect(headers[0]) if headers else ""


def _dialect(columns: Columns) -> str:
    headings = " ".join(columns.headings).lower()
    if "question text" in headings and "question type" in headings:
        return "quizizz"
    if "time limit" in headings and {"A", "B"} <= columns.options.keys() and "type" not in columns.fields:
        return "kahoot"
    return "sheet"


def _read(book: Workbook, format: str) -> Reading:
    drafts: list[Draft] = []
    unread: list[Unread] = []
    issues: list[Issue] = []
    confidences: list[float] = []
    found = [(table, find_columns(table)) for table in book.tables]
    several = sum(columns is not None for _table, columns in found) > 1
    has_header = any(columns for _table, columns in found)
    paper = None if has_header else read_as_paper(book, format)
    if paper:
        return paper
    for table, columns in found:
        if columns is None:
            issues += _left_out(table, has_header)
            continue
        if table.name in GUIDES and table is not book.tables[0]:
            continue
        rows = _Rows(table, columns, by_number=format != "sheet")
        rows.read()
        section = table.name if several else ""
        drafts += [replace(one, section=one.section or section) for one in rows.drafts]
        unread += rows.unread
        issues += _about(table, columns, bool(rows.drafts))
        confidences.append(_confidence(columns, format, rows.drafts))
    if book.pictures:
        issues.append(Issue(code="import_sheet_pictures", values={"count": book.pictures}))
    unread += _first_rows(
        table for table, columns in found if columns is None and not (has_header and table.name in GUIDES)
    )
    if not drafts and not issues:
        issues.append(Issue(code="import_sheet_empty"))
    return Reading(
        format=format,
        confidence=min(confidences, default=0.0) if drafts else 0.0,
        drafts=tuple(drafts),
        issues=tuple(issues),
        unread=tuple(unread),
    )


def _left_out(table: Table, has_header: bool) -> Iterator[Issue]:
    filled = sum(any(cell.text for cell in row) for row in table.rows)
    if filled and not (has_header and table.name in GUIDES):
        values = {"sheet": table.name or "CSV", "count": filled, "within": HEADER_WITHIN}
        yield Issue(code="import_sheet_without_header", values=values)


def _about(table: Table, columns: Columns, has_drafts: bool) -> Iterator[Issue]:
    names = [*columns.unread(), *_unnamed(table, columns)]
    if names and has_drafts and not is_own_export(columns.headings):
        values = {"sheet": table.name or "CSV", "names": "、".join(names)}
        yield Issue(code="import_sheet_columns_unread", line=columns.row + 1, values=values)
    if table.is_hidden and has_drafts:
        yield Issue(code="import_sheet_hidden", values={"sheet": table.name})


def _unnamed(table: Table, columns: Columns) -> Iterator[str]:
    """The letters of filled columns that have no heading, but for a running number."""
    used = {*columns.fields.values(), *columns.options.values(), *columns.flags.values()}
    for index, heading in enumerate(columns.headings):
        below = [
            row[index].text for row in table.rows[columns.row + 1 :] if index < len(row) and row[index].text
        ]
        if not heading and index not in used and not all(text.isdigit() for text in below):
            yield column_letter(index)


def _confidence(columns: Columns, format: str, drafts: list[Draft]) -> float:
    if "key" not in columns.fields and not columns.flags and not any(draft.key for draft in drafts):
        return WITHOUT_KEY
    if is_own_export(columns.headings) or format != "sheet":
        return SURE
    return SURE if columns.is_ours else FOREIGN


def _first_rows(tables: Iterable[Table]) -> Iterator[Unread]:
    for table in tables:
        for number, row in enumerate(table.rows[:MOST_LISTED], 1):
            text = _text(row)
            if text:
                yield Unread(line=number, text=text)


def _text(row: list[Cell]) -> str:
    return " | ".join(cell.text for cell in row if cell.text)


class _Rows:
    """The rows below one header, read in their order."""

    def __init__(self, table: Table, columns: Columns, *, by_number: bool) -> None:
        self.table, self.columns, self.by_number = table, columns, by_number
        self.drafts: list[Draft] = []
        self.unread: list[Unread] = []
        self.section, self.type = "", type_of(table.name)
        self.is_own = is_own_export(columns.headings)
        self._merged = dict(_covered(table))
        self._shared = [columns.fields[name] for name in SHARED if name in columns.fields]

    def read(self) -> None:
        for number in range(self.columns.row + 1, len(self.table.rows)):
            row = self.table.rows[number]
            if any(cell.text or cell.kind for cell in row) and not self._is_header_again(row):
                self._take(number, row)

    def _is_header_again(self, row: list[Cell]) -> bool:
        """The headings once more, or those of them that the next section needs."""
        said = [
            (text, cell.text) for text, cell in zip(self.columns.headings, row, strict=False) if cell.text
        ]
        return len(said) > 1 and all(heading == text for heading, text in said)

    def _take(self, number: int, cells: list[Cell]) -> None:
        draft = self._own(cells)
        row = SheetRow(
            columns=self.columns,
            cells=self._filled(number, cells),
            by_number=self.by_number,
            default_type=self.type,
        )
        if draft is None and self._is_no_question(number, row):
            return
        draft = draft or draft_of(row)
        hidden = (Issue(code="import_row_hidden", line=number + 1),) if self._is_hidden(number) else ()
        issues = (*(replace(issue, line=number + 1) for issue in draft.issues), *hidden)
        self.drafts.append(
            replace(
                draft,
                section=self.section,
                line=number + 1,
                last_line=number + 1,
                source_lines=_text(cells),
                issues=issues,
            )
        )

    def _own(self, cells: list[Cell]) -> Draft | None:
        if not self.is_own or any(cell.kind for cell in cells):
            return None
        return own_draft([cell.text for cell in cells], self.columns.headings)

    def _is_no_question(self, number: int, row: SheetRow) -> bool:
        """A heading among the rows, an instruction, a remark: noted, listed, not a draft."""
        stem = row.text("stem")
        if stem and not self._is_instruction(number, row):
            return False
        text = _text(self.table.rows[number])
        if not stem and (row.text("key") or sum(map(bool, row.option_texts().values())) > 1):
            return False
        if not stem and len({cell.text for cell in row.cells if cell.text}) == 1 and type_of(text):
            self.section, self.type = text, type_of(text)
            return True
        code = "import_row_instruction" if stem else "import_row_without_stem"
        self.unread.append(Unread(line=number + 1, text=text, code=code))
        return True

    def _is_instruction(self, number: int, row: SheetRow) -> bool:
        """One of the first rows below the header that explains the columns."""
        said = " ".join(cell.text for cell in row.cells).lower()
        if number > self.columns.row + 2 or not any(word in said for word in TELLING):
            return False
        return not row.answers()

    def _is_hidden(self, number: int) -> bool:
        return number in self.table.hidden_rows

    def _filled(self, number: int, cells: list[Cell]) -> list[Cell]:
        """The cells; what is said once for several rows, in a merged cell, is said for each."""
        said = {left: self._merged[number, left] for left in self._shared if (number, left) in self._merged}
        rows = self.table.rows
        return [rows[said[left]][left] if left in said else cell for left, cell in enumerate(cells)]


def _covered(table: Table) -> Iterator[tuple[tuple[int, int], int]]:
    """Cells of a column that are merged with one above, and the row of that."""
    for top, left, bottom, _right in table.merged:
        for row in range(top + 1, min(bottom + 1, len(table.rows))):
            yield (row, left), top
