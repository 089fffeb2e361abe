"""Which format a file is in: by what it says first, by its name where it says nothing."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import is_zip

from .decode import decode
from .draft import SURE, Upload
from .file_lines import is_word
from .sheet import sheet_format

WORDS = (".docx", ".doc", ".wps", ".docm")
SHEETS = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".et")
TEXTS = (".txt", ".md", ".text")
# As much of a text as tells what it is.
_LOOKED_AT = 200_000
# "<消防法>知识题库" is a title and no markup.
_TAG = re.compile(r"<[?!/A-Za-z]")
_MOODLE = re.compile(r"<quiz[\s>]")
_QTI = re.compile(r"<(?:\w+:)?(?:qti-)?(?:assessment-?[iI]tem|questestinterop|manifest)[\s>]")
_ANKI_HEAD = re.compile(r"^#(?:separator|html|notetype|deck|tags|columns|guid)\b[^:\n]*:", re.M)
_AIKEN_KEY = re.compile(r"^ANSWER\s*:\s*[A-Z]\s*$", re.M | re.I)
# Aiken has no numbers: where stems are numbered, people wrote a paper.
_NUMBERED = re.compile(r"^[ \t]*(?:Q(?:uestion)?[ ]*)?\d{1,4}[ ]*[.．、):：][ \t]*\S", re.M | re.I)
_AIKEN_OPTION = re.compile(r"^[A-Za-z][.)]\s+\S", re.M)
# Braces are GIFT only where what they hold is an answer of GIFT; Chinese text has braces, too.
_GIFT_BRACES = re.compile(
    r"(?<!\\)\{(?:\s*(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?|\s*#?\s*[=~][^{}]*|[^{}]*\s[=~][^{}]*)(?<!\\)\}"
)
_GIFT_TITLE = re.compile(r"^\s*::[^\n]*?::|^\$CATEGORY:", re.M)
# What a paper of our offices has and GIFT has not.
_PAPER = re.compile(r"^\s*(?:【?(?:正确|参考|标准)?答案】?\s*[:：]|[（(]?[A-D][)）、.．])", re.M)


@dataclass(frozen=True, kw_only=True)
class Guess:
    """`format` "" where nothing speaks for any; `confidence` 0 to 1."""

    format: str
    confidence: float = SURE


def detect(upload: Upload) -> Guess:
    """The likeliest format of a file. RuleBroken("file_…") for an archive that cannot be opened."""
    ending = PurePath(upload.name).suffix.lower()
    if is_word(upload.content) or (ending in WORDS and not _is_workbook(upload.content)):
        return Guess(format="word")
    if is_zip(upload.content):
        return Guess(format="qti") if _is_qti_package(upload.content) else _sheet(upload)
    if upload.content.startswith(b"PK"):  # an archive with nothing in it
        return Guess(format="", confidence=0.0)
    if ending in SHEETS and ending not in (".csv", ".tsv"):
        return _sheet(upload)
    return _text(upload, ending)


def _is_workbook(content: bytes) -> bool:
    """Whether it is a spreadsheet, whatever its name says."""
    return is_zip(content) and b"xl/workbook.xml" in content


def _is_qti_package(content: bytes) -> bool:
    """Whether an archive holds items and not the parts of a spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise RuleBroken("file_broken", status=400) from error
    if any(name in ("[Content_Types].xml", "mimetype", "content.xml") for name in names):
        return False
    return any(name.lower().endswith(".xml") for name in names)


def _sheet(upload: Upload) -> Guess:
    return Guess(format=sheet_format(upload) or "sheet")


def _text(upload: Upload, ending: str) -> Guess:
    try:
        text = decode(upload.content).text[:_LOOKED_AT]
    except RuleBroken as error:
        if error.code != "import_not_text":
            raise
        return Guess(format="", confidence=0.0)
    begin = text.lstrip("\ufeff \t\r\n")
    if _TAG.match(begin):
        return _markup(begin)
    if ending == ".json" or re.match(r"[{\[]\s*[\"{\[]", begin):
        return Guess(format="json")
    if _ANKI_HEAD.search(text[:4000]) and begin.startswith("#"):
        return Guess(format="anki")
    if ending in (".csv", ".tsv"):
        return _sheet(upload)
    return _questions(text, ending)


def _markup(begin: str) -> Guess:
    if _MOODLE.search(begin):
        return Guess(format="moodle_xml")
    return Guess(format="qti") if _QTI.search(begin) else Guess(format="", confidence=0.0)


def _questions(text: str, ending: str) -> Guess:
    """GIFT and Aiken by their own signs; whatever else a text is, it is read as people write."""
    is_named = ending == ".gift" or _GIFT_TITLE.search(text) is not None
    if is_named or (_GIFT_BRACES.search(text) and not _PAPER.search(text)):
        return Guess(format="gift", confidence=SURE if is_named else 0.9)
    if ending == ".aiken" or _is_aiken(text):
        return Guess(format="aiken")
    return Guess(format="text" if ending in ("", *TEXTS) else "", confidence=SURE)


def _is_aiken(text: str) -> bool:
    keys = len(_AIKEN_KEY.findall(text))
    return keys > 0 and len(_AIKEN_OPTION.findall(text)) >= 2 and len(_NUMBERED.findall(text)) * 2 < keys
