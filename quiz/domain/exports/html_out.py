"""Stored HTML as other systems take it, such that its reader finds every character again."""

import base64
import html
import re

from ..imports.draft import DraftPicture
from ..pictures import CONTENT_TYPES, picture_kind
from ..rich_text import from_markup

# Spaces that a reader of HTML would drop: beside a tag, another space, or an end.
_FRAGILE_SPACE = re.compile(r"(?<=[> ]) | (?=[< ])|\A | \Z")
_ODD_SPACES = {"\t": "&#9;", "\u2028": "&#8232;", "\u2029": "&#8233;", "\u00a0": "&#160;", "&nbsp;": "&#160;"}
# What no XML may hold, not even as a reference.
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def html_of(markup: str) -> str:
    """HTML of a draft's markup, in one line; no character beyond those of HTML is special in it."""
    stored = from_markup(markup)
    for written, safe in _ODD_SPACES.items():
        stored = stored.replace(written, safe)
    return firm_spaces(stored)


def firm_spaces(text: str) -> str:
    """HTML whose spaces stay where they are."""
    return _FRAGILE_SPACE.sub("&#32;", text)


def picture_tag(picture: DraftPicture, source: str) -> str:
    return f'<img src="{html.escape(source)}" alt="{html.escape(picture.alt)}">'


def embedded(picture: DraftPicture) -> str:
    """A picture inside the text itself."""
    kind = CONTENT_TYPES[picture_kind(picture.data)]
    return picture_tag(picture, f"data:{kind};base64,{base64.b64encode(picture.data).decode()}")
