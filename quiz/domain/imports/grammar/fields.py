"""The named fields of a question: 答案, 解析, 出处, 难度 … on their own lines or behind other text."""

import re
from dataclasses import dataclass

from ..draft import BRACKET
from .marked import Marked
from .vocabulary import CIRCLED, FALSE_MARKS, FIELDS, OPTION_NAMES, STEM_NAMES, TRUE_MARKS, WEAK_FIELDS

_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in FIELDS.items())
_PLAIN = _NAMES.replace("?P<", "?P<plain_")
_WEAK = "|".join(f"(?P<weak_{name}>{words})" for name, words in WEAK_FIELDS.items())
_SUFFIX = r"(?:是|为)?"
# "【答案】B", "[解析]", "〖难度〗：易"; "答案：B"; "答案 B" only where nothing but a key follows.
_BOXED = rf"[【\[〖〔<]\s*(?:{_NAMES})\s*(?:[】\]〗〕>]\s*[:：]?|[:：])"
_AT_BEGINNING = re.compile(
    rf"\s*(?:[*#>•·\-]{{1,3}}\s*)?(?:{_BOXED}|(?:{_PLAIN})\s*{_SUFFIX}\s*(?:[:：]|\t))\s*",
    re.IGNORECASE,
)
_WEAK_AT_BEGINNING = re.compile(
    rf"\s*(?:[【\[]\s*(?:{_WEAK})\s*[】\]]\s*[:：]?|(?:{_WEAK.replace('weak_', 'plainweak_')})\s*[:：])\s*"
)
_BOXES = "【[〖〔<"
_KEY_WORD = "(?:正确|参考|标准|本题)?答案"
_BARE_KEY = re.compile(
    rf"\s*{_KEY_WORD}\s*(?:是|为|应?选)?\s*(?=(?:[A-H](?:[ ,，、;；/]{{0,2}}[A-H]){{0,7}}"
    rf"|[{TRUE_MARKS}{FALSE_MARKS}{CIRCLED}]+|正确|错误|对|错|[TFtf])\s*[。.]?\s*$)"
)
# "正确答案是B，因为……", "本题选A。"
_SAID_KEY = re.compile(
    rf"\s*(?:{_KEY_WORD}|[本此]题)\s*(?:应?选择?|应?为|是)\s*(?=(?:[A-H](?:[ ,，、;；/]{{0,2}}[A-H]){{0,7}}"
    rf"|[{TRUE_MARKS}{FALSE_MARKS}]|正确|错误|对|错)\s*[。.，,；;])"
)
# Behind other text: after a gap or a mark, or in a box; the key's name may touch what stands before it.
_INSIDE = re.compile(
    rf"{_BOXED}|(?:(?<=[\s。；;，,）)】\]？?！!.])(?:{_PLAIN})"
    rf"|(?<=[？?\s])(?P<asked_key>答)|(?P<touching_key>{_KEY_WORD})|(?P<touching_explanation>(?:答案)?解析))\s*{_SUFFIX}\s*[:：]\s*",
    re.IGNORECASE,
)
# "[Answer: D]", "（答案：B）", "[分值:5]": a field that a bracket holds whole.
_HELD = re.compile(
    rf"(?P<open>[（(\[【])[ \t\u3000]*(?:{_NAMES})[ \t\u3000]*"
    rf"(?:[:：][ \t\u3000]*|(?=[A-H√×]))(?P<value>[^\[\]【】（）()]{{0,200}})[）)\]】]",
    re.IGNORECASE,
)
_OWN_LABEL = re.compile(
    rf"\s*[【\[]?\s*(?:{STEM_NAMES}|{OPTION_NAMES})\s*(?:[】\]]\s*[:：]?|[:：]|\t)\s*", re.IGNORECASE
)
_TEXTS = ("explanation", "source", "topic", "note")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of a line: `field` "" continues what went before."""

    field: str
    text: Marked
    line: int


def begins_field(text: str, *, weak: bool = False) -> str:
    """The field that a line opens; weak names only where they may be meant as such."""
    match = _opening(text[:400], weak=weak)
    return _name(match) if match else ""


def pieces_of(text: Marked, line: int, *, inside: str, weak: bool, has_key: bool) -> list[Piece]:
    """A line parted into its fields; `inside` names the field that the line before ended in."""
    opening = _opening(text.text, weak=weak)
    pieces, at, current = [], 0, inside
    if opening and not (inside in _TEXTS and has_key and _is_talk(opening)):
        current, at = _name(opening), opening.end()
    pending = current if at else ""
    for match in _INSIDE.finditer(text.text, at):
        name = _name(match)
        if not _parts(name, match, current, has_key=has_key):
            continue
        pieces.append(Piece(field=pending, text=text[at : match.start()].strip(), line=line))
        current = pending = name
        has_key = has_key or name == "key"
        at = match.end()
    pieces.append(Piece(field=pending, text=text[at:].strip() if pending else text[at:], line=line))
    return pieces if pieces[0].text or pieces[0].field or len(pieces) == 1 else pieces[1:]


def take_held(text: Marked, line: int) -> tuple[Marked, list[Piece]]:
    """Fields that brackets hold, taken out; a round bracket with the key leaves its place behind."""
    held = [
        Piece(field=_name(match), text=Marked(match["value"].strip()), line=line)
        for match in _HELD.finditer(text.text)
    ]
    return (text.sub(_HELD, _place) if held else text), held


def _place(match: re.Match[str]) -> str:
    return BRACKET if _name(match) == "key" and match["open"] in "（(" else ""


def without_label(text: Marked) -> Marked:
    """A stem without the "题干：" before it."""
    match = _OWN_LABEL.match(text.text[:100])
    return text[match.end() :] if match else text


def has_key_inside(text: str) -> bool:
    """Whether a key's name and a colon stand anywhere in a line."""
    return any(_name(match) == "key" for match in _INSIDE.finditer(text))


def _opening(text: str, *, weak: bool) -> re.Match[str] | None:
    strong = _AT_BEGINNING.match(text) or _BARE_KEY.match(text) or _SAID_KEY.match(text)
    return strong or (_WEAK_AT_BEGINNING.match(text) if weak else None)


def _is_talk(opening: re.Match[str]) -> bool:
    """In an explanation, "本题答案：B" goes on explaining unless a box sets it apart."""
    return _name(opening) == "key" and opening[0].lstrip()[0] not in _BOXES


def _parts(name: str, match: re.Match[str], current: str, *, has_key: bool) -> bool:
    """Whether a name found behind other text opens a field of its own there."""
    if match[0].lstrip()[0] in _BOXES:
        return True
    touching = match.lastgroup is not None and match.lastgroup.startswith("touching")
    if current in _TEXTS:
        # In a running text only what is set apart counts, and a second key is part of the talk.
        return not touching and not (name == "key" and has_key)
    if name == "explanation" and touching:
        return current == "key"
    return not (name == "key" and has_key and current == "key")


def _name(match: re.Match[str]) -> str:
    if match.re in (_BARE_KEY, _SAID_KEY):
        return "key"
    named = {name: value for name, value in match.groupdict().items() if name not in ("open", "value")}
    found = next((name for name, value in named.items() if value), "key")
    return found.rpartition("_")[2] if not found.endswith("ext_id") else "ext_id"
