"""One row of a sheet: its cells by what they mean, and what the spreadsheet did to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .draft import Issue
from .grammar.marked import Marked
from .grammar.options import find_options
from .sheet_answers import Doubt, read_choice, truth_of
from .sheet_cells import options_in_one_cell, type_of
from .sheet_columns import Columns
from .workbook import EMPTY, EXCEL_LONGEST, Cell, column_letter

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
ODD = {"date": "import_cell_date", "time": "import_cell_date", "long": "import_cell_rounded",
       "error": "import_cell_error", "formula": "import_cell_formula"}  # fmt: skip
# Parts without which a question is none: what is wrong there has to be mended first.
_VITAL = frozenset({"stem", "options", "key"})


@dataclass(kw_only=True)
class SheetRow:
    """The cells of a row by what they mean. Doubts gather in `issues` as the row is read."""

    columns: Columns
    cells: Sequence[Cell]
    by_number: bool = False
    default_type: str = ""
    issues: list[Issue] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        index = self.columns.fields.get(name)
        return self.at(index) if index is not None else EMPTY

    def at(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else EMPTY

    def text(self, name: str) -> str:
        return self.cell(name).text

    def option_texts(self) -> dict[str, str]:
        """The filled options by their columns' letters, else those that share a cell, else the stem's."""
        found = {label: self.at(index).text for label, index in sorted(self.columns.options.items())}
        filled = {label: text for label, text in found.items() if text}
        if len(filled) > 1 or (filled and not self.columns.is_spread):
            return filled
        shared = dict(options_in_one_cell(next(iter(filled.values()), "") or self.text("options")))
        return shared or self._parted_stem()[1]

    def stem(self) -> str:
        """The stem without options that stand in its cell."""
        has_others = bool(
            self.text("options") or any(self.at(at).text for at in self.columns.options.values())
        )
        return self.text("stem") if has_others else self._parted_stem()[0]

    def _parted_stem(self) -> tuple[str, dict[str, str]]:
        stem = self.text("stem")
        kind = type_of(self.text("type")) or self.default_type
        found = find_options(Marked(stem), loose=False)
        if kind not in ("", "single", "multi", "choice") or not found.is_in_order or len(found.texts) < 2:
            return stem, {}
        texts = {letter: text.text for letter, text in zip(found.letters, found.texts, strict=True)}
        return found.before.text.strip(), texts

    def answers(self) -> bool:
        """Whether the answer cell holds what some answer looks like."""
        text = self.text("key")
        return bool(truth_of(text) or read_choice(text, self.option_texts()).letters)

    def say(self, doubt: Doubt, name: str) -> None:
        """Notes a doubt about a field, at its cell."""
        self.issues.append(
            Issue(
                code=doubt.code,
                column=self._letter(name),
                part=name.partition(".")[0],
                values=doubt.values,
                blocking=doubt.blocking,
            )
        )

    def wrong(self, code: str, name: str, *, blocking: bool = True, **values: object) -> None:
        self.say(Doubt(code=code, values=values, blocking=blocking), name)

    def _letter(self, name: str) -> str:
        label = name.removeprefix("options.")
        index = self.columns.options.get(label, self.columns.fields.get(name.partition(".")[0]))
        if index is None and name == "key" and self.columns.flags:
            index = min(self.columns.flags.values())
        if index is None and name == "options" and self.columns.options:
            index = min(self.columns.options.values())
        return column_letter(index) if index is not None else ""


def note_odd_cells(row: SheetRow) -> None:
    for name, index in row.columns.fields.items():
        if name not in ("number", "time", "picture", "key"):
            _odd_cell(row, name, row.at(index))
    for label, index in row.columns.options.items():
        _odd_cell(row, f"options.{label}", row.at(index))
    if row.text("picture"):
        row.wrong("import_cell_picture", "picture", blocking=False, value=row.text("picture"))


def _odd_cell(row: SheetRow, name: str, cell: Cell) -> None:
    blocking = name.partition(".")[0] in _VITAL
    if cell.kind in ODD:
        row.wrong(ODD[cell.kind], name, blocking=blocking, value=cell.text)
    elif cell.text in _ERRORS:
        row.wrong("import_cell_error", name, blocking=blocking, value=cell.text)
    elif "DISPIMG(" in cell.text:
        row.wrong("import_cell_picture", name, blocking=blocking, value=cell.text[:40])
    elif len(cell.text) >= EXCEL_LONGEST:
        row.wrong("import_cell_too_long", name, blocking=blocking, most=EXCEL_LONGEST)
