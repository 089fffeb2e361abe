"""A paper as a Word file: for the table, in large type, with the answers beside each question or on a sheet.

Everything is in the document itself; Word, WPS and LibreOffice open it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from accounts.domain.problems import RuleBroken
from accounts.domain.word_parts import add_field, set_fonts, set_language

from ..bank_item import LETTERS, BankItem, source_text
from ..imports.draft import DraftPicture
from ..pictures import washed
from .item import ExportItem
from .printed import TYPE_NAMES, asked, key_text, rich_runs, sections

Keys = Literal["none", "inline", "sheet"]
_BODY, _HEADING, _LATIN = "宋体", "黑体", "Times New Roman"
_WIDEST_PICTURE = Cm(10)
_FONT_MARKS = {
    "b": "bold",
    "strong": "bold",
    "em": "italic",
    "u": "underline",
    "sub": "subscript",
    "sup": "superscript",
}


@dataclass(frozen=True, kw_only=True)
class PaperStyle:
    """Sizes in points. Large type is at least 18 throughout, as printed matter for the elderly has it.

    `four`, `two`: up to so many characters of the longest option, four or two stand in one line.
    """

    title: int
    heading: int
    body: int
    small: int
    spacing: float
    four: int
    two: int


ORDINARY = PaperStyle(title=20, heading=14, body=12, small=10, spacing=1.3, four=7, two=16)
LARGE = PaperStyle(title=28, heading=24, body=20, small=18, spacing=1.5, four=3, two=8)
_JFIF = bytes.fromhex("ffe000104a46494600010100000100010000")
_FOR_NAMES = ("姓名：__________", "单位：______________", "得分：______")


def write_word_paper(
    items: Sequence[ExportItem], *, title: str, keys: Keys = "none", style: PaperStyle = ORDINARY
) -> bytes:
    """The paper as .docx. `keys`: none; inline, after each question; sheet, on a page of their own."""
    paper = _Paper(style)
    paper.head(title)
    number = 0
    for heading, group in sections(items):
        if heading:
            paper.heading(heading)
        for export in group:
            number += 1
            paper.question(number, export, tag=not heading, keys=keys == "inline")
    if keys == "sheet":
        paper.answers(items)
    return paper.bytes()


class _Paper:
    def __init__(self, style: PaperStyle) -> None:
        self.style = style
        self.document: Any = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.4)
        page.top_margin = page.bottom_margin = Cm(2.2)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(style.body)
        set_fonts(normal.element.get_or_add_rPr(), _BODY, _LATIN)
        set_language(normal.element.get_or_add_rPr())
        normal.paragraph_format.line_spacing = style.spacing
        normal.paragraph_format.space_after = Pt(2)
        self._page_numbers(page.footer.paragraphs[0])

    def _page_numbers(self, foot: Paragraph) -> None:
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text, field in (("第", "PAGE"), ("页 共", "NUMPAGES"), ("页", "")):
            self.run(foot, text, size=self.style.small)
            if field:
                add_field(self.run(foot, "", size=self.style.small), field)

    def head(self, title: str) -> None:
        self.line(title, size=self.style.title, font=_HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
        for_names = ["　".join(_FOR_NAMES)] if self.style.small < LARGE.small else _FOR_NAMES
        for text in for_names:
            self.line(text, size=self.style.small, align=WD_ALIGN_PARAGRAPH.CENTER)

    def heading(self, text: str) -> None:
        paragraph = self.line(text, size=self.style.heading, font=_HEADING, keep=True)
        paragraph.paragraph_format.space_before = Pt(self.style.heading)

    def line(
        self,
        text: str,
        *,
        size: int | None = None,
        font: str = _BODY,
        align: Any = None,
        keep: bool = False,
    ) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.keep_with_next = keep
        self.run(paragraph, text, size=size, font=font)
        return paragraph

    def run(self, paragraph: Paragraph, text: str, *, size: int | None = None, font: str = "") -> Any:
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if font:
            set_fonts(run._element.get_or_add_rPr(), font, _LATIN if font == _BODY else font)
        return run

    def question(self, number: int, export: ExportItem, *, tag: bool, keys: bool) -> None:
        item = export.item
        lead = f"{number}．{f'[{TYPE_NAMES[item.type]}]' if tag else ''}"
        self.rich(self.document.add_paragraph(lead), asked(item), keep=bool(item.options) or keys)
        if export.picture is not None:
            self._picture(export.picture)
        rows = _rows(item, self.style)
        for row in rows:
            self._options(row, len(rows[0]))
        if keys:
            self._answer(item)

    def _picture(self, picture: DraftPicture) -> None:
        """What it shows in words where Word has no way to show it: a WebP, a damaged file."""
        run, data = self.document.add_paragraph().add_run(), _known_to_word(picture.data)
        if not data:
            run.add_text(f"（图：{picture.alt}）")
            return
        shape = run.add_picture(BytesIO(data))
        if shape.width > _WIDEST_PICTURE:
            shape.height = int(shape.height * _WIDEST_PICTURE / shape.width)
            shape.width = _WIDEST_PICTURE

    def _options(self, row: list[tuple[str, str]], columns: int) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Pt(self.style.body)
        for place, (letter, text) in enumerate(row):
            if place:
                paragraph.add_run("\t")
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.0 * place / columns))
            paragraph.add_run(f"{letter}．")
            self.rich(paragraph, text)

    def _answer(self, item: BankItem) -> None:
        self.line(f"答案：{key_text(item)}")
        if item.explanation:
            self.rich(self.document.add_paragraph("解析："), item.explanation)
        if source_text(item.source):
            self.line(f"出处：{source_text(item.source)}")

    def answers(self, items: Sequence[ExportItem]) -> None:
        """A page of its own, so that it can be kept apart from the paper."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.line("参考答案", size=self.style.heading, font=_HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
        for number, export in enumerate(items, start=1):
            paragraph = self.document.add_paragraph(f"{number}．")
            self.run(paragraph, key_text(export.item)).bold = True
            if export.item.explanation:
                paragraph.add_run("　")
                self.rich(paragraph, export.item.explanation)

    def rich(self, paragraph: Paragraph, stored: str, *, keep: bool = False) -> None:
        paragraph.paragraph_format.keep_with_next = keep
        for text, marks in rich_runs(stored):
            if text == "\n":
                paragraph.add_run().add_break()
                continue
            run = paragraph.add_run(text)
            for tag in marks:
                setattr(run.font, _FONT_MARKS[tag], True)

    def bytes(self) -> bytes:
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _known_to_word(data: bytes) -> bytes:
    """The picture as the library knows its kind, a JPEG by a head that is not kept; b"" for what is none."""
    try:
        kind, picture = washed(data)
    except RuleBroken:
        return b""
    if kind == "jpg" and picture[6:10] != b"Exif":
        return picture[:2] + _JFIF + picture[2:]
    return b"" if kind == "webp" else picture


def _rows(item: BankItem, style: PaperStyle) -> list[list[tuple[str, str]]]:
    """The options in lines of four, two or one, by the longest of them."""
    options = [(LETTERS[place], option.text) for place, option in enumerate(item.options)]
    longest = max(map(len, item.option_texts), default=0)
    columns = 4 if longest <= style.four else 2 if longest <= style.two else 1
    if any("\n" in text for text in item.option_texts):
        columns = 1
    return [options[at : at + columns] for at in range(0, len(options), columns)]
