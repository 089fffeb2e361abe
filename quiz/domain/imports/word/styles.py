"""How text is set: direct settings over the styles they come from."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ..grammar.marked import BOLD, COLOUR, DOTTED, HIGHLIGHT, SUB, SUP, UNDERLINE
from .package import attribute, child, children, is_on, value_of

_LONGEST_CHAIN = 20
# Theme colours that are simply the text's own.
_TEXT_THEMES = frozenset({"text1", "dark1", "tx1", "dk1"})


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a run's properties settle; None where they leave it to the style below."""

    bold: bool | None = None
    underline: bool | None = None
    colour: bool | None = None
    highlight: bool | None = None
    dotted: bool | None = None
    raised: str | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, below: "Look") -> "Look":
        pairs = {
            name: getattr(self, name) if getattr(self, name) is not None else getattr(below, name)
            for name in Look.__dataclass_fields__
        }
        return Look(**pairs)

    @property
    def flags(self) -> int:
        settings = (
            (self.bold, BOLD),
            (self.underline, UNDERLINE),
            (self.colour, COLOUR),
            (self.highlight, HIGHLIGHT),
            (self.dotted, DOTTED),
            (self.raised == "subscript", SUB),
            (self.raised == "superscript", SUP),
        )
        return sum(flag for is_set, flag in settings if is_set)


class Styles:
    """The styles of a document by id, with what they inherit."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {attribute(one, "styleId"): one for one in children(root, "style")}
        self._looks: dict[str, Look] = {}
        defaults = child(child(root, "docDefaults"), "rPrDefault")
        self.default = look_of(child(defaults, "rPr"))
        self.usual_paragraph = next(
            (
                attribute(one, "styleId")
                for one in children(root, "style")
                if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true")
            ),
            "",
        )

    def chain(self, style: str) -> list[Element]:
        """A style and those it is based on, nearest first."""
        found: list[Element] = []
        while style in self._styles and len(found) < _LONGEST_CHAIN:
            element = self._styles[style]
            if element in found:
                break
            found.append(element)
            style = value_of(element, "basedOn")
        return found

    def look(self, style: str) -> Look:
        if style not in self._looks:
            look = Look()
            for element in reversed(self.chain(style)):
                look = look_of(child(element, "rPr")).over(look)
            self._looks[style] = look
        return self._looks[style]

    def paragraph_look(self, properties: Element | None) -> Look:
        """How a paragraph's runs look where they say nothing themselves."""
        style = value_of(properties, "pStyle") or self.usual_paragraph
        return self.look(style).over(self.default)

    def run_look(self, properties: Element | None, below: Look) -> Look:
        style = value_of(properties, "rStyle")
        return look_of(properties).over(self.look(style).over(below) if style else below)

    def numbering(self, properties: Element | None) -> tuple[str, int | None]:
        """The list that a paragraph belongs to and its level there: its own, else by its style."""
        own = child(properties, "numPr")
        number, level = value_of(own, "numId"), value_of(own, "ilvl")
        if number:
            return number, int(level) if level.isdigit() else 0
        style = value_of(properties, "pStyle") or self.usual_paragraph
        for element in self.chain(style):
            found = child(child(element, "pPr"), "numPr")
            number, styled = value_of(found, "numId"), value_of(found, "ilvl")
            if number:
                # Without a level of its own, the list says which level is tied to the style.
                own_level = level or styled
                return number, int(own_level) if own_level.isdigit() else None
        return "", 0


def look_of(properties: Element | None) -> Look:
    """What run properties say themselves."""
    if properties is None:
        return Look()
    underline = child(properties, "u")
    raised = value_of(properties, "vertAlign") or None
    em = value_of(properties, "em")
    return Look(
        bold=is_on(properties, "b"),
        underline=None if underline is None else attribute(underline, "val") not in ("none", ""),
        colour=_colour(child(properties, "color")),
        highlight=_highlight(properties),
        dotted=None if not em else em != "none",
        raised=raised,
        hidden=is_on(properties, "vanish"),
        font=_font(properties),
    )


def _colour(element: Element | None) -> bool | None:
    """Whether text is in a colour of its own: neither black, nor nearly, nor the theme's text."""
    if element is None:
        return None
    theme, value = attribute(element, "themeColor"), attribute(element, "val").lower()
    if theme:
        return theme not in _TEXT_THEMES
    if value in ("", "auto"):
        return False
    try:
        red, green, blue = (int(value[place : place + 2], 16) for place in (0, 2, 4))
    except ValueError:
        return False
    return max(red, green, blue) > 0x60 or max(red, green, blue) - min(red, green, blue) > 0x30


def _highlight(properties: Element) -> bool | None:
    highlight, shading, border = (child(properties, name) for name in ("highlight", "shd", "bdr"))
    if highlight is not None:
        return attribute(highlight, "val") not in ("none", "white", "")
    if shading is not None:
        return attribute(shading, "fill").lower() not in ("auto", "ffffff", "")
    if border is not None:
        return attribute(border, "val") not in ("none", "nil", "")
    return None


def _font(properties: Element) -> str | None:
    fonts = child(properties, "rFonts")
    if fonts is None:
        return None
    names = [attribute(fonts, name) for name in ("ascii", "hAnsi", "cs")]
    return next((name for name in names if name), None)
