"""A document's body as lines: paragraphs, tables, frames, in the order in which they are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from ..grammar.grid import columns_of
from ..grammar.lines import LONGEST_LINE, Line
from ..grammar.marked import PICTURE, Marked, join
from .cards import cards_of
from .numbering import Numbering
from .package import Package, child, local
from .runs import Found, Runs
from .styles import Styles

_NUMBER_CELL = re.compile(r"\s*(?:[（(]?\d{1,4}[)）]?[.．、]?|[√×✓✔✗])\s*")
_FIGURE_CELL = re.compile(r"\s*\d{1,4}\s*")


@dataclass(kw_only=True)
class _Pending:
    """A paragraph whose mark was deleted: the next one goes on in its line."""

    text: Marked
    found: Found
    number: int


@dataclass(kw_only=True)
class Body:
    """The lines of a document. `hidden` counts its texts that are set not to be shown."""

    lines: list[Line] = field(default_factory=list)
    hidden: int = 0


def read_body(package: Package) -> Body:
    reader = _Reader(package)
    body = child(package.document, "body")
    lines = list(reader.blocks(body)) if body is not None else []
    return Body(lines=[*lines, *reader.rest()], hidden=reader.runs.hidden)


class _Reader:
    def __init__(self, package: Package) -> None:
        styles = Styles(package.styles)
        self.numbering = Numbering(package.numbering, styles)
        self.runs = Runs(package, styles)
        self.count = 0
        self.pending: _Pending | None = None

    def blocks(self, container: Element) -> Iterator[Line]:
        for element in container:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                yield from self.blocks(element)
            elif name == "AlternateContent":
                ways = [one for one in element if len(one)]
                yield from self.blocks(ways[0]) if ways else ()
            elif name in ("oMath", "oMathPara"):
                wrapper = Element("p")
                wrapper.append(element)
                yield from self._paragraph(wrapper)

    def rest(self) -> Iterator[Line]:
        """A last paragraph that waited for one to join."""
        if self.pending is not None:
            pending, self.pending = self.pending, None
            yield from self._lines(pending.text, pending.found, pending.number)

    def _paragraph(self, element: Element) -> Iterator[Line]:
        self.count += 1
        properties = child(element, "pPr")
        label = self.numbering.label(properties)
        found = Found()
        text = self.runs.read(element, found)
        number = self.count
        if label and text.text.strip():
            gap = " " if label[-1].isascii() or label[0].isdigit() else ""
            text = join([Marked(label + gap), text])
        if self.pending is not None:
            before, self.pending = self.pending, None
            text, number = join([before.text, text]), before.number
            found = Found(
                pictures=[*before.found.pictures, *found.pictures],
                doubts=[*before.found.doubts, *found.doubts],
                boxes=[*before.found.boxes, *found.boxes],
            )
        if _mark_is_deleted(properties):
            self.pending = _Pending(text=text, found=found, number=number)
            return
        yield from self._lines(text, found, number)

    def _lines(self, text: Marked, found: Found, number: int) -> Iterator[Line]:
        pictures = list(found.pictures)
        for place, piece in enumerate(_split(text, "\n")):
            own = [pictures.pop(0) for _ in range(piece.text.count(PICTURE)) if pictures]
            yield Line(
                number=number,
                text=piece,
                raw=piece.text.replace(PICTURE, ""),
                pictures=tuple(own),
                doubts=tuple(dict.fromkeys(found.doubts)) if place == 0 else (),
            )
        for box in found.boxes:
            for line in list(self.blocks(box)):
                yield replace(line, doubts=(*line.doubts, "import_word_text_box"))

    # Tables

    def _table(self, table: Element) -> Iterator[Line]:
        rows = [cells for row in _rows(table) if any(cells := [self._cell(one) for one in _cells(row)])]
        cards = cards_of(rows)
        if cards:
            yield from (_row_line(cells, "\n") for cells in cards)
            return
        is_grid = bool(rows) and bool(columns_of([_joined(cell, " ").text for cell in rows[0]]))
        for cells in rows:
            if is_grid or all(len(cell) <= 1 for cell in cells):
                yield _row_line(cells, "\n" if is_grid else " ")
            else:
                yield from _one_by_one(cells)

    def _cell(self, cell: Element) -> list[Line]:
        return [line for line in self.blocks(cell) if not line.is_empty]


def _mark_is_deleted(properties: Element | None) -> bool:
    mark = child(properties, "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _rows(table: Element) -> Iterator[Element]:
    for row in table:
        if local(row) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _rows(row)
        elif local(row) == "tr" and child(child(row, "trPr"), "del") is None:
            yield row


def _cells(row: Element) -> Iterator[Element]:
    for cell in row:
        if local(cell) in ("sdt", "sdtContent", "customXml"):
            yield from _cells(cell)
        elif local(cell) == "tc" and child(child(cell, "tcPr"), "cellDel") is None:
            yield cell


def _split(text: Marked, sign: str) -> list[Marked]:
    pieces, at = [], 0
    for piece in text.text.split(sign):
        pieces.append(text[at : at + len(piece)])
        at += len(piece) + 1
    return pieces


def _joined(lines: list[Line], between: str) -> Marked:
    return join((line.text for line in lines), between)


def _row_line(cells: list[list[Line]], between: str) -> Line:
    """A row as one line, its cells parted by tabs."""
    lines = [line for cell in cells for line in cell]
    texts = [_joined(cell, between) for cell in cells]
    if between == "\n":
        texts = [text.sub(re.compile("\t"), " ") for text in texts]
    return Line(
        number=lines[0].number,
        text=join(texts, "\t")[:LONGEST_LINE],
        raw="\t".join(" ".join(line.raw for line in cell) for cell in cells),
        pictures=tuple(picture for line in lines for picture in line.pictures),
        doubts=tuple(doubt for line in lines for doubt in line.doubts),
    )


def _one_by_one(cells: list[list[Line]]) -> Iterator[Line]:
    """Cells of several paragraphs, one below the other; a number alone goes before the next cell."""
    label = Marked("")
    for cell in cells:
        if len(cell) == 1 and _NUMBER_CELL.fullmatch(cell[0].plain):
            sign = ". " if _FIGURE_CELL.fullmatch(cell[0].plain) else " "
            label = join([label, cell[0].text.strip(), Marked(sign)])
            continue
        for place, line in enumerate(cell):
            yield replace(line, text=join([label, line.text])) if place == 0 and label else line
        label = Marked("") if cell else label
    if label:
        yield replace(next(cell for cell in cells if cell)[0], text=label)
