"""What stands on a certificate, and how it is drawn. Certificates are in Chinese, whoever issues them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno

from accounts.domain.typeset import first_page, pdf

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "certificate.typ"
# Each field by its name in the organizer's text, in Chinese and in English.
FIELDS = {
    "获奖者": "recipient",
    "竞赛": "contest",
    "奖项": "award",
    "名次": "place",
    "组别": "group",
    "单位": "department",
    "主办": "issuer",
}
_ENGLISH = set(FIELDS.values())
_FIELD = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
USUAL_TITLE = "荣誉证书"
USUAL_TEXT = "在“{竞赛}”中荣获{奖项}。特发此证，以资鼓励。"
USUAL_COLOUR = "gold"
# For a look at it before anybody has won anything.
SAMPLE_NAME, SAMPLE_AWARD = "张小三", "一等奖"
_SAYS = "扫码核验"
# name: frame and title, paper
COLOURS = {
    "gold": ("#8a5a00", "#fffdf8"),
    "red": ("#a3271b", "#fffdf8"),
    "teal": ("#0f6b6b", "#fbfdfc"),
    "ink": ("#1b2430", "#ffffff"),
}
_PREVIEW_PPI = 80.0


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an organizer may change: `text` has fields in braces; `colour` is a name of `COLOURS`."""

    title: str
    text: str
    issuer: str
    colour: str


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Everything that one certificate shows. It is kept as it was issued, whatever becomes of the wording.

    `seal` is the name of the stored picture, "" for none.
    """

    title: str
    name: str
    text: str
    issuer: str
    date: str
    number: str
    colour: str
    seal: str


def wrong_fields(text: str) -> list[str]:
    """What stands in braces and is no field, and braces that stand alone, as written."""
    unknown = [f"{{{name}}}" for name in _FIELD.findall(text) if name not in FIELDS and name not in _ENGLISH]
    return [*unknown, *_BRACE.findall(_FIELD.sub("", text))]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields replaced; `values` by the English names. An empty value leaves nothing."""
    return _FIELD.sub(lambda found: values.get(FIELDS.get(found[1], found[1]), found[0]), text)


def place_words(place: int) -> str:
    return f"第{place}名"


def number_words(year: int, contest_id: int, sequence: int) -> str:
    """2026-0012-0003"""
    return f"{year}-{contest_id:04d}-{sequence:04d}"


def draw(printed: Printed, *, address: str, seal: bytes | None) -> bytes:
    """One page of PDF, A4. `address` goes into the QR code."""
    return pdf(TEMPLATE, _data(printed, address, seal))


def preview(printed: Printed, *, address: str, seal: bytes | None) -> bytes:
    """The same as a PNG picture for the screen."""
    return first_page(TEMPLATE, _data(printed, address, seal), ppi=_PREVIEW_PPI)


def _data(printed: Printed, address: str, seal: bytes | None) -> dict[str, Any]:
    accent, ground = COLOURS[printed.colour]
    return {
        "title": printed.title,
        "name": printed.name,
        "text": printed.text,
        "issuer": printed.issuer,
        "date": printed.date,
        "number": f"编号 {printed.number}",
        "qr": segno.make(address, error="m").svg_inline(border=0),
        "qr_says": _SAYS,
        "accent": accent,
        "ground": ground,
        "seal": None if seal is None else list(seal),
    }
