"""What a reader of values does not see in an xlsx file: hidden rows, formats, errors, formulas, pictures.

Best effort: a part that cannot be read tells nothing. Sizes are bounded before (`accounts.domain.uploads`);
a document type, and with it every entity, is refused.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_PERCENT_FORMATS = {"9", "10"}
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A formula whose result no program has stored.
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]{0,200}>\s{0,20}'
    rb"<f(?:[^>]{0,500}/>|[^>]{0,500}>[^<]{0,9000}</f>)\s{0,20}"
    rb"(?:<v\s?/>|<v>\s{0,20}</v>)?\s{0,20}</c>"
)
_PICTURE = re.compile(r"^xl/media/[^/]+\.(png|jpe?g|gif|bmp|webp|emf|wmf|svg)$", re.I)


@dataclass(frozen=True, kw_only=True)
class SheetLooks:
    """Rows and cells (row, column), from 0."""

    hidden_rows: frozenset[int] = frozenset()
    percents: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Looks:
    sheets: dict[str, SheetLooks] = field(default_factory=dict)
    pictures: int = 0


Element = tuple[str, dict[str, str]]


def looks_of(content: bytes) -> Looks:
    """The looks of each worksheet by its name; nothing for what is no xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            pictures = sum(bool(_PICTURE.match(name)) for name in archive.namelist())
            if "xl/workbook.xml" not in archive.namelist():
                return Looks()
            styles = _percent_styles(archive)
            sheets = {name: _sheet(archive, path, styles) for name, path in _sheet_paths(archive)}
            return Looks(sheets=sheets, pictures=pictures)
    except (zipfile.BadZipFile, KeyError, ValueError, expat.ExpatError, OSError):
        return Looks()


def _elements(data: bytes) -> list[Element]:
    found: list[Element] = []
    _walk(data, lambda name, attributes: found.append((name, attributes)))
    return found


def _walk(data: bytes, visit: Callable[[str, dict[str, str]], object]) -> None:
    """Calls `visit` with the local name and the attributes of every element."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: visit(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(data, True)


def _refuse(*_declared: object) -> None:
    raise ValueError("a document type in a spreadsheet")


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in _elements(archive.read("xl/_rels/workbook.xml.rels"))
        if name == "Relationship"
    }
    for name, attributes in _elements(archive.read("xl/workbook.xml")):
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            target = targets.get(link, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            if target and path in archive.namelist():
                yield attributes.get("name", ""), path


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats, percents, place, inside = set(_PERCENT_FORMATS), set(), 0, False
    for name, attributes in _elements(archive.read("xl/styles.xml")):
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(attributes.get("numFmtId", ""))
        elif name in ("cellXfs", "cellStyles"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            if attributes.get("numFmtId") in formats:
                percents.add(str(place))
            place += 1
    return frozenset(percents)


def _sheet(archive: zipfile.ZipFile, path: str, percent_styles: frozenset[str]) -> SheetLooks:
    data = archive.read(path)
    uncomputed = frozenset(
        place for match in _UNCOMPUTED.finditer(data) for place in _places({"r": match[1].decode()})
    )
    if not (percent_styles or b'hidden="' in data or b't="e"' in data):
        return SheetLooks(uncomputed=uncomputed)
    hidden: set[int] = set()
    percents: set[tuple[int, int]] = set()
    errors: set[tuple[int, int]] = set()

    def visit(name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            if attributes.get("t") == "e":
                errors.update(_places(attributes))
            elif attributes.get("s") in percent_styles and attributes.get("t", "n") == "n":
                percents.update(_places(attributes))
        elif name == "row" and attributes.get("hidden") in ("1", "true"):
            hidden.add(int(attributes.get("r", "0")) - 1)

    _walk(data, visit)
    return SheetLooks(
        hidden_rows=frozenset(hidden),
        percents=frozenset(percents),
        errors=frozenset(errors),
        uncomputed=uncomputed,
    )


def _places(attributes: dict[str, str]) -> Iterator[tuple[int, int]]:
    match = _PLACE.fullmatch(attributes.get("r", ""))
    if match:
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        yield int(match[2]) - 1, column - 1
