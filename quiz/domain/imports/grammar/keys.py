"""What the text of a key says: letters of options, or right and wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...bank_item import level
from .vocabulary import CIRCLED, FALSE_MARKS, LETTERS, TRUE_MARKS, verdict

_BETWEEN = r"[\s,，、;；/|+&和与及]*"
_RUN = re.compile(rf"([A-N](?:{_BETWEEN}[A-N])*|[a-n](?:{_BETWEEN}[a-n])*)(?![A-Za-z])")
_CIRCLES = re.compile(rf"([{CIRCLED}](?:{_BETWEEN}[{CIRCLED}])*)")
# "A.B.D": letters of a key parted by full stops, which otherwise end it.
_DOTTED = re.compile(r"([A-N](?:[ ]?[.．·][ ]?[A-N])+)[。.．]?\s*$")
# What is no remark but more of the key: "A或B", "A-C", "A（C）".
_MORE = re.compile(
    r"[\W_]*(?:(?:或者?|到|至|以及|还有|or|and|to)\s*)?[A-N](?:(?:[\W_]|[或到至和与及])*[A-N])*[\W_]*"
)
_OR_MORE = re.compile(r"[\W_]*(?:或者?|以及|还有)\s*[（(]?[A-N](?![A-Za-z])")
_FIGURES = re.compile(r"(\d(?:\s*[,，、;；]\s*\d)*)\s*[。.]?")
_JUDGED = re.compile(
    rf"(不正确|正确|错误|正確|錯誤|對|錯|不对|不是|对的?|错的?|是|否|true|false|[TFYN]|[{TRUE_MARKS}{FALSE_MARKS}XV*])"
    r"(?=$|[\s。．.，,;；：:、（(）)】\]〕”\"'])",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?:^|(?<=[\s,，;；、。]))([A-N])\s*[.．、:：]?\s*")
# What people write before a key: "选B", "应为 C", "（ABD".
_BEFORE = " \t\u3000\n(（[【〔“\"'：:_"
_SAYS = re.compile("(?:应该?选择?|本题选|选择?|答案)?(?:为|是)?(?=[^，。]|$)")
# What may stand between a key and a remark about it.
_TAIL = " \t\u3000\n)）]】〕”\"'。．.，,、;；:：-—"
_TAIL_WORDS = re.compile(r"^(?:[一二两三四五六]?[个]?选?项)(?:都?正确|都?对)?")


@dataclass(frozen=True, kw_only=True)
class KeyRead:
    """`value` as in a draft; `remark` what stood behind it; `doubt` the code of why it is unsure."""

    value: str = ""
    remark: str = ""
    doubt: str = ""


def letters_of(text: str) -> str:
    """The letters of "A、C和D", "①③", "abd" in the order they stand; "" for any other text."""
    bare = _without_opening(text)
    run = _RUN.match(bare) or _CIRCLES.match(bare)
    if not run or bare[run.end() :].strip(_TAIL):
        return ""
    return _plain(run[1])


def read_choice_key(text: str, labels: str, texts: Sequence[str], *, circled: bool = False) -> KeyRead:
    """The key of a choice among options with these labels (none, where they are not known) and texts."""
    spelled = _spelled(text, labels, texts)
    if spelled:
        return KeyRead(value=spelled)
    by_text = _by_text(text, labels, texts, circled=circled)
    if by_text:
        return by_text
    bare = _without_opening(text)
    run = _DOTTED.match(bare) or _RUN.match(bare) or (_CIRCLES.match(bare) if circled or not labels else None)
    if run:
        return _letters_read(bare, run, labels, texts)
    return _numbers_read(_figures_for_circles(bare, texts), labels)


def _figures_for_circles(text: str, texts: Sequence[str]) -> str:
    """ "①③" beside lettered options means their places, unless options speak of such numbers themselves."""
    if not letters_of(text) or any(char in CIRCLED for option in texts for char in option):
        return text
    return ",".join(str(CIRCLED.index(char) + 1) for char in text if char in CIRCLED) or text


def _numbers_read(bare: str, labels: str) -> KeyRead:
    figures = _FIGURES.fullmatch(bare)
    if figures and labels:
        picked = [int(figure) for figure in re.findall(r"\d", figures[1])]
        if all(1 <= figure <= len(labels) for figure in picked):
            letters = "".join(labels[figure - 1] for figure in picked)
            return KeyRead(value=_ascending(letters), doubt="import_key_by_number")
    return KeyRead(doubt="import_key_unreadable")


def read_verdict(text: str) -> KeyRead:
    """The key of a statement."""
    whole = verdict(text)
    if whole:
        return KeyRead(value=whole)
    bare = _without_opening(text)
    match = _JUDGED.match(bare)
    if not match:
        return KeyRead(doubt="import_key_unreadable")
    return KeyRead(value=verdict(match[1]), remark=_remark(bare[match.end() :]))


def _without_opening(text: str) -> str:
    bare = text.lstrip(_BEFORE)
    if not bare[:1].isascii():
        said = _SAYS.match(bare)
        bare = bare[said.end() if said else 0 :]
    return bare.lstrip(_BEFORE)


def _letters_read(text: str, run: re.Match[str], labels: str, texts: Sequence[str]) -> KeyRead:
    letters = _plain(run[1])
    rest = text[run.end() :]
    if not _fits(letters, labels):
        # "B DNA": one letter, and its option's text spelled out.
        first = letters[0]
        spelled = text[run.start(1) + 1 :].lstrip(_TAIL)
        if _fits(first, labels) and _is_option(spelled, first, labels, texts):
            return KeyRead(value=first)
        return KeyRead(doubt="import_key_no_such_option")
    remark = _remark(rest)
    if _is_more_of_the_key(remark, labels) and not _is_option(remark, letters, labels, texts):
        return KeyRead(doubt="import_key_unreadable")
    if len(letters) == 1 and _is_option(remark, letters, labels, texts):
        remark = ""
    return KeyRead(value=_ascending(letters), remark=remark)


def _is_more_of_the_key(remark: str, labels: str) -> bool:
    """Whether what stands behind a key names further options: half a key would be a wrong one."""
    more = _MORE.fullmatch(remark[:40]) or _OR_MORE.match(remark)
    return bool(more and set(re.findall("[A-N]", more[0])) <= set(labels or LETTERS))


def _plain(run: str) -> str:
    letters = [LETTERS[CIRCLED.index(char)] if char in CIRCLED else char.upper() for char in run]
    return "".join(char for char in letters if char in LETTERS)


def _fits(letters: str, labels: str) -> bool:
    return len(set(letters)) == len(letters) and (not labels or set(letters) <= set(labels))


def _ascending(letters: str) -> str:
    return "".join(sorted(letters))


def _is_option(text: str, letter: str, labels: str, texts: Sequence[str]) -> bool:
    return letter in labels and bool(text) and _same(text, texts[labels.index(letter)])


def _spelled(text: str, labels: str, texts: Sequence[str]) -> str:
    """The letters of "A.甲 B.乙", where each is followed by its own option's words."""
    parts = _SPELLED.split(text.strip())
    if len(parts) < 5 or parts[0].strip(_BEFORE):
        return ""
    pairs = list(zip(parts[1::2], parts[2::2], strict=True))
    if not all(_is_option(words.strip(_TAIL), letter, labels, texts) for letter, words in pairs):
        return ""
    return _ascending("".join(letter for letter, _ in pairs))


