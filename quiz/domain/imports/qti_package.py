"""A zip package of QTI: its manifest, its files by name; nothing is unpacked to a disk."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_zip

from .xml_tree import MOST_NODES, Document, Node, parse_xml

MOST_FILES = 10_000
LARGEST_XML = 5 * 1024 * 1024
_UTF8_NAME = 0x800


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An item as the manifest lists it. `identifier` and `tags` are those of its metadata."""

    path: str
    identifier: str = ""
    tags: tuple[str, ...] = ()


def qti_name(name: str) -> str:
    """One name for what the versions write differently: qti-simple-choice, simpleChoice."""
    return name.lower().removeprefix("qti-").replace("-", "")


class Package:
    """The files of an archive. Raises RuleBroken for what is no archive within the bounds, or has a name
    that leads out of it ("import_zip_path")."""

    def __init__(self, content: bytes) -> None:
        check_zip(content, most_entries=MOST_FILES)
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._entries = {
            name: entry for entry in self._archive.infolist() if not entry.is_dir() for name in _names(entry)
        }
        self._nodes_left = MOST_NODES

    @property
    def names(self) -> list[str]:
        return sorted(self._entries)

    def read(self, name: str) -> bytes | None:
        """A file's bytes, None where there is none of this name."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            return self._archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise RuleBroken("file_broken", status=400) from error

    def xml(self, name: str) -> Document | None:
        """A file as XML. All files of a package share one bound."""
        content = self.read(name)
        if content is None:
            return None
        if len(content) > LARGEST_XML:
            raise RuleBroken("import_xml_too_big", status=400)
        document = parse_xml(content, plain_names=qti_name, most_nodes=self._nodes_left)
        self._nodes_left -= document.count
        return document

    def beside(self, path: str, reference: str) -> bytes | None:
        """The file that another one at `path` refers to; None where it is not in the package."""
        return self.read(resolved(path, reference))

    @property
    def manifest(self) -> str:
        """The manifest's name, "" where there is none."""
        found = [name for name in self._entries if posixpath.basename(name).lower() == "imsmanifest.xml"]
        return min(found, key=lambda name: (name.count("/"), name), default="")


def resolved(path: str, reference: str) -> str:
    """A reference in the file at `path` as a name in the package; it never leads out of it."""
    bare = unquote(reference.partition("#")[0].partition("?")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), bare)).lstrip("/")


def listed_items(path: str, root: Node) -> Iterator[Listed]:
    """The items of a manifest, in its order."""
    for resource in root.walk():
        kind = resource.get("type").lower()
        if resource.name != "resource" or not kind.startswith("imsqti_") or "item" not in kind:
            continue
        href = resource.get("href") or next((one.get("href") for one in resource.all("file")), "")
        if href:
            yield _listed(resolved(path, resource.get("base") + href), resource)


def is_old(root: Node) -> bool:
    """Whether a manifest lists questions of QTI 1.2."""
    return any(
        node.name == "resource" and "xmlv1p" in node.get("type").lower() and "qti" in node.get("type").lower()
        for node in root.walk()
    )


def _listed(path: str, resource: Node) -> Listed:
    metadata = resource.first("metadata")
    tags, identifier = [], ""
    for node in metadata.walk() if metadata else ():
        if node.name == "keyword":
            tags += [one.text.strip() for one in node.all("string", "langstring")]
        elif node.name == "general":
            entry = next((one for one in node.walk() if one.name == "entry"), None)
            identifier = " ".join(entry.text.split()) if entry else ""
    return Listed(path=path, identifier=identifier, tags=tuple(tag for tag in tags if tag))


def _names(entry: zipfile.ZipInfo) -> Iterator[str]:
    """A file's name, and what it means where a Chinese Windows wrote it."""
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
        raise RuleBroken("import_zip_path", status=400, name=name[:80])
    yield name
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        for encoding in ("utf-8", "gb18030"):
            try:
                yield name.encode("cp437").decode(encoding)
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
