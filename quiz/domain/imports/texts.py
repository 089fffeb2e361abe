"""A text of a file, in the format that the file says it has → markup and what goes with it."""

import re
from collections.abc import Iterable

from ..rich_text import from_markup, to_markup, without_unseen
from .draft import Issue
from .html_text import LONGEST, Fragment, read_html

# In a text that may hold HTML or not: what nobody writes by chance.
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|div|br|span|img|ul|ol|li|table|h[1-6]|a|i|pre)\b[^<>]*>|&(?:nbsp|lt|gt|amp|quot|#\d{1,7});",
    re.I,
)


def read_text(text: str, format_name: str = "html") -> Fragment:
    """`format_name`: html, plain, markdown, or moodle (line breaks count, tags are allowed)."""
    if format_name == "html":
        return read_html(text)
    if format_name == "moodle" and _LOOKS_LIKE_HTML.search(text):
        return read_html(text, breaks=True)
    return Fragment(markup=levelled(text[:LONGEST]), lost=("length",) if len(text) > LONGEST else ())


def text_lines(text: str) -> list[str]:
    """The lines, whichever system ended them; line n of the file is at n - 1."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def levelled(text: str) -> str:
    """Markup as it comes back after it was stored."""
    return to_markup(from_markup(text))


def plain_line(text: str) -> str:
    """A name, tag or accepted text: one line, no controls, no spaces around."""
    return " ".join(without_unseen(text).split("\n")).strip()


def accepted(text: str) -> str:
    """A text that a blank accepts: plain, and nothing is hidden in it."""
    return without_unseen(text).strip()


def issues_of(fragments: Iterable[Fragment], *, line: int, part: str) -> tuple[Issue, ...]:
    """What was left behind of some texts, each kind once."""
    lost = sorted({name for fragment in fragments for name in fragment.lost})
    return tuple(
        Issue(code=f"import_lost_{name}", line=line, part=part, blocking=name == "length") for name in lost
    )
