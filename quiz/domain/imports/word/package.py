"""A Word file's parts: bounds first, then XML without entities, no relationship that leads outside."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_zip, is_zip

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGES = (b"<!doc", b"<html", b"mime-", b"<?xml")
_DEEPEST = 200
_BROKEN = (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError)


@dataclass(frozen=True, kw_only=True)
class Package:
    """`document`, `styles`, `numbering` … are parsed parts, None where there is none.

    `targets`: inside names of what the document refers to, by relationship id.
    """

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    notes: dict[str, Element] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def data(self, name: str) -> bytes:
        """The bytes of a part; b"" where there is none."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                return archive.read(name)
        except _BROKEN:
            return b""


def open_package(content: bytes) -> Package:
    """The parts of a Word file. RuleBroken (400) for what is none, is locked, broken or a bomb."""
    _refuse_others(content)
    try:
        names = set(check_zip(content))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _opened(archive, names, content)
    except RuleBroken as broken:
        raise RuleBroken(
            "import_word_broken" if broken.code == "file_broken" else broken.code, status=400
        ) from broken
    except (*_BROKEN, RuntimeError, NotImplementedError, RecursionError) as error:
        raise RuleBroken("import_word_broken", status=400) from error


def local(element: Element) -> str:
    """An element's name without its namespace: transitional, strict and vendors' files read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, "" where it is missing."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return next((one for one in element if local(one) == name), None) if element is not None else None


def children(element: Element | None, name: str) -> Iterator[Element]:
    return (one for one in element if local(one) == name) if element is not None else iter(())


def value_of(element: Element | None, name: str) -> str:
    """The `val` of a child, "" where there is none."""
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def is_on(element: Element | None, name: str) -> bool | None:
    """Whether a toggle is set; None where it is not mentioned."""
    found = child(element, name)
    if found is None:
        return None
    return attribute(found, "val").lower() not in ("0", "false", "off", "none")


def _refuse_others(content: bytes) -> None:
    if is_zip(content):
        return
    if content.startswith(_OLE):
        raise RuleBroken(
            "import_word_has_password" if _ENCRYPTED in content else "import_old_office", status=400
        )
    if content.startswith(b"{\\rtf"):
        raise RuleBroken("import_is_rtf", status=400)
    if content.startswith(b"%PDF"):
        raise RuleBroken("import_is_pdf", status=400)
    if content.lstrip()[:5].lower() in _WEB_PAGES:
        raise RuleBroken("import_word_is_web_page", status=400)
    raise RuleBroken("import_not_word", status=400)


def _opened(archive: zipfile.ZipFile, names: set[str], content: bytes) -> Package:
    main = _main_part(archive, names)
    if main not in names:
        raise RuleBroken("import_not_word", status=400)
    relations = list(_relations(archive, names, main))
    by_kind = {kind: target for _, kind, target in relations}

    def parsed(kind: str) -> Element | None:
        target = by_kind.get(kind, "")
        return _parsed(archive, target) if target in names else None

    notes = {kind: element for kind in ("footnotes", "endnotes") if (element := parsed(kind)) is not None}
    return Package(
        document=_parsed(archive, main),
        styles=parsed("styles"),
        numbering=parsed("numbering"),
        notes=notes,
        targets={name: target for name, _, target in relations},
        content=content,
    )


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    for _, kind, target in _relations(archive, names, ""):
        if kind == "officeDocument":
            return target
    return "word/document.xml"


def _relations(archive: zipfile.ZipFile, names: set[str], part: str) -> Iterator[tuple[str, str, str]]:
    """Id, kind and inside name of what a part refers to; what leads outside is left out."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in names:
        return
    for relation in _parsed(archive, where):
        if attribute(relation, "TargetMode").lower() == "external":
            continue
        target = attribute(relation, "Target")
        inside = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        yield attribute(relation, "Id"), attribute(relation, "Type").rpartition("/")[2], inside


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    root: Element = fromstring(archive.read(name), forbid_dtd=True)
    if _is_too_deep(root):
        raise RuleBroken("import_word_broken", status=400)
    return root


def _is_too_deep(root: Element) -> bool:
    """Whether elements lie in each other deeper than any writer nests them."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            return True
        level = [below for element in level for below in element]
    return False
