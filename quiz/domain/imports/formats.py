"""Every format that can be read, by name, and what a file without a named one is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import is_zip

from .aiken import read_aiken
from .anki import read_anki
from .draft import Reading, Upload
from .gift import read_gift
from .moodle_xml import read_moodle_xml
from .own_json import read_json
from .qti import read_qti
from .sheet import read_kahoot, read_quizizz, read_sheet, sheet_format
from .text_file import read_text
from .word_file import is_word, read_word

AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Format:
    """`read` takes the upload and, where `has_answers`, the file of its answers or None."""

    name: str
    read: Callable[..., Reading]
    endings: tuple[str, ...]
    has_answers: bool = False


_TEXTS = (".txt", ".md", ".text")
_WORDS = (".docx", ".doc", ".wps", ".docm")
_SHEETS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".et")
FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(name="sheet", read=read_sheet, endings=_SHEETS),
        Format(name="kahoot", read=read_kahoot, endings=_SHEETS),
        Format(name="quizizz", read=read_quizizz, endings=_SHEETS),
        Format(name="word", read=read_word, endings=_WORDS, has_answers=True),
        Format(name="text", read=read_text, endings=_TEXTS, has_answers=True),
        Format(name="gift", read=read_gift, endings=(".gift", ".txt")),
        Format(name="moodle_xml", read=read_moodle_xml, endings=(".xml",)),
        Format(name="qti", read=read_qti, endings=(".zip", ".xml")),
        Format(name="anki", read=read_anki, endings=(".txt", ".tsv", ".csv")),
        Format(name="json", read=read_json, endings=(".json",)),
        Format(name="aiken", read=read_aiken, endings=(".aiken", ".txt")),
    )
}
ENDINGS = tuple(dict.fromkeys(ending for one in FORMATS.values() for ending in one.endings))


def read(upload: Upload, format: str = AUTO, answers: Upload | None = None) -> Reading:
    """The file as the named format, else as the one that it looks most like.

    RuleBroken (400): "import_format_unknown" for a name or a file that is none of ours, "file_…" for a
    file that cannot be opened.
    """
    chosen = FORMATS.get(detected(upload) if format == AUTO else format)
    if chosen is None:
        raise RuleBroken("import_format_unknown", status=400, name=upload.name or format)
    if chosen.has_answers:
        return chosen.read(upload, answers)
    return chosen.read(upload)


def detected(upload: Upload) -> str:
    """The name of the format, "" where nothing speaks for any."""
    ending = PurePath(upload.name).suffix.lower()
    if ending in _WORDS or is_word(upload.content):
        return "word"
    if ending in _SHEETS or is_zip(upload.content):
        return sheet_format(upload) or "sheet"
    return "text" if ending in ("", *_TEXTS) else ""
