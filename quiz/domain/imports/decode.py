"""Bytes of a text file → text: UTF-8, UTF-16 or GB18030, with how sure that is."""

import re
from dataclasses import dataclass
from unicodedata import category

from accounts.domain.problems import RuleBroken

from ..hanzi import everyday, han
from .draft import SURE, Issue

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# How other files begin that people take for text.
_NOT_TEXT = (
    (b"\xd0\xcf\x11\xe0", "import_old_office"),
    (b"PK\x03\x04", "import_is_archive"),
    (b"%PDF", "import_is_pdf"),
    (b"{\\rtf", "import_is_rtf"),
    (b"\x89PNG", "import_is_picture"),
    (b"\xff\xd8\xff", "import_is_picture"),
    (b"GIF8", "import_is_picture"),
)
# A share of everyday characters below which Chinese text was probably read with the wrong table.
_PLAUSIBLE = 0.6
# Control codes, and code points that stand for no character.
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_SAMPLE = 20_000
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd"
_GARBLED = re.compile(f"[\ufffd{_PRIVATE}]|锟斤拷|烫烫烫|屯屯屯|[ÃÂåäæçèé][\u0080-\u00bf]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """`encoding` by Python's name; `issues` are the file's own."""

    text: str
    encoding: str
    confidence: float = SURE
    issues: tuple[Issue, ...] = ()


def decode(content: bytes) -> Decoded:
    """The text of a file; RuleBroken where the bytes are no text at all."""
    _refuse_other_files(content)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _decoded(content[len(bom) :], encoding)
    if b"\0" in content:
        return _decoded(content, _wide_encoding(content))
    try:
        return Decoded(text=content.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        return _likeliest(content)


def is_garbled(text: str) -> bool:
    """Whether some of it was lost or turned into other characters by a wrong encoding."""
    return _GARBLED.search(text) is not None


def _refuse_other_files(content: bytes) -> None:
    for beginning, code in _NOT_TEXT:
        if content.startswith(beginning):
            raise RuleBroken(code, status=400)


def _wide_encoding(content: bytes) -> str:
    """UTF-16 without a mark: line ends, figures and spaces have their zero byte on one side."""
    at_even, at_odd = content[0::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if at_odd >= at_even else "utf-16-be"
    text = content[: _SAMPLE * 2].decode(encoding, errors="replace")
    odd = sum(category(char) in _NO_TEXT and not char.isspace() for char in text)
    if odd > 0.05 * len(text) or "\0" in text:
        raise RuleBroken("import_not_text", status=400)
    return encoding


def _likeliest(content: bytes) -> Decoded:
    """Chinese of the older kind, or UTF-8 with some bytes broken: what looks more like Chinese."""
    older, newer = _decoded(content, "gb18030"), _decoded(content, "utf-8")
    broken_older, broken_newer = older.text.count("\ufffd"), newer.text.count("\ufffd")
    if broken_older > broken_newer or _plausibility(newer.text) > _plausibility(older.text) + 0.2:
        return newer
    if _plausibility(older.text) >= _PLAUSIBLE:
        return older
    doubt = Issue(code="import_encoding_doubtful", values={"encoding": "GB18030"})
    return Decoded(
        text=older.text,
        encoding=older.encoding,
        confidence=min(older.confidence, 0.5),
        issues=(*older.issues, doubt),
    )


def _decoded(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    if not broken:
        return Decoded(text=text, encoding=encoding)
    line = text[: text.index("\ufffd")].count("\n") + 1
    return Decoded(
        text=text,
        encoding=encoding,
        confidence=max(0.1, 0.9 - broken / len(text) * 10),
        issues=(Issue(code="import_bytes_broken", line=line, values={"count": broken}),),
    )


def _plausibility(text: str) -> float:
    """The share of everyday characters among all that are not ASCII; 1 where there are none."""
    sample = text[:_SAMPLE]
    foreign = [char for char in sample if char > "\x7f" and not _is_chinese_mark(char)]
    if not foreign:
        return 1.0
    return sum(char in everyday() for char in han(sample)) / len(foreign)


def _is_chinese_mark(char: str) -> bool:
    """Punctuation and signs that stand in any Chinese text."""
    return "\u2010" <= char <= "\u27bf" or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e"
