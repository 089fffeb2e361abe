"""Rich text of the bank: a few inline tags, everything else is text.

People write `**bold**`, `<sub>`, `<sup>` and line breaks; what is stored is sanitized HTML.
"""

import html
import re

import nh3

TAGS = frozenset({"b", "strong", "em", "u", "sub", "sup", "br"})
_WRITTEN_TAG = re.compile(r"&lt;(/?)(b|strong|em|u|sub|sup|br)\s*/?&gt;", re.I)
# Bold may hold sub and sup, no other tag: what it wraps is whole then.
_INSIDE = r"(?:[^*<]|<(su[bp])>[^*<]*</\2>)*"
_BOLD = re.compile(rf"\*\*(?=[^\s*])({_INSIDE})(?<=[^\s*])\*\*")
_MOST_PASSES = 20
_EDGES = re.compile(r"\A(?:\s|<br>)+|(?:\s|<br>)+\Z")
# What the sanitizer would touch; most texts have none of it.
_MARKED = re.compile("[<>&\x00\r]")
_STORED_BOLD = re.compile(r"<strong>([^\s*<>](?:[^*<>]*[^\s*<>])?)</strong>")
# Controls, and the marks that turn the reading direction or hide in the text.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WANTS_PARSING = re.compile(f"[<>&*\r\n\xa0]|{_UNSEEN.pattern}")


def without_unseen(text: str) -> str:
    """Text without controls and hidden marks, line breaks as "\\n"."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_html(dirty: str) -> str:
    """Sanitized HTML: the tags of `TAGS` without attributes, their nesting mended, the rest text."""
    clean = nh3.clean(_UNSEEN.sub("", dirty), tags=set(TAGS), attributes={}, link_rel=None)
    return _EDGES.sub("", clean)


def from_markup(text: str) -> str:
    """Stored HTML of what a person wrote; a "<" that opens none of the allowed tags stays a "<".

    Editing what is stored and saving it unchanged gives the same again.
    """
    if not _WANTS_PARSING.search(text):
        return text.strip()
    stored = _parsed(text)
    for _again in range(_MOST_PASSES):
        # A stray tag that was dropped may leave the halves of another side by side.
        settled = _parsed(to_markup(stored))
        if settled == stored:
            break
        stored = settled
    return stored


def _parsed(text: str) -> str:
    escaped = html.escape(without_unseen(text).strip(), quote=False)
    tagged = _WRITTEN_TAG.sub(lambda tag: f"<{tag[1]}{tag[2].lower()}>", escaped)
    clean = clean_html(tagged.replace("\n", "<br>"))
    return _BOLD.sub(lambda bold: f"<strong>{bold[1]}</strong>" if bold[1] else bold[0], clean)


def to_markup(stored: str) -> str:
    """What a person would have written to get this stored HTML; for edit forms."""
    # Beside asterisks that mean themselves, the tag says it without a doubt.
    starred = stored if "**" in stored else _STORED_BOLD.sub(r"**\1**", stored)
    return html.unescape(starred.replace("<br>", "\n"))


def plain_text(stored: str) -> str:
    """The text alone, line breaks kept; for measuring, comparing and searching."""
    if not _MARKED.search(stored):
        return stored
    return html.unescape(nh3.clean(stored.replace("<br>", "\n"), tags=set(), attributes={}))


def without_bold(stored: str) -> str:
    """The plain text of what does not stand in bold."""
    return plain_text(re.sub(r"<(strong|b)>.*?</\1>", "", stored, flags=re.S))
