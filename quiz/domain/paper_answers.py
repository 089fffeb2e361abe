"""What somebody wrote on paper for one question, typed in by an organizer."""

import re
import unicodedata
from collections.abc import Sequence

from accounts.domain.problems import RuleBroken

from .bank_item import LETTERS
from .responses import checked_response

_TRUE = frozenset("对√✓✔是TY")
_FALSE = frozenset("错×✗✘否FNX")
_GAPS = re.compile(r"[\s、,，.．;；/]+")
_BETWEEN_BLANKS = re.compile(r"[;；|\n]")


def read_answer(type: str, options: Sequence[int], text: str) -> list[int] | list[str]:
    """The response that the text stands for: letters in the printed order, 对 or 错, or texts split by “；”.

    Empty means unanswered. Raises RuleBroken("paper_answer_letters" | "paper_answer_one" |
    "paper_answer_judge" | "paper_answer_blanks", status=400).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if type == "blank":
        return _texts(options, plain)
    compact = _GAPS.sub("", plain).upper()
    if not compact or compact == "-":
        return []
    chosen = _judged(compact) if type == "judge" else _lettered(options, compact)
    if type == "single" and len(chosen) > 1:
        raise RuleBroken("paper_answer_one", status=400)
    return checked_response(type, options, chosen)


def _judged(compact: str) -> list[int]:
    if compact in _TRUE or compact in ("A", "正确", "TRUE"):
        return [1]
    if compact in _FALSE or compact in ("B", "错误", "FALSE"):
        return [0]
    raise RuleBroken("paper_answer_judge", status=400, given=compact[:20])


def _lettered(options: Sequence[int], compact: str) -> list[int]:
    letters = LETTERS[: len(options)]
    if not set(compact) <= set(letters) or len(set(compact)) < len(compact):
        raise RuleBroken("paper_answer_letters", status=400, given=compact[:20], last=letters[-1:])
    return [option for option, letter in zip(options, letters, strict=True) if letter in compact]


def _texts(options: Sequence[int], plain: str) -> list[str]:
    texts = [part.strip() for part in _BETWEEN_BLANKS.split(plain)] if plain and plain != "-" else []
    if len(texts) > len(options):
        raise RuleBroken("paper_answer_blanks", status=400, blanks=len(options))
    found = checked_response("blank", options, texts)
    return [str(one) for one in found]
