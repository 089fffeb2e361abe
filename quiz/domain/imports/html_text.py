"""HTML of other systems → what our texts may hold, and what of it was left behind.

One pass over the tags, linear in the length: a parser of whole documents takes quadratic time for deeply
nested ones. What comes out still passes `clean_html`.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..rich_text import clean_html, to_markup

_KEPT = {
    "b": "b",
    "strong": "strong",
    "em": "em",
    "i": "em",
    "u": "u",
    "ins": "u",
    "sub": "sub",
    "sup": "sup",
}
_BLOCK = re.compile(
    "p|div|h[1-6]|[uod]l|li|d[td]|table|thead|tbody|tfoot|tr|blockquote|pre|section|article|header|footer"
    "|figure|figcaption|hr|address|center|details|summary"
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "title", "head", "template", "noscript"})
_MEDIA = frozenset({"audio", "video", "iframe", "object", "embed", "svg", "canvas"})
_DEEPEST = 20
# Far beyond any question; sanitizing is not linear.
LONGEST = 50_000
_CELL_GAP = "\u3000"
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]*)(?=[\s/>]|$)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
# One text in several languages, as Moodle's filter knows it.
_LANGUAGES = re.compile(r"""class\s*=\s*["']?[^"'<>]*multilang""")
_CHINESE_SPAN = re.compile(r"""<span\b(?=[^<>]*multilang)[^<>]*\blang\s*=\s*["']?zh""", re.I)
# Formulas as text: kept as they are, and pointed out.
_FORMULA = re.compile(r"\\\(.{1,400}?\\\)|\\\[.{1,400}?\\\]|\$\$.{1,400}?\$\$", re.S)


@dataclass(frozen=True, kw_only=True)
class Image:
    src: str
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """`lost` names what is not in the markup or only in another shape: formula, language, length, media,
    table."""

    markup: str
    images: tuple[Image, ...] = ()
    lost: tuple[str, ...] = ()


def read_html(raw: str, *, breaks: bool = False) -> Fragment:
    """`breaks`: line ends in the source mean line breaks (Moodle's own text format)."""
    walk = _Walk(breaks=breaks, only_chinese=_CHINESE_SPAN.search(raw) is not None)
    for text, tag in _pieces(raw):
        walk.text(text)
        if tag:
            walk.tag(tag)
    built = walk.finished()
    markup = to_markup(clean_html(built[:LONGEST]))
    lost = walk.lost | ({"formula"} if _FORMULA.search(markup) else set())
    lost |= {"length"} if len(built) > LONGEST else set()
    return Fragment(markup=markup.strip(), images=tuple(walk.images), lost=tuple(sorted(lost)))


def unescaped(text: str) -> str:
    """Character references resolved; absurdly long numbers are none."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text))


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a tag's text, by lower-case name."""
    return {
        match[1].lower(): unescaped(next((part for part in match.groups()[1:] if part is not None), ""))
        for match in _ATTRIBUTE.finditer(tag)
    }


def _pieces(raw: str) -> Iterator[tuple[str, str]]:
    """Pairs of a text and the tag after it (without its brackets), "" at the end."""
    at, closers = 0, _Closers(raw)
    begin = raw.find("<")
    text_from = 0
    while begin >= 0:
        end, tag = closers.tag_at(begin)
        if end < 0:
            at = begin + 1
        else:
            yield raw[text_from:begin], tag
            at = text_from = end
        begin = raw.find("<", at)
    yield raw[text_from:], ""


class _Closers:
    """Finds where a tag, comment or hidden element ends; what is not to be found is searched for once."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._gone: set[str] = set()

    def tag_at(self, begin: int) -> tuple[int, str]:
        """Where what opens at `begin` ends, and the tag; (-1, "") where a "<" is just a "<"."""
        raw = self._raw
        if raw.startswith("<!--", begin):
            return self._after("-->", begin + 4), ""
        if raw.startswith("<![CDATA[", begin):
            return begin + 9, ""
        if raw.startswith(("<!", "<?"), begin):
            return self._after(">", begin), ""
        name = _NAME.match(raw, begin + 1)
        end = self._tag_end(begin) if name else -1
        if name is None or end < 0:
            return -1, ""
        tag = raw[begin + 1 : end - 1]
        if name[1].lower() in _HIDDEN and not tag.startswith("/") and not tag.endswith("/"):
            closed = self._hidden_end(name[1].lower(), end)
            return (self._after(">", closed) if closed >= 0 else end), ""
        return end, tag

    def _after(self, wanted: str, begin: int) -> int:
        """The place after the next `wanted`, -1 where there is none."""
        if wanted in self._gone:
            return -1
        found = self._raw.find(wanted, begin)
        if found < 0:
            self._gone.add(wanted)
            return -1
        return found + len(wanted)

    def _hidden_end(self, name: str, begin: int) -> int:
        """The place of the tag that closes a script and the like, -1 where none does."""
        if name in self._gone:
            return -1
        found = re.compile(f"</{name}", re.I | re.A).search(self._raw, begin)
        if found is None:
            self._gone.add(name)
            return -1
        return found.end()

    def _tag_end(self, begin: int) -> int:
        """After the ">" that no quotes hide; where quotes stay open, after the next one."""
        at = begin
        while (closed := self._after(">", at)) >= 0:
            quote = _open_quote(self._raw[at:closed])
            if not quote:
                return closed
            at = self._after(quote, closed)
            if at < 0:
                return self._after(">", begin)
        return -1


def _open_quote(text: str) -> str:
    """The quote that is still open at the end of a stretch of a tag."""
    open_one = ""
    for match in re.finditer("[\"']", text):
        if not open_one:
            open_one = match[0]
        elif match[0] == open_one:
            open_one = ""
    return open_one


class _Walk:
    """Builds the few tags that we keep, in balance; blocks become line breaks."""

    def __init__(self, *, breaks: bool, only_chinese: bool) -> None:
        self.images: list[Image] = []
        self.lost: set[str] = set()
        self._breaks = breaks
        self._only_chinese = only_chinese
        self._spans: list[bool] = []
        self._marker_at = -1
        self._in_row = False
        self._out: list[str] = []
        self._open: list[str] = []
        self._lists: list[int] = []
        self._break_due = False
        self._space_due = False

    def text(self, raw: str) -> None:
        """Spaces collapse as a browser shows them; those that are written as references stay."""
        if self._breaks and "\n" in raw:
            first, *rest = raw.replace("\r\n", "\n").split("\n")
            self._run(first)
            for line in rest:
                self._line_break()
                self._run(line)
        else:
            self._run(raw)

    def _run(self, raw: str) -> None:
        flat = _SPACES.sub(" ", raw)
        if flat.startswith(" "):
            self._space_due = True
        core = flat.strip(" ")
        if not core or any(self._spans):
            return
        self._write(html.escape(unescaped(core.replace("&nbsp;", " ")), quote=False))
        self._space_due = flat.endswith(" ")

    def tag(self, tag: str) -> None:
        closing = tag.startswith("/")
        match = _NAME.match(tag)
        name = match[1].lower() if match else ""
        if name in _KEPT:
            self._inline(_KEPT[name], closing)
        elif name == "br":
            self._line_break()
        elif _BLOCK.fullmatch(name):
            self._block(name, closing)
        elif name in _CELLS and not closing:
            self._cell()
        elif name == "span":
            self._span(tag, closing)
        elif not closing:
            self._other(name, tag)

    def finished(self) -> str:
        return "".join(self._out) + "".join(f"</{name}>" for name in reversed(self._open))

    def _write(self, piece: str) -> None:
        if self._break_due:
            if self._out and self._out[-1] != "<br>":
                self._out.append("<br>")
        elif self._space_due and self._out and self._out[-1] != "<br>":
            self._out.append(" ")
        self._break_due = self._space_due = False
        self._out.append(piece)

    def _inline(self, name: str, closing: bool) -> None:
        if not closing and len(self._open) < _DEEPEST:
            self._write(f"<{name}>")
            self._open.append(name)
        elif closing and name in self._open:
            while (last := self._open.pop()) != name:
                self._out.append(f"</{last}>")
            self._out.append(f"</{name}>")

    def _line_break(self) -> None:
        if self._break_due:
            self._write("")
        self._out.append("<br>")
        self._space_due = False

    def _block(self, name: str, closing: bool) -> None:
        self._in_row = False
        if name in ("ol", "ul"):
            self._list(name, closing)
        if name == "table":
            self.lost.add("table")
        if len(self._out) != self._marker_at:
            self._break_due, self._space_due = True, False
        if name == "li" and not closing and self._lists:
            self._lists[-1] += 1
            self._write(f"{self._lists[-1]}. " if self._lists[-1] > 0 else "• ")
            self._marker_at = len(self._out)

    def _list(self, name: str, closing: bool) -> None:
        """Ordered lists count from 1; for the others the count stays below."""
        if closing and self._lists:
            self._lists.pop()
        elif not closing:
            self._lists.append(0 if name == "ol" else -10_000_000)

    def _cell(self) -> None:
        if self._in_row:
            self._out.append(_CELL_GAP)
        self._in_row, self._space_due = True, False

    def _span(self, tag: str, closing: bool) -> None:
        """Of a text in several languages the Chinese one is taken, where there is one."""
        if closing:
            if self._spans:
                self._spans.pop()
            return
        foreign = self._only_chinese and _LANGUAGES.search(tag) is not None
        foreign = foreign and not attributes_of(tag).get("lang", "").lower().startswith("zh")
        self._spans.append(foreign)
        if foreign:
            self.lost.add("language")

    def _other(self, name: str, tag: str) -> None:
        if name == "img":
            found = attributes_of(tag)
            self.images.append(
                Image(src=found.get("src", "").strip(), alt=" ".join(found.get("alt", "").split()))
            )
        elif name in _MEDIA:
            self.lost.add("media")
        elif name == "math":
            self.lost.add("formula")
