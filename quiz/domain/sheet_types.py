"""The kinds of values that a rule sheet is made of."""

import unicodedata
from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

Kind = Literal["single", "multi", "judge", "blank"]
Release = Literal["at_once", "after_hand_in", "after_close", "never"]
RankKey = Literal["points", "elapsed", "handed_in", "started", "right", "attempts"]
Metric = Literal[
    "participation", "participants", "attempts", "average", "median", "pass_rate", "excellent_rate", "total"
]
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True
    )


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _BIDI


def _number_as_text(value: Any) -> Any:
    """Codes and staff numbers that were written without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _one_line(value: str) -> str:
    if any(map(_is_hidden, value)):
        raise PydanticCustomError("hidden_characters", "hidden characters")
    return value


def _many_lines(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_one_line(line.replace("\t", " ")) for line in lines)


def _written_out(value: Any) -> Any:
    if isinstance(value, int | float):
        raise PydanticCustomError("not_a_time", "a number is not a time")
    return value


def _wall_clock(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise PydanticCustomError("wall_clock_only", "without a time zone")
    if not 2000 <= value.year <= 2100:
        raise PydanticCustomError("bad_year", "between 2000 and 2100")
    return value.replace(microsecond=0)


def _wall_time(value: time) -> time:
    if value.tzinfo is not None:
        raise PydanticCustomError("wall_clock_only", "without a time zone")
    return value.replace(microsecond=0)


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except Exception as error:
        raise PydanticCustomError("unknown_time_zone", "unknown time zone") from error
    return value


def _a_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("not_a_number", "not a number")
    return value


def plain(value: Decimal) -> int | float:
    """Points as people write them: 5, 2.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def in_order(*choices: Any) -> AfterValidator:
    """For a choice of several whose order means nothing: each once, in one fixed order."""
    return AfterValidator(lambda chosen: tuple(choice for choice in choices if choice in chosen))


def later(default: Any, **bounds: Any) -> Any:
    """A field that the first sheets did not have. It is not written while it says its default, so that
    an older document, dumped again, keeps its digest."""
    return Field(default=default, exclude_if=lambda value: value == default, **bounds)


_line = (BeforeValidator(_number_as_text), AfterValidator(_one_line))

Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Points = Annotated[
    Decimal,
    Field(max_digits=8, decimal_places=2),
    BeforeValidator(_a_number),
    PlainSerializer(plain, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number", "multipleOf": 0.01}),
]
WallClock = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(_wall_clock)]
WallTime = Annotated[time, BeforeValidator(_written_out), AfterValidator(_wall_time)]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_known_zone)]
# A name or code that must be there, and short texts that may be empty.
Name = Annotated[str, StringConstraints(min_length=1, max_length=40), *_line]
LongName = Annotated[str, StringConstraints(min_length=1, max_length=120), *_line]
Line = Annotated[str, StringConstraints(max_length=160), *_line]
Lines = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_many_lines)]
