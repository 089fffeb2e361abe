"""Every format that can be read, by name, and what a file without a named one is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from accounts.domain.problems import RuleBroken

from .aiken import read_aiken
from .anki import read_anki
from .detect import SHEETS, TEXTS, WORDS, Guess, detect
from .draft import Issue, Reading, Upload
from .gift import read_gift
from .moodle_xml import read_moodle_xml
from .own_json import read_json
from .qti import read_qti
from .sheet import read_kahoot, read_quizizz, read_sheet
from .text_file import read_text
from .word_file import read_word

AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Format:
    """`read` takes the upload and, where `has_answers`, the file of its answers or None."""

    name: str
    read: Callable[..., Reading]
    endings: tuple[str, ...]
    has_answers: bool = False


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(name="sheet", read=read_sheet, endings=SHEETS),
        Format(name="kahoot", read=read_kahoot, endings=SHEETS),
        Format(name="quizizz", read=read_quizizz, endings=SHEETS),
        Format(name="word", read=read_word, endings=WORDS, has_answers=True),
        Format(name="text", read=read_text, endings=TEXTS, has_answers=True),
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
    guess = detect(upload) if format == AUTO else Guess(format=format)
    chosen = FORMATS.get(guess.format)
    if chosen is None and not upload.name and format == AUTO:
        raise RuleBroken("import_paste_unknown", status=400)
    if chosen is None:
        raise RuleBroken("import_format_unknown", status=400, name=upload.name or format)
    reading = chosen.read(upload, answers) if chosen.has_answers else chosen.read(upload)
    issues = reading.issues
    if answers and not chosen.has_answers:
        issues = (*issues, Issue(code="import_answers_unused", values={"name": answers.name}))
    return replace(reading, confidence=min(reading.confidence, guess.confidence), issues=issues)
