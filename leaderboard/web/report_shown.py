"""A report as a page draws it: the blocks by kind, each sentence with its number."""

from typing import Any

from accounts.domain.wording import date_words
from leaderboard.domain.report import Block, Heading, Note, Paragraph, Report, Table


def shown(report: Report) -> dict[str, Any]:
    """`blocks`: {"kind", …}; `sources`: {"number", "text", "rows": ledger lines}, as `report.cited`."""
    numbers = {id(one): at for at, one in enumerate(report.cited, start=1)}
    lines = {one.id: one for one in report.ledger}
    return {
        "report": report,
        "signed_on": date_words(report.day),
        "blocks": [_block(one, numbers) for one in report.blocks],
        "sources": [
            {
                "number": at,
                "text": one.text,
                "rows": sorted((lines[row] for row in one.sources), key=lambda line: line.number),
            }
            for at, one in enumerate(report.cited, start=1)
        ],
    }


def _block(block: Block, numbers: dict[int, int]) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    if isinstance(block, Note):
        return {"kind": "note", "text": block.text}
    if isinstance(block, Table):
        rows = [
            [{"text": text, "is_number": at in block.numbers} for at, text in enumerate(row)]
            for row in block.rows
        ]
        head = [{"text": text, "is_number": at in block.numbers} for at, text in enumerate(block.head)]
        return {"kind": "table", "caption": block.caption, "head": head, "rows": rows}
    assert isinstance(block, Paragraph)
    sentences = [{"text": one.text, "number": numbers.get(id(one))} for one in block.sentences]
    return {"kind": "paragraph", "sentences": sentences}
