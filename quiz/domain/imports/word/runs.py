"""A paragraph's runs as marked text: what stands there now, without what was deleted."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from accounts.domain.problems import RuleBroken

from ...bank_item import BLANK
from ...pictures import picture_kind
from ..draft import DraftPicture
from ..grammar.lines import level
from ..grammar.marked import PICTURE, UNDERLINE, Marked, join
from .formulas import linear
from .package import Package, attribute, child, is_on, local
from .styles import Look, Styles
from .symbols import in_font, symbol

# All pictures of a file together; more is not kept.
_MOST_PICTURE_BYTES = 20 * 1024 * 1024
_GAP = re.compile(r"[ \t\u3000]+")
_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_CIRCLED = re.compile(r"\\o\s*(?:\\a[clr]\s*)?\(\s*○\s*[,，;]\s*(\d{1,2})\s*\)", re.IGNORECASE)
_FRACTION = re.compile(r"\\f\s*\(([^(),]{1,20})[,，;]([^(),]{1,20})\)", re.IGNORECASE)


@dataclass(kw_only=True)
class Found:
    """What a paragraph holds besides its text. `doubts` are codes; `boxes` are texts in frames."""

    pictures: list[DraftPicture] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


@dataclass(kw_only=True)
class _Field:
    code: str = ""
    is_result: bool = False
    has_result: bool = False

    @property
    def name(self) -> str:
        return self.code.strip().split(" ")[0].split("\\")[0].upper()


class Runs:
    """Reads paragraphs; fields may run from one into the next."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.package = package
        self.styles = styles
        self.fields: list[_Field] = []
        self.hidden = 0
        self._picture_bytes = 0

    def read(self, paragraph: Element, found: Found) -> Marked:
        look = self.styles.paragraph_look(child(paragraph, "pPr"))
        return _gaps_to_blanks(join(self._pieces(paragraph, look, found)))

    def _pieces(self, parent: Element, look: Look, found: Found) -> Iterator[Marked]:
        for element in parent:
            name = local(element)
            if name in _GONE:
                continue
            if name == "r":
                yield from self._run(element, look, found)
            elif name in ("oMath", "oMathPara"):
                found.doubts.append("import_formula")
                yield linear(element)
            elif name == "AlternateContent":
                yield from self._pieces(_chosen(element), look, found)
            elif name == "sdt" and (box := _checkbox(element)):
                yield Marked(box)
            else:
                # Insertions, hyperlinks, content controls, smart tags: what they hold counts.
                yield from self._pieces(element, look, found)

    def _run(self, run: Element, below: Look, found: Found) -> Iterator[Marked]:
        look = self.styles.run_look(child(run, "rPr"), below)
        for element in run:
            text = self._text(element, look, found)
            if not text:
                continue
            if self._is_unseen():
                continue
            if look.hidden:
                self.hidden += 1
                continue
            if self.fields:
                self.fields[-1].has_result = True
            yield Marked(text.text, text.flags or (chr(look.flags) * len(text) if look.flags else ""))

    def _text(self, element: Element, look: Look, found: Found) -> Marked:
        name = local(element)
        if name == "t":
            return Marked(level(in_font(element.text or "", look.font)))
        if name in _BREAKS:
            return Marked(_BREAKS[name])
        if name == "sym":
            return Marked(_sign(element, found))
        if name in ("drawing", "pict", "object"):
            return self._drawing(element, found)
        if name in ("footnoteReference", "endnoteReference"):
            return self._note(element, name.replace("Reference", "s"), found)
        if name == "AlternateContent":
            return join(self._text(one, look, found) for one in _chosen(element))
        if name == "ruby":
            return join(self._pieces(child(element, "rubyBase") or element, look, found))
        if name == "instrText" and self.fields and not self.fields[-1].is_result:
            self.fields[-1].code += element.text or ""
        return self._field(element, found) if name == "fldChar" else Marked("")

    # Fields

    def _is_unseen(self) -> bool:
        """Inside a field's code, or in a table of contents."""
        return any(not one.is_result or one.name == "TOC" for one in self.fields)

    def _field(self, element: Element, found: Found) -> Marked:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
            box = child(child(element, "ffData"), "checkBox")
            if box is not None:
                self.fields[-1].code = "FORMCHECKBOX"
                state = is_on(box, "checked")
                self.fields[-1].code += " on" if (is_on(box, "default") if state is None else state) else ""
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
        elif kind == "end" and self.fields:
            return _without_result(self.fields.pop(), found)
        return Marked("")

    # Pictures, frames, notes

    def _drawing(self, element: Element, found: Found) -> Marked:
        text = Marked("")
        alt = ""
        for part in element.iter():
            name = local(part)
            if name == "docPr":
                alt = attribute(part, "descr") or attribute(part, "title") or alt
            elif name == "txbxContent" and part not in found.boxes and not _is_in_box(part, found):
                found.boxes.append(part)
            elif name in ("blip", "imagedata"):
                self._picture(attribute(part, "embed") or attribute(part, "id"), alt, found)
                text = Marked(PICTURE)
        return text

    def _picture(self, relation: str, alt: str, found: Found) -> None:
        target = self.package.targets.get(relation, "")
        data = self.package.data(target) if target else b""
        try:
            picture_kind(data)
        except RuleBroken as broken:
            is_big = broken.code == "bank_image_too_big"
            found.doubts.append("import_word_picture_too_big" if is_big else "import_word_picture_kind")
            return
        self._picture_bytes += len(data)
        if self._picture_bytes > _MOST_PICTURE_BYTES:
            found.doubts.append("import_word_picture_too_big")
            return
        found.pictures.append(DraftPicture(name=posixpath.basename(target), data=data, alt=level(alt)[:200]))

    def _note(self, element: Element, kind: str, found: Found) -> Marked:
        root = self.package.notes.get(kind)
        wanted = attribute(element, "id")
        for note in root if root is not None else ():
            if attribute(note, "id") == wanted:
                found.doubts.append("import_word_note")
                lines = (self.read(one, found).text.strip() for one in note if local(one) == "p")
                return Marked(f"〔注：{''.join(lines)}〕")
        return Marked("")


