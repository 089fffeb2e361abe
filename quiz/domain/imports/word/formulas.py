"""Formulas as one line of text: fractions with a slash, powers raised."""

from xml.etree.ElementTree import Element

from ..grammar.lines import level
from ..grammar.marked import SUB, SUP, Marked, join
from .package import attribute, child, children, local, value_of


def linear(element: Element) -> Marked:
    """A formula, or a part of one."""
    name = local(element)
    reader = _READERS.get(name)
    if reader is not None:
        return reader(element)
    if name == "t":
        return Marked(level(element.text or ""))
    return join(linear(one) for one in element if not local(one).endswith("Pr"))


def _part(element: Element, name: str) -> Marked:
    found = child(element, name)
    return linear(found) if found is not None else Marked("")


def _grouped(text: Marked) -> Marked:
    """In brackets, where it is more than one sign or number."""
    return text if text.text.isalnum() or len(text) == 1 else join([Marked("("), text, Marked(")")])


def _raised(text: Marked, flag: int) -> Marked:
    return Marked(text.text, chr(flag) * len(text))


def _fraction(element: Element) -> Marked:
    return join([_grouped(_part(element, "num")), Marked("/"), _grouped(_part(element, "den"))])


def _scripted(element: Element) -> Marked:
    return join(
        [_part(element, "e"), _raised(_part(element, "sub"), SUB), _raised(_part(element, "sup"), SUP)]
    )


def _root(element: Element) -> Marked:
    degree = _raised(_part(element, "deg"), SUP)
    return join([degree, Marked("√"), _grouped(_part(element, "e"))])


def _sum(element: Element) -> Marked:
    sign = value_of(child(element, "naryPr"), "chr") or "∫"
    limits = [_raised(_part(element, "sub"), SUB), _raised(_part(element, "sup"), SUP)]
    return join([Marked(sign), *limits, _part(element, "e")])


def _fenced(element: Element) -> Marked:
    properties = child(element, "dPr")
    begin, end = _fence(properties, "begChr", "("), _fence(properties, "endChr", ")")
    return join([Marked(begin), join((linear(one) for one in children(element, "e")), "|"), Marked(end)])


def _fence(properties: Element | None, name: str, usual: str) -> str:
    found = child(properties, name)
    return usual if found is None else attribute(found, "val")


def _rows(element: Element) -> Marked:
    rows = [one for one in element if local(one) in ("mr", "e")]
    return join((join((linear(cell) for cell in row), " ") for row in rows), "; ")


_READERS = {
    "f": _fraction,
    "sSup": _scripted,
    "sSub": _scripted,
    "sSubSup": _scripted,
    "rad": _root,
    "nary": _sum,
    "d": _fenced,
    "m": _rows,
    "eqArr": _rows,
}
