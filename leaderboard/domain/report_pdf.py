"""A report as PDF."""

from pathlib import Path
from typing import Any

from accounts.domain.typeset import first_page, pdf
from accounts.domain.wording import date_words

from .report import Block, Heading, Note, Paragraph, Report, Table, runs

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "report.typ"


def write_pdf_report(report: Report) -> bytes:
    return pdf(TEMPLATE, _data(report))


def first_page_of(report: Report, *, ppi: float) -> bytes:
    """A picture of the first page, as PNG."""
    return first_page(TEMPLATE, _data(report), ppi=ppi)


def _data(report: Report) -> dict[str, Any]:
    numbers = {one.id: one.number for one in report.ledger}
    cited = {id(one): at for at, one in enumerate(report.cited, start=1)}
    return {
        "title": report.title,
        "issuer": report.issuer,
        "day": date_words(report.day),
        "blocks": [_block(one, cited) for one in report.blocks],
        "sources": [
            {"text": one.text, "runs": runs(numbers[row] for row in one.sources)} for one in report.cited
        ],
        "ledger": [
            [str(one.number), one.day, one.kind, one.title, one.place, one.visits, one.copies]
            for one in report.ledger
        ],
    }


def _block(block: Block, cited: dict[int, int]) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    if isinstance(block, Note):
        return {"kind": "note", "text": block.text}
    if isinstance(block, Paragraph):
        said = [{"text": one.text, "number": cited.get(id(one), 0)} for one in block.sentences]
        return {"kind": "paragraph", "sentences": said}
    assert isinstance(block, Table)
    return {
        "kind": "table",
        "caption": block.caption,
        "head": block.head,
        "rows": block.rows,
        "widths": block.widths,
        "numbers": sorted(block.numbers),
    }
