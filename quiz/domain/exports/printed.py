"""What a printed paper holds, whichever file it is written to: sections, questions, keys, marked text."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

from ..bank_item import BLANK, BankItem
from ..imports.draft import BRACKET
from .item import ExportItem

TYPE_NAMES = {"single": "单选题", "multi": "多选题", "judge": "判断题", "blank": "填空题"}
GAP = "________"
_NUMERALS = "一二三四五六七八九十"


def sections(items: Sequence[ExportItem]) -> Iterator[tuple[str, list[ExportItem]]]:
    """Runs of one type under a heading; a paper that mixes types has none."""
    runs = [(type, list(run)) for type, run in groupby(items, key=lambda export: export.item.type)]
    if len(runs) > len({type for type, _run in runs}):
        yield "", list(items)
        return
    for numeral, (type, run) in zip(_NUMERALS, runs, strict=False):
        yield f"{numeral}、{TYPE_NAMES[type]}{_worth(run)}", run


def _worth(run: Sequence[ExportItem]) -> str:
    points = {export.points for export in run}
    if len(points) != 1 or None in points:
        return f"（共{len(run)}题）"
    each = points.pop() or 0
    return f"（每题{_points(each)}分，共{len(run)}题，{_points(each * len(run))}分）"


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def asked(item: BankItem) -> str:
    """The stem as it stands on paper: a statement ends with the place for its mark."""
    if item.type == "judge":
        return f"{item.stem}{BRACKET}"
    return item.stem.replace(BLANK, GAP) if item.type == "blank" else item.stem


def key_text(item: BankItem) -> str:
    """ABD; √ or ×; the accepted texts of a blank by ｜, the blanks by ；."""
    if item.type == "judge":
        return "√" if item.key == (1,) else "×"
    if item.type == "blank":
        return "；".join("｜".join(part) for part in item.key if isinstance(part, tuple))
    return item.key_letters


class _Runs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.runs: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "br":
            self.runs.append(("\n", frozenset()))
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.reverse()
            self.open.remove(tag)
            self.open.reverse()

    def handle_data(self, data: str) -> None:
        for place, part in enumerate(data.split("\n")):
            if place:
                self.runs.append(("\n", frozenset()))
            if part:
                self.runs.append((part, frozenset(self.open)))


def rich_runs(stored: str) -> list[tuple[str, frozenset[str]]]:
    """Stored rich text as (text, tags around it); a line break is ("\\n", no tags)."""
    parser = _Runs()
    parser.feed(stored)
    parser.close()
    return parser.runs
