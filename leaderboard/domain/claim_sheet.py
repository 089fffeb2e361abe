"""The sheet that winners sign where prizes are handed over: a table for each prize, on A4. In Chinese."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from accounts.domain.typeset import pdf
from accounts.domain.wording import date_words

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "claim_sheet.typ"
PEOPLE, UNITS = "人", "个单位"
_DIGEST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRow:
    """Who signs. `place` in the ranking, or the number in the order drawn; `taken`: what is noted already of
    its handing over, "" where nothing is."""

    place: int
    name: str
    number: str = ""
    department: str = ""
    taken: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetTier:
    """One prize with whose it is; `of_people`: names with a department beside them."""

    name: str
    unit: str
    is_drawn: bool
    of_people: bool
    rows: Sequence[SheetRow]


@dataclass(frozen=True, kw_only=True)
class ClaimSheet:
    """`source`: which list it is of; `printed`: when it was made; `left_out`: how many prizes are missing."""

    title: str
    host: str
    source: str
    printed: str
    left_out: int
    tiers: Sequence[SheetTier]


def source_words(number: int, published: datetime, digest: str) -> str:
    """Which list it is; instants here are as the contest's clock has them."""
    return f"第{number}次评奖，{_moment(published)}公布，核对码 {digest[:_DIGEST]}"


def printed_words(at: datetime) -> str:
    return f"{_moment(at)}印"


def taken_words(at: datetime) -> str:
    return f"已领走 {at.month}月{at.day}日"


def _moment(at: datetime) -> str:
    return f"{date_words(at.date())} {at:%H:%M}"


def as_pdf(sheet: ClaimSheet) -> bytes:
    return pdf(TEMPLATE, asdict(sheet), tagged=False)  # for the printer
