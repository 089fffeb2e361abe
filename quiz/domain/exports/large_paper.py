"""A paper in large type as PDF: one column, a box for each answer, the keys on a sheet of their own.

Nothing on it is smaller than 18 points, as printed matter for the elderly has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from accounts.domain.typeset import Unprintable, pdf

from ..bank_item import BLANK, LETTERS, BankItem
from .item import ExportItem
from .printed import GAP, TYPE_NAMES, key_text, rich_runs, sections

_TEMPLATE = Path(__file__).with_suffix(".typ")
_HOW = {"single": "写一个字母", "multi": "写出所有对的字母", "judge": "对的写 √，错的写 ×"}
Runs = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PaperLink:
    """A QR code in the head of a paper: where it leads, and what it is for."""

    address: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class PaperPerson:
    """Whose paper it is; empty where it is filled in by hand."""

    name: str = ""
    unit: str = ""


def write_large_paper(
    items: Sequence[ExportItem],
    *,
    title: str,
    keys: bool = False,
    link: PaperLink | None = None,
    person: PaperPerson | None = None,
) -> bytes:
    """The paper as PDF. `keys`: with a sheet of answers and explanations, on paper of its own.

    Without `keys` the file holds nothing that tells an answer.
    """
    groups, number = [], 0
    for heading, run in sections(items):
        questions = []
        for export in run:
            number += 1
            questions.append(_question(number, export, tag=not heading))
        groups.append({"heading": heading, "questions": questions})
    data = {
        "title": title,
        "name": person.name if person else "",
        "unit": person.unit if person else "",
        "qr": _qr(link.address) if link else "",
        "caption": link.caption if link else "",
        "sections": groups,
        "answers": [_answer(at, export.item) for at, export in enumerate(items, start=1)] if keys else [],
    }
    try:
        return pdf(_TEMPLATE, data, tagged=False)  # for the printer
    except Unprintable:  # by a damaged picture: the others' questions are printed all the same
        return pdf(_TEMPLATE, {**data, "sections": _in_words(groups)}, tagged=False)


def _in_words(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions without their pictures: what each shows stands there instead."""
    return [
        {**group, "questions": [{**one, "picture": []} for one in group["questions"]]} for group in groups
    ]


def _question(number: int, export: ExportItem, *, tag: bool) -> dict[str, Any]:
    item = export.item
    return {
        "number": number,
        "tag": TYPE_NAMES[item.type] if tag else "",
        "stem": _runs(item.stem.replace(BLANK, GAP) if item.type == "blank" else item.stem),
        "picture": list(export.picture.data) if export.picture else [],
        "alt": export.picture.alt if export.picture else "",
        "options": [
            {"letter": LETTERS[place], "text": _runs(option.text)}
            for place, option in enumerate(item.options)
        ],
        "how": _HOW.get(item.type, ""),
        "boxes": _boxes(item),
        "wide": item.type == "blank",
    }


def _boxes(item: BankItem) -> list[str]:
    """What stands before each box to write in."""
    if item.type != "blank":
        return ["答"]
    gaps = max(1, item.stem.count(BLANK))
    return ["答"] if gaps == 1 else [f"第{number}空" for number in range(1, gaps + 1)]


def _answer(number: int, item: BankItem) -> dict[str, Any]:
    return {"number": number, "key": key_text(item), "why": _runs(item.explanation)}


def _runs(stored: str) -> Runs:
    return [{"text": text, "marks": sorted(marks)} for text, marks in rich_runs(stored)]


def _qr(address: str) -> str:
    buffer = BytesIO()
    segno.make(address, error="m").save(buffer, kind="svg", xmldecl=False, border=2, scale=8)
    return buffer.getvalue().decode()
