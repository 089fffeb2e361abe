"""Every format that questions can be written in, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..bank_item import TYPES
from ..imports.sheet_writer import write_sheet
from .anki import write_anki
from .gift import write_gift
from .item import ExportItem, draft_of
from .moodle_xml import write_moodle_xml
from .own_json import write_json
from .qti import write_qti
from .word_paper import LARGE, write_word_paper

# What stands over a printed selection of questions.
_PAPER = "科普知识试题"


def _write_sheet(items: Sequence[ExportItem]) -> bytes:
    """Topics by their names, as people fill them in."""
    return write_sheet([replace(draft_of(one), topic=one.topic_name or one.item.topic) for one in items])


def _by_type(items: Sequence[ExportItem]) -> list[ExportItem]:
    order = {type: place for place, type in enumerate(TYPES)}
    return sorted(items, key=lambda one: order[one.item.type])


def _write_word(items: Sequence[ExportItem]) -> bytes:
    return write_word_paper(_by_type(items), title=_PAPER)


def _write_word_with_keys(items: Sequence[ExportItem]) -> bytes:
    return write_word_paper(_by_type(items), title=_PAPER, keys="inline")


def _write_large_word(items: Sequence[ExportItem]) -> bytes:
    return write_word_paper(_by_type(items), title=_PAPER, keys="sheet", style=LARGE)


@dataclass(frozen=True, kw_only=True)
class ExportFormat:
    """`has_pictures`: pictures go with the questions; `names_area`: a topic is named with its area."""

    name: str
    write: Callable[[Sequence[ExportItem]], bytes]
    ending: str
    content_type: str
    has_pictures: bool = True
    names_area: bool = False


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS: dict[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat(
            name="sheet",
            write=_write_sheet,
            ending=".xlsx",
            content_type=_XLSX,
            has_pictures=False,
            names_area=True,
        ),
        ExportFormat(name="gift", write=write_gift, ending=".gift", content_type="text/plain; charset=utf-8"),
        ExportFormat(
            name="moodle_xml", write=write_moodle_xml, ending=".xml", content_type="application/xml"
        ),
        ExportFormat(name="qti", write=write_qti, ending=".zip", content_type="application/zip"),
        ExportFormat(name="anki", write=write_anki, ending=".txt", content_type="text/plain; charset=utf-8"),
        ExportFormat(name="json", write=write_json, ending=".json", content_type="application/json"),
        ExportFormat(name="word", write=_write_word, ending=".docx", content_type=_DOCX),
        ExportFormat(name="word_keys", write=_write_word_with_keys, ending=".docx", content_type=_DOCX),
        ExportFormat(name="word_large", write=_write_large_word, ending=".docx", content_type=_DOCX),
    )
}
