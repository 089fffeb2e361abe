"""Tables with a question each: names on the left, what they name beside them."""

from collections.abc import Iterator, Sequence

from ..grammar.grid import name_of
from ..grammar.lines import Line

Cell = list[Line]
Row = list[Cell]


def cards_of(rows: Sequence[Row]) -> list[Row]:
    """Such tables turned: a row of names, then a row of what they name, for each question; [] for others."""
    pairs = [pair for row in rows for pair in _pairs(row)]
    names = [_name(cell) for cell, _ in pairs]
    if not pairs or not all(names) or "stem" not in names:
        return []
    if any(
        name == "stem" and (not value or _name(value)) for name, (_, value) in zip(names, pairs, strict=True)
    ):
        return []
    return [row for card in _cards(names, pairs) for row in card]


def _pairs(row: Row) -> Iterator[tuple[Cell, Cell]]:
    """A name and its value, side by side; one pair or several in a row."""
    if len(row) % 2:
        yield [], []
        return
    yield from zip(row[::2], row[1::2], strict=True)


def _cards(names: Sequence[str], pairs: Sequence[tuple[Cell, Cell]]) -> Iterator[tuple[Row, Row]]:
    """A question ends where a name comes again."""
    heads: dict[str, Cell] = {}
    values: list[Cell] = []
    for name, (head, value) in zip(names, pairs, strict=True):
        if name in heads:
            yield list(heads.values()), values
            heads, values = {}, []
        heads[name] = head
        values.append(value)
    yield list(heads.values()), values


def _name(cell: Cell) -> str:
    return name_of(" ".join(line.plain for line in cell)) if cell else ""
