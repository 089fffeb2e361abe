"""Every format that questions can be written in, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..imports.sheet_writer import write_sheet
from .gift import write_gift
from .item import ExportItem, draft_of
from .moodle_xml import write_moodle_xml


def _write_sheet(items: Sequence[ExportItem]) -> bytes:
    """Topics by their names, as people fill them in."""
    return write_sheet([replace(draft_of(one), topic=one.topic_name or one.item.topic) for one in items])


@dataclass(frozen=True, kw_only=True)
class ExportFormat:
    """`has_pictures`: pictures go with the questions; `names_area`: a topic is named with its area."""

    name: str
    write: Callable[[Sequence[ExportItem]], bytes]
    ending: str
    content_type: str
    has_pictures: bool = True
    names_area: bool = False


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
    )
}
