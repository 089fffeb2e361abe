"""What a name and a staff number may look like."""

import re
import unicodedata

from .phones import is_mobile
from .problems import RuleBroken

LONGEST_NAME = 40
LONGEST_USERNAME = 64
_DOTS = re.compile("[•・‧･●.．]")
_USERNAME = re.compile(r"[\w.@+-]+")


def clean_name(text: str) -> str:
    """The name as it is kept: 张　三 → 张三, 阿卜杜•买买提 → 阿卜杜·买买提, other spaces once.

    `bad_name` for an empty or too long name, for control characters, and for signs that
    make a spreadsheet take a name for a formula.
    """
    name = " ".join(text.split())
    if _is_han(name.replace(" ", "")):
        name = _DOTS.sub("·", name.replace(" ", ""))
    if not name or len(name) > LONGEST_NAME or name[0] in "=+-@" or not _is_printable(name):
        raise RuleBroken("bad_name", status=400, fields={"name": ["bad_name"]}, longest=LONGEST_NAME)
    return name


def _is_han(text: str) -> bool:
    letters = _DOTS.sub("", text).replace("·", "")
    return bool(letters) and all(unicodedata.category(letter) == "Lo" for letter in letters)


def _is_printable(text: str) -> bool:
    return not any(
        unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in text
    ) and not (set(text) & set("<>"))


def clean_username(text: str) -> str:
    """A staff number: letters, digits and . _ - + @, full-width forms made narrow.

    A phone number is none (`username_is_phone`): it would lie readable in every list.
    """
    username = unicodedata.normalize("NFKC", text).strip()
    if is_mobile(username):
        raise RuleBroken("username_is_phone", status=400, fields={"username": ["username_is_phone"]})
    if not _USERNAME.fullmatch(username) or len(username) > LONGEST_USERNAME or username[0] in "=+-@":
        raise RuleBroken("bad_username", status=400, fields={"username": ["bad_username"]})
    return username
