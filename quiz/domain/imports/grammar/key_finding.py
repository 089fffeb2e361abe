"""A question's key, from all the places where a file may give it; where they differ, a doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...bank_item import level
from ..draft import BRACKET
from .brackets import StemKey, choice_place, judge_place
from .keys import KeyRead, letters_of, read_choice_key, read_verdict
from .marked import Marked, join
from .questions import Question, marked_options
from .vocabulary import CHOICE, SINGLE, verdict

_IN_EXPLANATION = re.compile(
    r"(?:正确答案|参考答案|答案|本题|故|因此|所以)(?:应)?(?:选择|选项?|为|是|应为)+"
    r"\s*[:：]?\s*([A-H](?:[、,， ]?[A-H]){0,7})(?![A-Za-z])"
)
_FILLED = re.compile(r"[（(【]\s*([^（()）【】\n]{1,60}?)\s*[)）】]")
_LETTER_VERDICTS = {"A": "T", "B": "F"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A key as in a draft, the stem without it, and remarks that stood beside it."""

    key: str
    stem: Marked
    remarks: tuple[str, ...] = ()


def key_texts(question: Question) -> Iterator[tuple[str, int]]:
    """The texts that fields and lists give as the key, with their lines."""
    for parts in (question.parts, question.keyed_parts):
        for piece in parts.fields.get("key", []):
            if piece.text.text.strip():
                yield piece.text.text.strip(), piece.line
    if question.keyed is not None and question.keyed_parts.head:
        head = "\n".join(line.text for line in question.keyed_parts.head).strip()
        if head and "key" not in question.keyed_parts.fields:
            yield head, question.keyed.lines[0].number


def find_choice_key(question: Question) -> Found:
    """The letters of the right options."""
    choices = question.choices
    labels, texts = choices.labels, [text.text for text in choices.texts]
    reads = [
        (read_choice_key(text, labels, texts, circled=choices.is_circled), text, line)
        for text, line in key_texts(question)
    ]
    known = next((read.value for read, _, _ in reads if read.value), "")
    placed = choice_place(question.stem, labels, wants_one=_wants_one(question), known_key=known)
    values = [read.value for read, _, _ in reads if read.value]
    _tell_unreadable(question, reads, labels)
    _tell_place(question, placed, known)
    values += [value for value in (placed.key, _lead(question)) if value]
    said = _by_options(question, known="".join(values[:1]))
    values += [said] if said else []
    stem = placed.stem
    if not values and not question.issues_about("key"):
        stem, values = _spelled_in_stem(question, stem, texts)
    if not values:
        values = _last_resorts(question)
    key = _agreed(question, values)
    remarks = tuple(read.remark for read, _, _ in reads if read.remark)
    return Found(key=_levelled(key, labels), stem=stem, remarks=remarks)


def _spelled_in_stem(question: Question, stem: Marked, texts: list[str]) -> tuple[Marked, list[str]]:
    """The letter of the option whose words the stem has in a bracket, "是（119）", to be confirmed."""
    known = [level(text) for text in texts]
    found = [match for match in _FILLED.finditer(stem.text) if known.count(level(match[1])) == 1]
    if len(found) != 1:
        return stem, []
    letter = question.choices.labels[known.index(level(found[0][1]))]
    question.doubt("import_key_by_text", "key", given=found[0][1].strip()[:60], read_as=letter)
    begin, end = found[0].span()
    return join([stem[:begin], Marked(BRACKET), stem[end:]]), [letter]


def find_verdict(question: Question) -> Found:
    """ "T" or "F"."""
    names = {
        letter: verdict(text.text)
        for letter, text in zip(question.choices.labels, question.choices.texts, strict=True)
    }
    placed = _verdict_place(question, names)
    values, remarks = [], []
    for text, line in key_texts(question):
        read = _read_verdict(question, text, names)
        if read.value:
            values.append(read.value)
            remarks += [read.remark] if read.remark else []
        else:
            question.doubt("import_key_unreadable", "key", blocking=True, line=line, given=text[:60])
    values += [
        value for value in (placed.key, verdict(question.block.lead), _ticked(question, names)) if value
    ]
    if placed.doubt:
        question.doubt(placed.doubt, "key", blocking=True, candidates="、".join(placed.candidates))
    return Found(key=_agreed(question, values), stem=placed.stem, remarks=tuple(remarks))


