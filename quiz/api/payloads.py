"""The shapes of the sitting's endpoints, and how they are filled. Nothing here knows a key."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext as _

from quiz.domain.timing import OpenItem
from quiz.models import Attempt
from quiz.selectors.sittings import Sitting, SittingItem

# Python's $ lets a line feed follow.
ClientKey = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+(?!\n)$")]

# What a PostgreSQL integer holds.
Sequence = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class StartIn(msgspec.Struct, forbid_unknown_fields=True):
    """`kind` is counted or practice."""

    kind: Literal["counted", "practice"] = "counted"


class AnswerIn(msgspec.Struct, forbid_unknown_fields=True):
    """Chosen option ids, or one text per blank; the key makes a repetition harmless.

    `sequence` goes up with every choice on a device, beginning above the attempt's: then an older
    choice that arrives late does not count. Without it the one that arrives last counts.
    """

    response: list[int | str]
    client_key: ClientKey
    sequence: Sequence | None = None


class OptionOut(msgspec.Struct):
    id: int
    text: str


class ItemOut(msgspec.Struct):
    """`response` is the person's own last answer; `points` what the item is worth."""

    position: int
    type: str
    stem: str
    image: str
    image_alt: str
    options: list[OptionOut]
    blanks: int
    points: float
    answered: bool
    response: list[Any]
    saved_at: datetime | None


class OpenItemOut(msgspec.Struct):
    """With per-item limits: which item is open, and until when."""

    position: int
    opened_at: datetime
    closes_at: datetime


class AttemptOut(msgspec.Struct):
    """`sequence` is the highest of the answers; a device that goes on numbers its choices above it."""

    id: int
    contest: int
    kind: str
    number: int
    state: str
    started_at: datetime
    deadline: datetime
    handed_in_at: datetime | None
    now: datetime
    size: int
    sequence: int
    open_item: OpenItemOut | None
    items: list[ItemOut]


class ReceiptOut(msgspec.Struct):
    """`counts` is false where another device has chosen later: an answer with that `sequence` counts.

    `next` is the item that opened, on a paper with per-item limits.
    """

    position: int
    saved_at: datetime
    now: datetime
    is_new: bool
    counts: bool
    sequence: int
    next: ItemOut | None = None
    open_item: OpenItemOut | None = None


class HandInOut(msgspec.Struct):
    id: int
    contest: int
    state: str
    handed_in_at: datetime
    now: datetime


def attempt_out(sitting: Sitting, now: datetime) -> AttemptOut:
    attempt = sitting.attempt
    is_open = attempt.state == Attempt.State.OPEN
    return AttemptOut(
        id=attempt.pk,
        contest=attempt.contest_id,
        kind=attempt.kind,
        number=attempt.number,
        state=attempt.state,
        started_at=attempt.started_at,
        deadline=attempt.deadline,
        handed_in_at=attempt.handed_in_at,
        now=now,
        size=sitting.size,
        sequence=sitting.sequence,
        open_item=open_item_out(sitting.open),
        items=[item_out(item) for item in sitting.items] if is_open else [],
    )


def open_item_out(item: OpenItem | None) -> OpenItemOut | None:
    if item is None:
        return None
    return OpenItemOut(position=item.position, opened_at=item.opened_at, closes_at=item.closes_at)


def item_out(item: SittingItem) -> ItemOut:
    content = item.content
    is_blank = content.type == "blank"
    return ItemOut(
        position=item.position,
        type=content.type,
        stem=content.stem,
        image=content.image_url,
        image_alt=content.image_alt,
        options=[]
        if is_blank
        else [OptionOut(option, option_text(item, option, text)) for option, text in item.options],
        blanks=len(item.option_order) if is_blank else 0,
        points=item.points / 100,
        answered=item.is_answered,
        response=item.response or [],
        saved_at=item.saved_at,
    )


def options_out(item: SittingItem) -> list[OptionOut]:
    return [OptionOut(option, option_text(item, option, text)) for option, text in item.options]


def option_text(item: SittingItem, option: int, text: str) -> str:
    if item.content.type == "judge":
        return _("正确") if option == 1 else _("错误")
    return text
