"""Login cards on A4 to be cut out, six to a sheet, in large type. In Chinese, whoever prints them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import segno

from .typeset import pdf
from .wording import date_words

_TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "login_cards.typ"


@dataclass(frozen=True, kw_only=True)
class CardFace:
    """What one card shows; `address` goes into its QR code and is written nowhere."""

    name: str
    department: str
    until: date
    address: str = field(repr=False)


def draw_cards(cards: Sequence[CardFace], *, phone: str) -> bytes:
    """PDF pages; `phone`: the office's, "" where there is none to call."""
    faces = [
        {
            "name": card.name,
            "department": card.department,
            "until": date_words(card.until),
            "qr": segno.make(card.address, error="m").svg_inline(border=0),
        }
        for card in cards
    ]
    return pdf(_TEMPLATE, {"cards": faces, "phone": phone}, tagged=False)  # for the printer