def _wants_one(question: Question) -> bool:
    return question.kind in ("", SINGLE, CHOICE)


def _lead(question: Question) -> str:
    return "".join(sorted(letters_of(question.block.lead)))


def _levelled(key: str, labels: str) -> str:
    """Letters by place: where the file's labels skip or repeat one, they are not the same."""
    if not labels:
        return key
    places = sorted(labels.index(letter) for letter in key if letter in labels)
    return "".join(chr(ord("A") + place) for place in places)


def _tell_unreadable(question: Question, reads: list[tuple[KeyRead, str, int]], labels: str) -> None:
    for read, text, line in reads:
        if read.doubt:
            blocking = not read.value
            question.doubt(
                read.doubt,
                "key",
                blocking=blocking,
                line=line,
                given=text[:60],
                read_as=read.value,
                labels=labels,
            )


def _tell_place(question: Question, placed: StemKey, known: str) -> None:
    if placed.doubt and not known:
        question.doubt(
            placed.doubt,
            "key",
            blocking=not placed.key,
            given=placed.key,
            candidates="、".join(placed.candidates),
        )
    if known and placed.candidates:
        question.doubt(
            "import_key_conflict", "key", blocking=True, one=known, other="/".join(placed.candidates)
        )


def _by_options(question: Question, *, known: str) -> str:
    """What the options themselves say; ticks are a doubt of their own."""
    if not question.right:
        return ""
    if not question.is_said and not known:
        question.doubt("import_key_by_tick", "key", read_as=question.right)
    return question.right if question.is_said or not known else ""


def _last_resorts(question: Question) -> list[str]:
    """Colour and the like, then what the explanation says; both to be confirmed."""
    letters, how = marked_options(question.choices)
    if letters:
        question.doubt(f"import_key_by_{how}", "key", read_as=letters)
        return [letters]
    said = {letters_of(found) for found in _IN_EXPLANATION.findall(question.field_text("explanation"))}
    if len(said) == 1 and set(letters := said.pop()) <= set(question.choices.letters):
        question.doubt("import_key_from_explanation", "key", read_as=letters)
        return [letters]
    return []


def _agreed(question: Question, values: list[str]) -> str:
    """The one key that all say; none where they differ."""
    different = list(dict.fromkeys(values))
    if len(different) > 1:
        question.doubt("import_key_conflict", "key", blocking=True, one=different[0], other=different[1])
        return ""
    return different[0] if different else ""


def _verdict_place(question: Question, names: dict[str, str]) -> StemKey:
    """A statement's place holds a verdict, or the letter of one where the options are verdicts."""
    if names:
        placed = choice_place(question.stem, "".join(names), wants_one=True, known_key="")
        if placed.key:
            return replace(placed, key=names[placed.key], stem=judge_place(placed.stem).stem)
    found = judge_place(question.stem)
    if found.key or names:
        return found
    lettered = choice_place(question.stem, "AB", wants_one=True, known_key="")
    if lettered.key in _LETTER_VERDICTS:
        key = _by_letter(question, lettered.key)
        return StemKey(stem=judge_place(lettered.stem).stem, key=key)
    return found


def _by_letter(question: Question, letter: str) -> str:
    """A stands for right where the section says so; else by custom, to be confirmed."""
    if not question.block.heading.letters_mean_verdicts:
        question.doubt("import_judge_by_letter", "key", given=letter)
    return _LETTER_VERDICTS[letter]


def _read_verdict(question: Question, text: str, names: dict[str, str]) -> KeyRead:
    letters = letters_of(text)
    if letters in names:
        return KeyRead(value=names[letters])
    read = read_verdict(text)
    if not read.value and not names and letters in _LETTER_VERDICTS:
        return KeyRead(value=_by_letter(question, letters))
    return read


def _ticked(question: Question, names: dict[str, str]) -> str:
    letters = "".join(names)
    right = [letters["ABCDEFGH".index(letter)] for letter in question.right if names]
    if len(right) == 1:
        return names[right[0]]
    marked, how = marked_options(question.choices)
    if len(marked) == 1 and not question.parts.text("key") and names:
        question.doubt(f"import_key_by_{how}", "key", read_as=marked)
        return names[letters["ABCDEFGH".index(marked)]]
    return ""
