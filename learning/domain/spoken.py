"""A question with its key as something to listen to."""

import re
from collections.abc import Sequence

from quiz.domain.bank_item import BLANK

_GAP = re.compile(r"[（(][\s\u3000]*[）)]")
_ASKS = re.compile(r"下列|下面|以下|哪|几|什么|谁|怎|多少|[吗？?]")


def stated(type: str, stem: str, answers: Sequence[str]) -> tuple[str, str]:
    """(sentence, answer) of stored HTML: the key stands in the gap of the sentence where it fits there, and
    the answer is "" then. `answers`: the right options' texts, or one text for each blank."""
    if type == "blank":
        for text in answers:
            stem = stem.replace(BLANK, text, 1)
        return stem, ""
    if type == "single" and len(_GAP.findall(stem)) == 1 and not _ASKS.search(stem):
        return _GAP.sub(lambda _gap: answers[0], stem), ""
    return _GAP.sub("", stem), "；".join(answers)