def _by_text(text: str, labels: str, texts: Sequence[str], *, circled: bool) -> KeyRead | None:
    """A key that says an option's words instead of its letter."""
    bare = text.strip().strip("。")
    says_numbers = any(char in CIRCLED for char in bare) and not circled
    if not labels or (not says_numbers and letters_of(text) and _fits(letters_of(text), labels)):
        return None
    for wanted in ([bare], re.split(r"\s*[;；|\n]\s*", bare), re.split(r"\s*[、，,]\s*", bare)):
        places = [[place for place, known in enumerate(texts) if _same(known, part)] for part in wanted]
        if all(len(found) == 1 for found in places):
            letters = "".join(labels[found[0]] for found in places)
            if len(set(letters)) == len(letters):
                return KeyRead(value=_ascending(letters), doubt="" if says_numbers else "import_key_by_text")
    return None


def _same(one: str, other: str) -> bool:
    return one.strip() == other.strip() or (level(one) != "" and level(one) == level(other))


def _remark(rest: str) -> str:
    bare = _TAIL_WORDS.sub("", rest.strip()).strip()
    if bare[:1] in ("（", "(") and bare[-1:] in ("）", ")") and bare.count(bare[0]) == 1:
        bare = bare[1:-1]
    return bare.lstrip(_TAIL).rstrip()
