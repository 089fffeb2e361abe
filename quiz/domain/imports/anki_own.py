"""The form of our own cards: HTML that Anki shows well and that says everything."""

import re
from collections.abc import Callable
from typing import Any

from .answers import FULL, Answer, blank_fields, choice_fields, joined_blanks, truth_of
from .html_text import unescaped
from .texts import accepted

COLUMNS = ("guid", "front", "back", "tags")
TYPE_WORDS = {"single": "单选题", "multi": "多选题", "judge": "判断题", "blank": "填空题"}
_PART = r'<div class="kepu-{}">(.*?)</div>'
_TYPE, _STEM, _KEY, _WHY = (
    re.compile(_PART.format(name), re.S) for name in ("type", "stem", "key", "explanation")
)
_PICTURE = re.compile(r"<img [^<>]*>")
_OPTIONS = re.compile(r'<ol class="kepu-options" type="A">(.*?)</ol>', re.S)
_LINE = re.compile(r"<li>(.*?)</li>", re.S)
_ACCEPTED = re.compile(r"<span>(.*?)</span>", re.S)


def own_fields(front: str, back: str, markup: Callable[[str], str], *, line: int) -> dict[str, Any] | None:
    """The fields of a draft; None for a card that is none of ours. `markup` reads HTML."""
    word, stem, key = _TYPE.search(front), _STEM.search(front), _KEY.search(back)
    kind = next((name for name, text in TYPE_WORDS.items() if word and word[1] == text), "")
    if not kind or stem is None or key is None:
        return None
    why = _WHY.search(back)
    pictures = "".join(_PICTURE.findall(front))
    said = {"stem": markup(stem[1] + pictures), "explanation": markup(why[1]) if why else ""}
    if kind == "judge":
        return {"type": "judge", "key": truth_of(key[1]), "issues": (), **said}
    if kind == "blank":
        each = [
            blank_fields([_accepted(text) for text in _ACCEPTED.findall(blank)], line=line)
            for blank in _LINE.findall(key[1])
        ]
        return {**joined_blanks(each), **said}
    options = _OPTIONS.search(front)
    texts = _LINE.findall(options[1]) if options else []
    answers = [
        Answer(text=markup(text), weight=FULL if chr(65 + place) in key[1] else 0)
        for place, text in enumerate(texts)
    ]
    return {**choice_fields(answers, several=kind == "multi", line=line), **said}


def _accepted(text: str) -> Answer:
    return Answer(text=accepted(unescaped(text.replace("<br>", "\n"))), weight=FULL)
