"""The places in a stem where the answer goes, empty or with the key in them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ...bank_item import BLANK
from ..draft import BRACKET
from .keys import letters_of
from .marked import BOLD, COLOUR, HIGHLIGHT, UNDERLINE, Marked, join
from .vocabulary import CIRCLED, FALSE_MARKS, TRUE_MARKS, verdict

_LETTERS = rf"[A-Na-n{CIRCLED}](?:[\s,，、;；/]{{0,3}}[A-Na-n{CIRCLED}]){{0,9}}"
_SIGNS = rf"[{TRUE_MARKS}{FALSE_MARKS}]|[XxVvTtFfYyNn*]|[对错是否]|正\s?确|错\s?误|不对|不正确|true|false"
_EDGE = r"[\s\u3000_]{0,60}"
_SLOT = re.compile(
    rf"[（(\[【〔]{_EDGE}(?P<inside>{_LETTERS}|{_SIGNS}|)[.。]?{_EDGE}[）)\]】〕]"
    rf"|[（(]{_EDGE}(?P<unclosed>[A-H]{{1,8}}|[{TRUE_MARKS}{FALSE_MARKS}对错]|){_EDGE}(?=[。？?]?\s*$)",
    re.IGNORECASE,
)
_UNDERLINED = re.compile(rf"_{{1,60}}[ \u3000]?(?P<inside>{_LETTERS}|)[ \u3000]?_{{1,60}}")
# A key behind the stem: "……引起。A", "……（ ）  B", "……。√".
_TRAILING = re.compile(
    r"(?<=[。？?！!）)):：])\s{0,60}(?P<key>[A-H]{1,8})\s*$|(?<![（(\s_])\s{1,60}(?P<key2>[A-H]{1,8})\s*$"
)
_VERDICT_BEHIND = re.compile(
    rf"(?:(?<=[。？?！!）)])\s{{0,60}}|(?<![（(\s_])\s{{1,60}})([{TRUE_MARKS}{FALSE_MARKS}]|[XVTF]|正确|错误|对|错)[。.]?\s*$"
)
# Behind these a place for the answer may follow; behind other words a bracket rather explains the word.
_BEFORE_A_PLACE = "有是为指括含、，,：:；;的用以由被在和及与对到需于成叫称应该会能向从比按达过让使"
_BLANKS = re.compile(
    r"_[_ \u3000]{0,120}_(?P<numbered>\s?[（(]?(?P<number>\d{1,2}|[①-⑩])[)）]?\s?_{1,60})?"
    r"|(?<![A-Za-z0-9_])_(?![A-Za-z0-9_])"
    r"|[（(][\s\u3000_]*[)）]|〔[\s\u3000_]*〕|\[[\s\u3000_]*\]|【[\s\u3000_]*】|[{｛][\s\u3000_]*[}｝]|[—―─]{4,}|-{4,}|﹍+"
)
_FILLED_BLANKS = re.compile(r"(?<!_)_{1,3}\s?([^_\s，。；：][^_，。；：]{0,19}?)\s?_{1,3}(?!_)")
# What sets an answer apart where neither line nor bracket does.
_WAYS = (COLOUR, HIGHLIGHT, BOLD)
_FILLED_BRACKETS = re.compile(r"[（(【]\s*([^（()）【】\n]{1,30}?)\s*[)）】]")


@dataclass(frozen=True, kw_only=True)
class StemKey:
    """A stem with its place levelled, and the key that stood in it or behind it.

    `doubt`: the code of why that reading is unsure; `candidates` what it could have been.
    """

    stem: Marked
    key: str = ""
    doubt: str = ""
    candidates: tuple[str, ...] = ()


def choice_place(stem: Marked, labels: str, *, wants_one: bool, known_key: str) -> StemKey:
    """The stem of a choice: its place becomes BRACKET, a key in it is taken out."""
    trailing = _trailing(stem.text, labels)
    if trailing and known_key in ("", trailing[1]):
        stem, at_end = stem[: trailing[0]].strip(), trailing[1]
        placed = choice_place(stem, labels, wants_one=wants_one, known_key=at_end)
        return StemKey(stem=placed.stem, key=at_end, doubt=trailing[2])
    slots = list(_SLOT.finditer(stem.text))
    if not slots:
        slots = list(_UNDERLINED.finditer(stem.text))
        if len(slots) != 1:
            return StemKey(stem=_levelled_blanks(stem))
    empty = [slot for slot in slots if not _inside(slot)]
    filled = [slot for slot in slots if _is_key(_inside(slot), labels)]
    if empty:
        return StemKey(stem=_placed(stem, empty))
    if known_key:
        same = [slot for slot in filled if letters_of(_inside(slot)) == known_key]
        return StemKey(stem=_placed(stem, same), candidates=_other_keys(filled, known_key))
    return _chosen(stem, filled, wants_one=wants_one)


def judge_place(stem: Marked) -> StemKey:
    """A statement without its place, and the verdict that stood in it."""
    behind = _VERDICT_BEHIND.search(stem.text)
    if behind:
        return StemKey(stem=judge_place(stem[: behind.start(1)].strip()).stem, key=verdict(behind[1]))
    slots = [slot for slot in _SLOT.finditer(stem.text) if not _inside(slot) or _holds_verdict(slot)]
    said = {verdict(_inside(slot)) for slot in slots} - {""}
    bare = _without(stem, slots)
    if len(said) > 1:
        return StemKey(stem=bare, doubt="import_key_ambiguous", candidates=tuple(sorted(said)))
    return StemKey(stem=bare, key=said.pop() if said else "")


def _holds_verdict(slot: re.Match[str]) -> bool:
    """Whether a bracket holds a verdict: a letter is one only at an end, not in "氮（N）是气体"."""
    inside, text = _inside(slot), slot.string
    at_end = not text[: slot.start()].strip() or not text[slot.end() :].strip("。.！!；; \n\u3000")
    return bool(verdict(inside)) and (at_end or not inside.isascii())


def has_place(text: str) -> bool:
    """Whether a text has a place for an answer, empty or filled with a key: it asks something."""
    return _SLOT.search(text) is not None


def has_plain_place(text: str) -> bool:
    """The same without letters in brackets, which words of a key have, too: "牛顿（N）"."""
    return any(not _inside(slot).isascii() or not _inside(slot) for slot in _SLOT.finditer(text))


def verdict_at_end(text: str) -> bool:
    """Whether a line ends in a bracket for a verdict, filled or not."""
    tail = text.rstrip()[-40:]
    slots = list(_SLOT.finditer(tail))
    if not slots or slots[-1].end() < len(tail.rstrip("。.")):
        return False
    inside = _inside(slots[-1])
    return not inside or bool(verdict(inside))


def blank_places(stem: Marked) -> tuple[Marked, int]:
    """A stem with its blanks as BLANK, and how many there are."""
    count = 0

    def placed(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if not match["numbered"] or _figure(match["number"]) == count:
            return BLANK
        # "①____②____": the figure is not the blank's own but the next one's.
        count += 1
        return f"{BLANK}{match['numbered'].rstrip('_ ')}{BLANK}"

    return stem.sub(_BLANKS, placed), count


def _figure(written: str) -> int:
    return int(written) if written.isascii() else int(unicodedata.numeric(written))


def has_blanks(text: str) -> bool:
    return any("_" in match[0] for match in _BLANKS.finditer(text) if len(match[0]) > 1)


def filled_blanks(stem: Marked) -> tuple[Marked, tuple[str, ...]]:
    """A stem whose blanks hold their answers ("__119__", "（119）", coloured): blanks, and the answers."""
    underlined = _set_apart(stem, UNDERLINE)
    if underlined:
        return _blanked(stem, underlined)
    for pattern in (_FILLED_BLANKS, _FILLED_BRACKETS):
        answers = tuple(match[1].strip() for match in pattern.finditer(stem.text))
        rest = pattern.sub("", stem.text)
        if answers and "_" not in rest:
            return stem.sub(pattern, BLANK), answers
    return _blanked(stem, next(filter(None, (_set_apart(stem, flag) for flag in _WAYS)), []))


def _blanked(stem: Marked, spans: list[tuple[int, int]]) -> tuple[Marked, tuple[str, ...]]:
    pieces, at = [], 0
    for begin, end in spans:
        pieces += [stem[at:begin], Marked(BLANK)]
        at = end
    return join([*pieces, stem[at:]]), tuple(stem.text[begin:end].strip() for begin, end in spans)


def _set_apart(stem: Marked, flag: int) -> list[tuple[int, int]]:
    """Where words are underlined, coloured or the like, unless all of them are."""
    if not stem.flags or stem.flagged(flag) == 1:
        return []
    spans, at = [], 0
    for is_set, run in groupby(stem.flags, key=lambda mark: bool(ord(mark) & flag)):
        end = at + len(list(run))
        if is_set and stem.text[at:end].strip():
            spans.append((at, end))
        at = end
    return spans


def _inside(slot: re.Match[str]) -> str:
    named = slot.groupdict()
    return (named.get("inside") or named.get("unclosed") or "").strip()


def _is_key(inside: str, labels: str) -> bool:
    letters = letters_of(inside)
    return (
        bool(letters)
        and list(letters) == sorted(set(letters))
        and (not labels or set(letters) <= set(labels))
    )


def _trailing(text: str, labels: str) -> tuple[int, str, str] | None:
    """Where a key behind the stem begins, its letters, and the doubt about it."""
    match = _TRAILING.search(text)
    if not match:
        return None
    name = "key" if match["key"] else "key2"
    if not _is_key(match[name], labels):
        return None
    return match.start(name), match[name], "" if name == "key" else "import_key_behind_stem"


def _chosen(stem: Marked, filled: list[re.Match[str]], *, wants_one: bool) -> StemKey:
    """The key among the brackets that could hold it."""
    if not filled:
        return StemKey(stem=stem)
    single = [slot for slot in filled if len(letters_of(_inside(slot))) == 1]
    if len(filled) > 1 and not (wants_one and len(single) == 1):
        return StemKey(stem=stem, doubt="import_key_ambiguous", candidates=tuple(map(_inside, filled)))
    slot = single[0] if len(filled) > 1 else filled[0]
    key = letters_of(_inside(slot))
    # "维生素（AD）" reads as a key as well as an abbreviation.
    is_word = wants_one and len(key) > 1 and key == _inside(slot) and _follows_a_noun(stem.text, slot)
    return StemKey(
        stem=_placed(stem, [slot]),
        key=key,
        doubt="import_key_maybe_abbreviation" if is_word or len(filled) > 1 else "",
        candidates=tuple(map(_inside, filled)),
    )


def _follows_a_noun(text: str, slot: re.Match[str]) -> bool:
    """Whether what stands before a bracket is likely what it abbreviates."""
    before = text[: slot.start()].rstrip()[-1:]
    return slot.end() < len(text.rstrip("。？?．. \n")) and before not in _BEFORE_A_PLACE


def _other_keys(filled: list[re.Match[str]], known_key: str) -> tuple[str, ...]:
    """Single letters in brackets that are not the key; longer ones are taken for abbreviations."""
    others = {letters_of(_inside(slot)) for slot in filled} - {known_key}
    return tuple(sorted(letters for letters in others if len(letters) == 1))


def _placed(stem: Marked, slots: Iterable[re.Match[str]]) -> Marked:
    begins = {slot.start() for slot in slots}
    for pattern in (_SLOT, _UNDERLINED):
        if any(match.start() in begins for match in pattern.finditer(stem.text)):
            return stem.sub(pattern, lambda match: BRACKET if match.start() in begins else match[0])
    return stem


def _without(stem: Marked, slots: list[re.Match[str]]) -> Marked:
    begins = {slot.start() for slot in slots}
    return stem.sub(_SLOT, lambda match: "" if match.start() in begins else match[0]).strip()


def _levelled_blanks(stem: Marked) -> Marked:
    return stem.sub(_UNDERLINED, lambda match: match[0] if match["inside"] else BLANK)
