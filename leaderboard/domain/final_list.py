"""A list of winners for print: title, a table for each prize, host, date, room for the seal. In Chinese."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from accounts.domain.typeset import pdf
from accounts.domain.wording import date_words

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "final_list.typ"
_BODY, _HEADING = "宋体", "黑体"
_EMPTY = "（空缺）"
_SEAL = "（盖章）"
FINAL, IN_NOTICE = "获奖名单", "获奖名单（公示）"
PLACE, ORDER, NAME, UNIT, DEPARTMENT, GROUP = "名次", "次序", "姓名", "单位", "所在单位", "组别"


@dataclass(frozen=True, kw_only=True)
class PrintedTier:
    """One table. `widths`: the columns' shares; every row has as many cells as `head`."""

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class PrintedList:
    title: str
    heading: str
    tiers: Sequence[PrintedTier]
    notes: Sequence[str]
    host: str
    date: str


def until_words(day: date) -> str:
    """The line that invites objections; `day` is the last one."""
    return f"公示到{date_words(day)}为止，有异议请在此之前提出。"


def as_pdf(printed: PrintedList) -> bytes:
    """A4 pages."""
    return pdf(TEMPLATE, asdict(printed))


def as_docx(printed: PrintedList) -> bytes:
    """The same for Word and WPS."""
    paper: Any = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    _line(paper.add_paragraph(), printed.title, size=20, font=_HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper.add_paragraph(), printed.heading, size=16, font=_BODY, align=WD_ALIGN_PARAGRAPH.CENTER)
    for tier in printed.tiers:
        name = _line(paper.add_paragraph(), tier.name, size=14, font=_HEADING)
        name.paragraph_format.keep_with_next = True
        name.paragraph_format.space_before = Pt(14)
        if tier.rows:
            _table(paper, tier)
        else:
            _line(paper.add_paragraph(), _EMPTY, size=12, font=_BODY)
    paper.add_paragraph()
    for note in printed.notes:
        _line(paper.add_paragraph(), note, size=10.5, font=_BODY)
    paper.add_paragraph()
    _line(paper.add_paragraph(), printed.host + _SEAL, size=12, font=_BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(paper.add_paragraph(), printed.date, size=12, font=_BODY, align=WD_ALIGN_PARAGRAPH.RIGHT)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper: Any, tier: PrintedTier) -> None:
    table = paper.add_table(rows=0, cols=len(tier.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    shares = [Cm(15) * width // sum(tier.widths) for width in tier.widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    for row in (tier.head, *tier.rows):
        cells = table.add_row().cells
        for cell, text, share in zip(cells, row, shares, strict=True):
            cell.width = share
            font = _HEADING if row is tier.head else _BODY
            line = _line(cell.paragraphs[0], text, size=11, font=font, align=WD_ALIGN_PARAGRAPH.CENTER)
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    font: str,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.alignment = align
    return paragraph
