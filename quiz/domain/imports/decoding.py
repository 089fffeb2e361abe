"""Bytes of a text file → text, whatever a Chinese office saved it as."""

import codecs

from accounts.domain.problems import RuleBroken

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Enough of the file to see by its zero bytes whether it is UTF-16.
_SAMPLE = 4_000


def decoded(content: bytes) -> str:
    """The text, without a byte order mark.

    Raises RuleBroken("import_not_text") for what is no text in UTF-8, UTF-16, UTF-32 or GB18030.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _tried(content[len(bom) :], (encoding,))
    return _tried(content, _likely(content)).lstrip("\ufeff")


def text_lines(text: str) -> list[str]:
    """The lines, whichever system ended them; line n of the file is at n - 1."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _likely(content: bytes) -> tuple[str, ...]:
    sample = content[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 10:
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ("utf-8", "gb18030")


def _tried(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken("import_not_text", status=400)
