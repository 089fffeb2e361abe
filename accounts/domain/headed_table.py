"""Tables with a row of headings, as people keep them in spreadsheets: columns by name, faults by place."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# A text, or (kind, text) where the spreadsheet holds something else than a text.
Cell = str | Sequence[str]
# Among so many first rows the headings are looked for.
HEADER_WITHIN = 10


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong in which row (as the spreadsheet numbers it, from 1) and column (its heading)."""

    row: int
    column: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


def text_of(cell: Cell) -> str:
    return (cell if isinstance(cell, str) else cell[1]).strip()


def bare_heading(heading: str) -> str:
    """手机号 *（选填） → 手机号; Staff Number → staffnumber."""
    text = unicodedata.normalize("NFKC", heading).lower()
    return re.sub(r"\(.*?\)|[\s*_:\-.]", "", text)


def columns_of(cells: Sequence[Cell], headings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which field stands in which column: the first heading of each kind counts. `headings` by field."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        heading = bare_heading(text_of(cell))
        for name, known in headings.items():
            if heading in known:
                found.setdefault(name, index)
    return found
