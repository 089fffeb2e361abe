"""A report as a Word file in the layout of official documents (GB/T 9704), for Word, WPS and LibreOffice."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from accounts.domain.word_parts import add_field, set_fonts, set_language
from accounts.domain.wording import date_words

from .report import Block, Heading, Note, Paragraph, Report, Sentence, Table, runs

_TITLE, _BODY, _HEADING, _SMALL = "宋体", "仿宋", "黑体", "宋体"
_LATIN = "Times New Roman"
# Points: 二号, 三号, 五号, 四号.
_TITLE_SIZE, _BODY_SIZE, _TABLE_SIZE, _FOOT_SIZE = 22, 16, 10.5, 14
# The type area of A4 with the standard's margins.
_WIDTH = Mm(156)


def write_word_report(report: Report) -> bytes:
    return _Writer(report).bytes()


def source_mark(number: int) -> str:
    """The bookmark of a sentence's line in the appendix."""
    return f"source_{number}"


def row_mark(number: int) -> str:
    """The bookmark of a ledger row in the appendix."""
    return f"row_{number}"


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report, self.number, self.marks = report, 0, 0
        self.document: Any = Document()
        self._page()
        self.document.core_properties.title = report.title
        self.document.core_properties.author = report.issuer
        self.document.core_properties.language = "zh-CN"
        self.line(report.title, font=_TITLE, size=_TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        self.document.add_paragraph()
        for block in report.blocks:
            self.block(block)
        self._signed()
        if report.cited:
            self._appendix()

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(_BODY_SIZE)
        set_fonts(normal.element.get_or_add_rPr(), _BODY, _LATIN)
        set_language(normal.element.get_or_add_rPr())
        shape = normal.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
        shape.space_after = Pt(0)
        foot = page.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text in ("— ", "PAGE", " —"):
            run = self.run(foot, "" if text == "PAGE" else text, font=_SMALL, size=_FOOT_SIZE)
            if text == "PAGE":
                add_field(run, text)

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.line(block.text, font=_HEADING, indent=True, keep=True)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self.table(block.caption, block.head, block.rows, block.widths, block.numbers)
        elif isinstance(block, Note):
            self.line(f"注：{block.text}", font=_SMALL, size=_TABLE_SIZE, tight=True)

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self.line("", indent=True)
        for sentence in block.sentences:
            self.run(paragraph, sentence.text)
            if sentence.sources:
                self.number += 1
                self.link(paragraph, f"[{self.number}]", source_mark(self.number), raised=True)

    def table(
        self,
        caption: str,
        head: tuple[str, ...],
        rows: tuple[tuple[str, ...], ...],
        widths: tuple[int, ...],
        numbers: frozenset[int] = frozenset(),
    ) -> Any:
        title = self.line(
            caption, font=_HEADING, size=12, align=WD_ALIGN_PARAGRAPH.CENTER, keep=True, tight=True
        )
        title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(6)
        table = self.document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
        table.autofit = False
        columns = [int(_WIDTH * part / sum(widths)) for part in widths]
        for column, width in zip(table.columns, columns, strict=True):
            column.width = width
        for at, (row, texts) in enumerate(zip(table.rows, (head, *rows), strict=True)):
            _keep_whole(row, repeats=at == 0)
            for column, (text, cell) in enumerate(zip(texts, row.cells, strict=True)):
                cell.width = columns[column]
                self._cell(cell, text, is_head=at == 0, is_number=column in numbers)
        self.line("", size=6, tight=True)
        return table

    def _cell(self, cell: Any, text: str, *, is_head: bool, is_number: bool) -> None:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.alignment = (
            WD_ALIGN_PARAGRAPH.CENTER
            if is_head
            else WD_ALIGN_PARAGRAPH.RIGHT
            if is_number
            else WD_ALIGN_PARAGRAPH.LEFT
        )
        self.run(paragraph, text, font=_HEADING if is_head else _SMALL, size=_TABLE_SIZE)

    def _signed(self) -> None:
        self.document.add_paragraph()
        for text in (self.report.issuer, date_words(self.report.day)):
            signed = self.line(text, align=WD_ALIGN_PARAGRAPH.RIGHT)
            signed.paragraph_format.right_indent = Pt(2 * _BODY_SIZE)

    def _appendix(self) -> None:
        """Which rows of the ledger each figure was added up from, and those rows."""
        head = self.line("附件", font=_HEADING)
        head.paragraph_format.page_break_before = True
        self.line("数字来源对照表", font=_TITLE, size=_TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        self._sources()
        self._ledger()

    def _sources(self) -> None:
        cited, numbers = self.report.cited, {one.id: one.number for one in self.report.ledger}
        rows = tuple((f"[{at}]", one.text, "") for at, one in enumerate(cited, start=1))
        table = self.table("正文数字与台账", ("编号", "正文", "台账序号"), rows, (10, 58, 32))
        lines = list(table.rows)[1:]
        for at, (line, sentence) in enumerate(zip(lines, cited, strict=True), start=1):
            first, _text, last = line.cells
            self.mark(first.paragraphs[0], source_mark(at))
            self._links(last.paragraphs[0], sentence, numbers)

    def _links(self, paragraph: Any, sentence: Sentence, numbers: dict[int, int]) -> None:
        found = runs(numbers[row] for row in sentence.sources)
        for place, (first, last) in enumerate(found, start=1):
            # With a space to break at: LibreOffice would begin a line with the comma.
            comma = "、 " if place < len(found) else ""
            if last > first:
                self.link(paragraph, f"{first}至", row_mark(first), size=_TABLE_SIZE)
            self.link(paragraph, f"{last}{comma}", row_mark(last), size=_TABLE_SIZE)

    def _ledger(self) -> None:
        rows = tuple(
            (str(one.number), one.day, one.kind, one.title, one.place, one.visits, one.copies)
            for one in self.report.ledger
        )
        head = ("序号", "日期", "类型", "活动名称", "地点", "人次", "资料份数")
        table = self.table("活动台账", head, rows, (8, 15, 12, 31, 16, 9, 9), frozenset({5, 6}))
        for line, one in zip(list(table.rows)[1:], self.report.ledger, strict=True):
            self.mark(line.cells[0].paragraphs[0], row_mark(one.number))

    def line(
        self,
        text: str,
        *,
        font: str = "",
        size: float | None = None,
        align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY,
        indent: bool = False,
        keep: bool = False,
        bold: bool = False,
        tight: bool = False,
    ) -> Any:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        shape = paragraph.paragraph_format
        shape.keep_with_next = keep
        if indent:
            shape.first_line_indent = Pt(2 * _BODY_SIZE)
        if tight:
            shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if size and size > _BODY_SIZE:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size + 14)
        if text:
            self.run(paragraph, text, font=font, size=size).bold = bold
        return paragraph

    def run(self, paragraph: Any, text: str, *, font: str = "", size: float | None = None) -> Any:
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if font:
            set_fonts(run._element.get_or_add_rPr(), font, _LATIN)
        return run

    def link(
        self, paragraph: Any, text: str, anchor: str, *, size: float | None = None, raised: bool = False
    ) -> None:
        """A link to a bookmark of this document."""
        run = self.run(paragraph, text, font=_SMALL if size else "", size=size)
        run.font.superscript = raised or None
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        link.set(qn("w:history"), "1")
        paragraph._p.append(link)
        link.append(run._element)

    def mark(self, paragraph: Any, name: str) -> None:
        self.marks += 1
        for kind in ("bookmarkStart", "bookmarkEnd"):
            element = OxmlElement(f"w:{kind}")
            element.set(qn("w:id"), str(self.marks))
            if kind == "bookmarkStart":
                element.set(qn("w:name"), name)
            paragraph._p.append(element)

    def bytes(self) -> bytes:
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _keep_whole(row: Any, *, repeats: bool) -> None:
    """A row is not split between pages; a table's head stands on each of them."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeats else [])):
        properties.append(OxmlElement(name))
