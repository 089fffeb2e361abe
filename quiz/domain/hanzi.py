"""Which characters are everyday ones.

The State's list of 3,500 (通用规范汉字表, level one) is in no package we know of. GB 2312's level one
(rows 16 to 55, 3,755 characters in everyday use) is its nearest kin and comes with Python's codecs.
"""

import re
from functools import cache

_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f]")


@cache
def everyday() -> frozenset[str]:
    """The 3,755 characters of GB 2312 level one."""
    rows = range(0xB0, 0xD8)
    cells = [bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF)]
    return frozenset(cell.decode("gb2312") for cell in cells if not b"\xd7\xf9" < cell <= b"\xd7\xff")


def han(text: str) -> list[str]:
    """The Chinese characters of a text, in order."""
    return _HAN.findall(text)


def rare(text: str) -> list[str]:
    """Its characters outside the everyday list."""
    return [char for char in han(text) if char not in everyday()]


def traditional(text: str) -> list[str]:
    """Its characters that simplified writing does not have but traditional writing does."""
    return [char for char in han(text) if not _encodes(char, "gb2312") and _encodes(char, "big5")]


def _encodes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
