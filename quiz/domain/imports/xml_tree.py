"""XML from outside as a small tree that knows its lines; no entities, no external files, bounded."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from accounts.domain.problems import RuleBroken

from .decode import decode
from .sources import excerpt
from .texts import text_lines

MOST_NODES = 250_000
DEEPEST = 100
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,300}\?>")
_ENCODING = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,200}\bencoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})"""
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Encodings that XML files of exchange programs have; Python knows stranger ones, which may be slow.
_KNOWN_ENCODING = re.compile(
    r"(?:gb|big5|hz|iso-?8859|windows-|cp\d|us-ascii|latin|shift_jis|euc|koi8)", re.I
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
# Spaces that would be dropped beside a tag or another space.
_FIRM_SPACE = re.compile(r" (?= )|(?<= ) |\A | \Z")
_XML_NAMED = frozenset({"lt;", "gt;", "amp;", "quot;", "apos;"})


@dataclass(kw_only=True)
class Node:
    """`name` without namespace, in lower case; `attributes` by such names too."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)
    last_line: int = 0

    @property
    def elements(self) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """All text within."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "").strip()

    def all(self, *names: str) -> list["Node"]:
        """Direct children of these names."""
        return [child for child in self.elements if child.name in names]

    def first(self, *names: str) -> "Node | None":
        return next(iter(self.all(*names)), None)

    def walk(self) -> Iterator["Node"]:
        """Itself and everything below, in the order of the document."""
        yield self
        for child in self.elements:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True)
class Document:
    root: Node
    lines: list[str]
    count: int = 0

    def excerpt(self, node: Node) -> str:
        """The lines of the file that an element takes."""
        return excerpt("\n".join(self.lines[node.line - 1 : node.last_line]))


def parse_xml(
    content: bytes, *, plain_names: Callable[[str], str] = str.lower, most_nodes: int = MOST_NODES
) -> Document:
    """`plain_names` levels the names of elements and attributes.

    Raises RuleBroken: "import_xml_broken" (with line and column), "import_xml_entities",
    "import_xml_too_big", "import_not_text".
    """
    builder = _Builder(plain_names, most_nodes)
    parser: Any = DefusedXMLParser(target=builder)
    builder.expat = parser.parser
    text = _levelled(_text_of(content))
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as error:
        raise RuleBroken("import_xml_entities", status=400) from error
    except ParseError as error:
        line, column = error.position
        raise RuleBroken("import_xml_broken", status=400, line=line, column=column + 1) from error
    if root is None:
        raise RuleBroken("import_xml_broken", status=400, line=1, column=1)
    return Document(root=root, lines=text_lines(text), count=builder.count)


Instead = Callable[[Node], str | None]


def inner_html(node: Node, instead_of: Instead = lambda node: None) -> str:
    """What stands inside an element, as HTML. `instead_of` gives the HTML of an element that is not to be
    written as it is."""
    return "".join(
        _text_html(child) if isinstance(child, str) else _outer_html(child, instead_of)
        for child in node.children
    )


def _text_html(text: str) -> str:
    """Text in which only the spaces of an indentation may be dropped."""
    first, *rest = html.escape(text, quote=False).split("\n")
    if rest:
        middle = [line.strip(" \t\r") for line in rest[:-1]]
        parts = [first.rstrip(" \t\r"), *filter(None, middle), rest[-1].lstrip(" \t\r")]
        return "\n".join(_firm(part) for part in parts)
    return _firm(first)


def _firm(text: str) -> str:
    return _FIRM_SPACE.sub("&#32;", text.replace("\t", "&#9;"))


def _outer_html(node: Node, instead_of: Instead) -> str:
    instead = instead_of(node)
    if instead is not None:
        return instead
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
    if not node.children:
        return (
            f"<{node.name}{attributes}/>"
            if node.name in ("br", "img", "hr")
            else f"<{node.name}{attributes}></{node.name}>"
        )
    return f"<{node.name}{attributes}>{inner_html(node, instead_of)}</{node.name}>"


def _text_of(content: bytes) -> str:
    declared = _ENCODING.match(content)
    if declared and _KNOWN_ENCODING.match(declared[1].decode()):
        try:
            return content.decode(declared[1].decode())
        except (LookupError, ValueError):
            pass
    return decode(content).text


def _levelled(text: str) -> str:
    """Without declaration, characters that XML forbids and HTML's named characters; lines stay."""
    bare = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), _FORBIDDEN.sub("", text))
    return "".join(
        piece if piece.startswith("<![CDATA[") else _NAMED.sub(_named, piece) for piece in _cdata_apart(bare)
    )


def _cdata_apart(text: str) -> Iterator[str]:
    """The text in pieces: what stands in CDATA sections (from their opening on), and what does not."""
    at = 0
    while (begin := text.find("<![CDATA[", at)) >= 0:
        yield text[at:begin]
        end = text.find("]]>", begin)
        at = end if end >= 0 else len(text)
        yield text[begin:at]
    yield text[at:]


def _named(match: re.Match[str]) -> str:
    return match[0] if match[1] in _XML_NAMED or match[1] not in html5 else html5[match[1]]


class _Builder:
    """What the parser tells, as nodes."""

    expat: Any = None

    def __init__(self, plain_names: Callable[[str], str], most_nodes: int) -> None:
        self._plain = plain_names
        self._most = most_nodes
        self._open: list[Node] = []
        self._root: Node | None = None
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> Node:
        self.count += 1
        if self.count > self._most or len(self._open) > DEEPEST:
            raise RuleBroken("import_xml_too_big", status=400)
        node = Node(
            name=self._plain(_local(tag)),
            line=self.expat.CurrentLineNumber,
            attributes={self._plain(_local(name)): value for name, value in attributes.items()},
        )
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node
        self._open.append(node)
        return node

    def end(self, tag: str) -> Node:
        node = self._open.pop()
        node.last_line = self.expat.CurrentLineNumber
        return node

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)

    def close(self) -> Node | None:
        return self._root


def _local(name: str) -> str:
    """ "{namespace}name" → "name"."""
    return name.rpartition("}")[2]