def _chosen(alternatives: Element) -> Element:
    """One of several ways to say the same: the first that holds anything."""
    ways = [one for one in alternatives if local(one) in ("Choice", "Fallback") and len(one)]
    return ways[0] if ways else alternatives


def _checkbox(control: Element) -> str:
    """The box of a content control, ticked or not."""
    box = child(child(control, "sdtPr"), "checkbox")
    if box is None:
        return ""
    return "☑" if is_on(box, "checked") else "□"


def _sign(element: Element, found: Found) -> str:
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return symbol(attribute(element, "font"), code)


def _without_result(done: _Field, found: Found) -> Marked:
    """Fields that show something although they hold no text: boxes to tick, formulas of the old kind."""
    if done.code.startswith("FORMCHECKBOX"):
        return Marked("☑" if done.code.endswith(" on") else "□")
    if done.has_result or done.name != "EQ":
        return Marked("")
    circled = _CIRCLED.search(done.code)
    if circled and 1 <= int(circled[1]) <= 20:
        return Marked(chr(0x2460 + int(circled[1]) - 1))
    found.doubts.append("import_formula")
    plain = _FRACTION.sub(r"\1/\2", done.code)
    return Marked(level(re.sub(r"^\s*EQ\s*", "", plain, flags=re.IGNORECASE).strip()))


def _is_in_box(part: Element, found: Found) -> bool:
    return any(part is inner for box in found.boxes for inner in box.iter())


def _gaps_to_blanks(text: Marked) -> Marked:
    """Underlined gaps are blanks, where no underlined word touches them."""
    if not text.flags:
        return text
    pieces, at = [], 0
    for gap in _GAP.finditer(text.text):
        begin, end = _underlined_part(text, gap.start(), gap.end())
        if end - begin < 2 and text.text[begin:end] not in ("\t", "\u3000"):
            continue
        if _is_underlined(text, begin - 1) or _is_underlined(text, end):
            continue
        pieces += [text[at:begin], Marked(BLANK)]
        at = end
    return join([*pieces, text[at:]]) if pieces else text


def _underlined_part(text: Marked, begin: int, end: int) -> tuple[int, int]:
    while begin < end and not _is_underlined(text, begin):
        begin += 1
    while end > begin and not _is_underlined(text, end - 1):
        end -= 1
    return begin, end


def _is_underlined(text: Marked, place: int) -> bool:
    return 0 <= place < len(text) and bool(ord(text.flags[place]) & UNDERLINE)
