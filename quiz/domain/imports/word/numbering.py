"""Automatic numbering, counted as the word processor counts it."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .package import attribute, child, children, is_on, value_of
from .styles import Styles

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_HAN = "零一二三四五六七八九"
_HAN_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BARE = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True, kw_only=True)
class Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    is_legal: bool = False
    style: str = ""


class Numbering:
    """The lists of a document; `label` counts as paragraphs come by."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._abstracts = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        self._numbers = {attribute(one, "numId"): one for one in children(root, "num")}
        self._styles = styles
        self._counts: dict[str, list[int | None]] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._started: set[str] = set()

    def label(self, properties: Element | None) -> str:
        """The number of the next paragraph as it is shown, "" for none; call it once for each."""
        number, place = self._styles.numbering(properties)
        if number not in self._numbers:
            return ""
        levels = self._levels_of(number)
        if place is None:
            style = value_of(properties, "pStyle") or self._styles.usual_paragraph
            place = next((depth for depth, level in levels.items() if level.style == style), 0)
        if place not in levels:
            return ""
        counts = self._count(number, place, levels)
        return _shown(place, levels, counts)

    def _count(self, number: str, place: int, levels: dict[int, Level]) -> list[int | None]:
        element = self._numbers[number]
        counts = self._counts.setdefault(self._abstract_id(element), [None] * _LEVELS)
        if number not in self._started:
            self._started.add(number)
            for override in children(element, "lvlOverride"):
                level = _figure(attribute(override, "ilvl"), 0)
                if child(override, "startOverride") is not None and level < _LEVELS:
                    counts[level] = None
        for above in range(place):
            if counts[above] is None and above in levels:
                counts[above] = levels[above].start
        current = counts[place]
        counts[place] = levels[place].start if current is None else current + 1
        for below in range(place + 1, _LEVELS):
            if below not in levels or levels[below].restarts:
                counts[below] = None
        return counts

    def _abstract_id(self, number: Element) -> str:
        return value_of(number, "abstractNumId")

    def _levels_of(self, number: str) -> dict[int, Level]:
        if number not in self._levels:
            element = self._numbers[number]
            abstract = self._linked(self._abstracts.get(self._abstract_id(element)))
            levels = {_figure(attribute(one, "ilvl"), 0): _level(one) for one in children(abstract, "lvl")}
            for override in children(element, "lvlOverride"):
                place = _figure(attribute(override, "ilvl"), 0)
                own = child(override, "lvl")
                base = _level(own) if own is not None else levels.get(place, Level())
                levels[place] = _restarted(base, value_of(override, "startOverride"))
            self._levels[number] = {place: level for place, level in levels.items() if 0 <= place < _LEVELS}
        return self._levels[number]

    def _linked(self, abstract: Element | None) -> Element | None:
        """The list itself, where another only names its style."""
        link = value_of(abstract, "numStyleLink")
        if not link:
            return abstract
        return next((one for one in self._abstracts.values() if value_of(one, "styleLink") == link), abstract)


def _level(element: Element) -> Level:
    return Level(
        format=value_of(element, "numFmt") or "decimal",
        text=value_of(element, "lvlText"),
        start=_figure(value_of(element, "start"), 1),
        restarts=value_of(element, "lvlRestart") != "0",
        is_legal=bool(is_on(element, "isLgl")),
        style=value_of(element, "pStyle"),
    )


def _restarted(level: Level, start: str) -> Level:
    return Level(**{**level.__dict__, "start": _figure(start, level.start)}) if start else level


def _figure(written: str, otherwise: int) -> int:
    try:
        return min(int(written), 30_000)
    except ValueError:
        return otherwise


def _shown(place: int, levels: dict[int, Level], counts: list[int | None]) -> str:
    own = levels[place]
    if own.format in ("bullet", "none"):
        return ""

    def figure(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        count = counts[depth]
        level = levels.get(depth, own)
        return formatted(
            count if count is not None else level.start, "decimal" if own.is_legal else level.format
        )

    label = _PLACEHOLDER.sub(figure, own.text).strip()
    # A bare figure or letter gets the sign that makes it a label in a text.
    return f"{label}." if _BARE.fullmatch(label) else label


def formatted(count: int, name: str) -> str:
    """A count as a list format writes it; formats that are not known as figures."""
    if name in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""
        return letter if name == "upperLetter" else letter.lower()
    if name in ("upperRoman", "lowerRoman"):
        return _roman(count) if name == "upperRoman" else _roman(count).lower()
    if name in _CHINESE:
        return _chinese(count, _HAN)
    if name in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _chinese(count, _HAN_LEGAL, "拾佰仟")
    if name in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_HAN[int(digit)] for digit in str(count))
    if name in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if name == "ideographTraditional" and 1 <= count <= 10:
        return _STEMS[count - 1]
    return _FRAMED.get(name, "{}").format(count)


_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "koreanCounting",
     "taiwaneseCountingThousand", "ideographEnclosedCircle"}
)  # fmt: skip
_FRAMED = {
    "decimalEnclosedParen": "({})",
    "decimalEnclosedFullstop": "{}.",
    "decimalZero": "{:02d}",
    "numberInDash": "- {} -",
}


def _chinese(count: int, figures: str, units: str = "十百千") -> str:
    if not 0 < count < 10_000:
        return str(count)
    written, gap = "", False
    digits = str(count)
    for place, digit in enumerate(digits):
        power = len(digits) - place - 1
        if digit == "0":
            gap = True
            continue
        written += (
            (figures[0] if gap and written else "")
            + figures[int(digit)]
            + (units[power - 1] if power else "")
        )
        gap = False
    return written.removeprefix(figures[1]) if count < 20 and count >= 10 else written


def _roman(count: int) -> str:
    written = ""
    for value, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        while count >= value and len(written) < 40:
            written, count = written + sign, count - value
    return written
