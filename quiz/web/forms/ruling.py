"""What an organizer decides about a question, as it is sent: a kind, and an answer where the kind has one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from quiz.domain.rulings import Kind
from quiz.models import Ruling
from quiz.selectors.content import Content
from quiz.services.rulings import LONGEST, Decision

_WITH_KEY = (Kind.REKEY, Kind.EITHER)
_LONGEST_BLANK = 200


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option of the question. `is_key` on the paper; `is_chosen` now."""

    id: int
    text: str
    is_key: bool
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Blank:
    number: int
    printed: str
    text: str


def question_kinds(*, is_ruled: bool) -> list[tuple[str, str]]:
    """The kinds to choose from; restoring only where something was ruled."""
    kinds = [Kind.REKEY, Kind.EITHER, Kind.VOID, *([Kind.RESTORE] if is_ruled else [])]
    words = dict(Ruling.KINDS)
    return [(kind.value, str(words[kind.value])) for kind in kinds]


def question_decision(sent: QueryDict, content: Content) -> Decision:
    kind = sent.get("kind", "")
    return Decision(
        kind=kind,
        reason=sent.get("reason", "")[:LONGEST],
        note=sent.get("note", "")[:LONGEST],
        revision_id=content.revision_id,
        key=_key(sent, content) if kind in _WITH_KEY else None,
    )


def _key(sent: QueryDict, content: Content) -> list[Any]:
    """Option ids, or the accepted texts of each blank, which are written one beside the other with "；"."""
    if content.type == "blank":
        return [_variants(sent.get(f"blank-{number}", "")) for number in content.option_ids]
    return sorted(
        {int(one) for one in sent.getlist("key") if one.isascii() and one.isdigit() and len(one) < 6}
    )


def _variants(text: str) -> list[str]:
    parts = text[:_LONGEST_BLANK].replace(";", "；").split("；")
    return [part.strip() for part in parts if part.strip()]


def choices_of(content: Content, printed: Any, sent: QueryDict | None) -> list[Choice]:
    judge = {1: _("正确"), 0: _("错误")}
    chosen = set(sent.getlist("key")) if sent else set()
    return [
        Choice(
            id=option,
            text=judge[option] if content.type == "judge" else text,
            is_key=option in printed,
            is_chosen=str(option) in chosen,
        )
        for option, text in content.options
    ]


def blanks_of(content: Content, printed: Any, sent: QueryDict | None) -> list[Blank]:
    given: Mapping[str, Any] = sent or {}
    return [
        Blank(number=number, printed="；".join(printed[number - 1]), text=given.get(f"blank-{number}", ""))
        for number in content.option_ids
    ]
