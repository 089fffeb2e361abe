"""The shape of a response, before anybody asks whether it is right."""

import unicodedata
from collections.abc import Sequence

from accounts.domain.problems import RuleBroken

MAX_TEXT = 200


def checked_response(
    type: str, options: Sequence[int], response: Sequence[int | str]
) -> list[int] | list[str]:
    """The response as it is stored: chosen option ids in the order shown, or one text per blank.

    `options` are the slot's option ids; a blank's slot has one id per blank. An empty list takes
    an answer back. Raises RuleBroken("bad_response" | "hidden_characters", status=400) for anything else.
    """
    if type == "blank":
        return _texts(response, len(options))
    chosen = [option for option in options if option in response]
    at_most = len(options) if type == "multi" else 1
    if len(chosen) != len(response) or len(chosen) > at_most or any(isinstance(x, bool) for x in response):
        raise RuleBroken("bad_response", status=400, fields={"response": ["bad_response"]})
    return chosen


def _texts(response: Sequence[int | str], blanks: int) -> list[str]:
    texts = [str(text).strip() for text in response]
    if len(texts) > blanks or any(len(text) > MAX_TEXT for text in texts):
        raise RuleBroken("bad_response", status=400, fields={"response": ["bad_response"]})
    if any(_is_hidden(char) for text in texts for char in text):
        raise RuleBroken("hidden_characters", status=400, fields={"response": ["hidden_characters"]})
    return texts if any(texts) else []


def _is_hidden(char: str) -> bool:
    """Control characters and halves of a surrogate pair, which no database keeps and no keyboard types."""
    return unicodedata.category(char) in ("Cc", "Cs")
