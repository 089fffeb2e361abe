"""A question's options as readers see them, before and after the key is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quiz.models import QuestionType

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Option:
    """`text` is safe HTML; `key` the letter, √ or × in front of it."""

    value: int
    key: str
    text: str
    checked: bool = False
    is_key: bool = False


def options_shown(
    kind: str, options: Sequence[tuple[int, str]], response: Sequence[Any] = (), key: Sequence[Any] = ()
) -> list[Option]:
    """`options` as (id, html) in the order in which they stand; a 填空 has none."""
    if kind == QuestionType.BLANK:
        return []
    return [
        Option(
            value=value,
            key=("√" if value == 1 else "×") if kind == QuestionType.JUDGE else letter,
            text=_judged(value) if kind == QuestionType.JUDGE else text,
            checked=value in response,
            is_key=value in key,
        )
        for letter, (value, text) in zip(LETTERS, options, strict=False)
    ]


def _judged(value: int) -> str:
    return _("正确") if value == 1 else _("错误")
