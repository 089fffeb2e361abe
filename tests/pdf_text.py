"""What a PDF of Typst's says, read without a library: its text by page, the sizes of its type, its fonts."""

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.DOTALL)
_MAPPED = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>")
_LINE = re.compile(rb"^BT(.*?)^ET", re.DOTALL | re.MULTILINE)
# A string may hold brackets in pairs.
_STRING = rb"\((?:\\.|[^\\()]|%s)*\)"
_STRING %= _STRING % (_STRING % rb"(?!)")
_SHOWN = re.compile(rb"/(f\d+) ([\d.]+) Tf|(" + _STRING + rb")|<([0-9A-F]+)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True, kw_only=True)
class PdfText:
    """`pages`: the text of each page; `sizes`: of all type in points; `fonts`: names of the fonts, which are
    cut down to the signs used; `embedded`: how many of them are in the file."""

    pages: list[str]
    sizes: set[float]
    fonts: set[str]
    embedded: int

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


def pdf_text(content: bytes) -> PdfText:
    assert content.startswith(b"%PDF-") and b"/ObjStm" not in content  # packed objects are not read here
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    maps = {number: _to_unicode(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    pages, sizes = [], set()
    for body in objects.values():
        if re.search(rb"/Type\s*/Page\b", body):
            fonts = _fonts(objects, body)
            text, used = _read(
                _stream(objects[_reference(body, b"Contents")]),
                {name: maps[at] for name, at in fonts.items()},
            )
            pages.append(text)
            sizes |= used
    described = [body for body in objects.values() if b"/FontName" in body]
    names = {re.findall(rb"/FontName\s*/\w+\+([\w-]+)", body)[0].decode() for body in described}
    embedded = sum(b"/FontFile3" in body for body in described)
    return PdfText(pages=pages, sizes=sizes, fonts=names, embedded=embedded)


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _fonts(objects: dict[int, bytes], page: bytes) -> dict[bytes, int]:
    resources = objects[_reference(page, b"Resources")] if b"/Resources " in page else page
    listed = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return {name: int(at) for name, at in re.findall(rb"/(f\d+) (\d+) 0 R", listed[1])} if listed else {}


def _to_unicode(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    mapping = _stream(objects[_reference(font, b"ToUnicode")])
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _MAPPED.findall(mapping)
    }


def _read(content: bytes, maps: dict[bytes, dict[int, str]]) -> tuple[str, set[float]]:
    text, sizes, known = [], set(), {}
    for line in _LINE.findall(content):
        assert not re.search(rb"[()<>]", _SHOWN.sub(b"", line)), "a string that was not understood"
        for name, size, shown, hexed in _SHOWN.findall(line):
            if name:
                known = maps[name]
                sizes.add(float(size))
                continue
            codes = bytes.fromhex(hexed.decode()) if hexed else _ESCAPED.sub(_plain, shown[1:-1])
            text += [known[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2)]
    return "".join(text).replace("\uffff", ""), sizes


def _plain(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8)]) if len(said) == 3 else _SHORT.get(said, said)
