"""One question's lines as stem, options, tags and fields; its key is looked for later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from ...bank_item import level
from ..draft import DraftPicture, Issue, Unread
from .blocks import Block
from .fields import Piece
from .key_lists import KeyItem
from .marked import BOLD, COLOUR, HIGHLIGHT, PICTURE, UNDERLINE, Marked, join
from .options import Choices, find_options
from .parts import Parts, flow, part
from .values import Tags, take_tags
from .vocabulary import CHOICES, LETTERS, TRUE_MARKS, type_in, type_of, verdict

_MARGIN = 28
_MOST_BARE = 10
# All lines that belong nowhere are listed; a question speaks of the first few.
_MOST_STRAYS = 10
_LONGEST_BARE = 120
# What questionnaires print behind the right option, and the ticks that people add there.
_SAID_RIGHT = re.compile(
    rf"\s*[（(\[【]\s*(?:正确答案|正确选项|正确项|答案|正确|right|correct|[{TRUE_MARKS}])\s*[)）\]】]\s*$",
    re.IGNORECASE,
)
_TICKED = re.compile(rf"(?<=[^\s{TRUE_MARKS}])\s*[{TRUE_MARKS}★*＊]\s*$")
_ENDS_STEM = re.compile(r"[（(][\s\u3000_]*[)）]|_{2,}|[？?：:]\s*$|[\]】]\s*\*?\s*$")
_WAYS = ((COLOUR, "colour"), (HIGHLIGHT, "highlight"), (UNDERLINE, "underline"), (BOLD, "bold"))
_LIST_SIGNS = ("；", ";", "，", "、")
_VERDICTS = re.compile(r"\n\s*([^\s；;、/|，,]{1,2})\s*[；;、/|，,\s]\s*([^\s；;、/|，,。]{1,2})[。\s]*$")
_ODD_LABEL = re.compile(r"([A-Ha-h])(?:[ ]*[，,。·\-—–－/／|~][ ]*(?=\S)|(?=\d))")
_GAPS = re.compile(r"\t+|[ \u3000]{2,}")


@dataclass(kw_only=True)
class Question:
    """A question before its key is known. `kind` is the type that the file gives it, "" for none.

    `right`: letters of options that say themselves that they are right; `is_said` where they say so in
    words. `keyed`: what a list of keys holds for it.
    """

    block: Block
    parts: Parts
    stem: Marked
    choices: Choices
    tags: Tags
    kind: str
    right: str = ""
    is_said: bool = False
    keyed: KeyItem | None = None
    keyed_parts: Parts = field(default_factory=Parts)
    issues: list[Issue] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    pictures: tuple[DraftPicture, ...] = ()

    @property
    def line(self) -> int:
        return self.block.lines[0].number

    def field_text(self, name: str) -> str:
        return self.parts.text(name) or self.keyed_parts.text(name)

    def issues_about(self, part: str) -> list[Issue]:
        return [issue for issue in self.issues if issue.part == part]

    def doubt(
        self, code: str, part: str = "", *, blocking: bool = False, line: int = 0, **values: object
    ) -> None:
        issue = Issue(code=code, line=line or self.line, part=part, values=values, blocking=blocking)
        if issue not in self.issues[-_MOST_STRAYS:]:
            self.issues.append(issue)


def question_of(block: Block) -> Question:
    """The question that a block holds."""
    parts = part(block.lines, block.heading.type)
    said = type_of(parts.text("type")) or type_in(parts.text("type"))
    first_tags = take_tags(parts.head[0])[1] if parts.head else Tags()
    kind = first_tags.type or said or block.heading.type
    choices, unlabelled = _options(parts, kind)
    stem, tags = take_tags(flow(_lines_of(choices.before)))
    stem = stem if choices.texts else _without_verdicts(stem)
    question = Question(
        block=block,
        parts=parts,
        stem=stem,
        choices=choices,
        tags=tags,
        kind=tags.type or kind,
        issues=[replace(issue, line=issue.line or block.lines[0].number) for issue in block.issues],
        pictures=tuple(picture for line in block.lines for picture in line.pictures),
    )
    for line in block.lines:
        for code in line.doubts:
            question.doubt(code, line=line.number)
    if unlabelled and not (first_tags.type and _says_right(parts)) and not _are_verdicts(choices):
        question.doubt("import_options_unlabelled", "options", count=len(choices.texts))
    if parts.options_come_late:
        question.doubt("import_options_late", "options")
    _tidy_options(question)
    _list_strays(question)
    return question


def _without_verdicts(stem: Marked) -> Marked:
    """Without a last line "正确；错误", which only says that it is a judgement."""
    match = _VERDICTS.search(stem.text)
    pair = {verdict(match[1]), verdict(match[2])} if match else set()
    return stem[: match.start()].strip() if match and pair == {"T", "F"} else stem


def _lines_of(text: Marked) -> list[Marked]:
    lines, at = [], 0
    for piece in text.text.split("\n"):
        lines.append(text[at : at + len(piece)])
        at += len(piece) + 1
    return lines


def _options(parts: Parts, kind: str) -> tuple[Choices, bool]:
    """The options of a head, and whether they had to be told without labels."""
    whole = join(parts.head, "\n")
    is_choice = kind in CHOICES or bool(re.match(r"[A-H]{1,8}\b", parts.text("key")))
    is_choice = is_choice or (not kind and _names_a_line(parts))
    found = find_options(whole, loose=is_choice)
    if found.texts:
        return found, False
    if not (is_choice or _says_right(parts)):
        return found, False
    bare = _bare_options(parts.head)
    return (bare or found), bare is not None


def _says_right(parts: Parts) -> bool:
    return any(_SAID_RIGHT.search(line.text) for line in parts.head[1:])


def _names_a_line(parts: Parts) -> bool:
    """Whether the key is one of several lines below the stem, word for word."""
    below = [level(line.text) for line in parts.head[1:] if line.text.strip()]
    return len(below) > 1 and below.count(level(parts.text("key"))) == 1 and bool(level(parts.text("key")))


def _are_verdicts(choices: Choices) -> bool:
    return {verdict(_SAID_RIGHT.sub("", text.text)) for text in choices.texts} == {"T", "F"}


def _bare_options(head: Sequence[Marked]) -> Choices | None:
    """Options without letters: the lines below the one that asks."""
    lines = [line for line in head if line.text.strip()]
    asks = [place for place, line in enumerate(lines[:-1]) if _ENDS_STEM.search(line.text)]
    begin = (asks[-1] if asks else 0) + 1
    texts = [line.strip() for line in lines[begin:]]
    if len(texts) == 1:
        pieces = [piece for piece in _GAPS.split(texts[0].text) if piece.strip()]
        texts = [Marked(piece.strip()) for piece in pieces]
    if not 2 <= len(texts) <= _MOST_BARE or any(len(text) > _LONGEST_BARE for text in texts):
        return None
    texts = _without_odd_labels(texts)
    return Choices(before=join(lines[:begin], "\n"), labels=LETTERS[: len(texts)], texts=tuple(texts))


def _without_odd_labels(texts: list[Marked]) -> list[Marked]:
    """Without letters that no usual sign sets apart: "A，110", "B-119", "C120"."""
    labels = [_ODD_LABEL.match(text.text) for text in texts]
    if [label[1].upper() if label else "" for label in labels] != list(LETTERS[: len(texts)]):
        return texts
    return [text[label.end() :] if label else text for text, label in zip(texts, labels, strict=True)]


def _tidy_options(question: Question) -> None:
    """Options as one text each; what says that one is right is noted and taken off."""
    choices = question.choices
    texts, right, said = [], set(choices.ticked), ""
    for place, text in enumerate(choices.texts):
        lines = _lines_of(text)
        if place == len(choices.texts) - 1:
            lines = _without_strays(question, lines)
        whole = flow_option(lines)
        for pattern in (_SAID_RIGHT, _TICKED):
            if pattern.search(whole.text):
                whole = whole.sub(pattern, "").strip()
                right.add(LETTERS[place])
                said += LETTERS[place] if pattern is _SAID_RIGHT else ""
        texts.append(whole)
    question.choices = replace(choices, texts=_without_list_signs(texts))
    question.right = "".join(sorted(right)) if 0 < len(right) < len(texts) or said else ""
    question.is_said = bool(said)


def _without_list_signs(texts: Sequence[Marked]) -> tuple[Marked, ...]:
    """ "一；" "二；" "三。": the signs of a list are not the options' own."""
    if len(texts) < 2 or not all(texts) or any(text.text[-1] not in _LIST_SIGNS for text in texts[:-1]):
        # What parts the last option from a key on its line is not its own either.
        return (*texts[:-1], *(text.strip("；; ") for text in texts[-1:]))
    return (*(text[:-1].strip() for text in texts[:-1]), texts[-1].strip("。；; "))


def flow_option(lines: Sequence[Marked]) -> Marked:
    """An option's lines in one: they hold no paragraphs."""
    parts = [line.strip() for line in lines if line.text.strip()]
    gaps = [
        Marked(" " if before.text[-1].isascii() and after.text[0].isascii() else "")
        for before, after in pairwise(parts)
    ]
    return join(piece for pair in zip_longest(parts, gaps, fillvalue=Marked("")) for piece in pair)


def _without_strays(question: Question, lines: list[Marked]) -> list[Marked]:
    """The last option without lines that merely follow it."""
    seen = [line for line in lines if line.text.strip(f" \t\u3000{PICTURE}")]
    if len(seen) < 2 or len(seen[0]) >= _MARGIN:
        return lines
    numbers = {line.plain.strip(): line.number for line in reversed(question.block.lines)}
    for line in seen[1:]:
        number = numbers.get(line.text.strip(), question.line)
        question.parts.stray.append(Piece(field="", text=line, line=number))
    return seen[:1]


def _list_strays(question: Question) -> None:
    for piece in question.parts.stray:
        text = piece.text.text.strip()
        question.unread.append(Unread(line=piece.line, text=text[:500], code="import_unread_in_question"))
    for piece in question.parts.stray[:_MOST_STRAYS]:
        question.doubt("import_stray_line", line=piece.line, text=piece.text.text.strip()[:60])
    for piece in question.parts.fields.get("note", []):
        question.unread.append(
            Unread(line=piece.line, text=piece.text.text.strip()[:500], code="import_note")
        )


def marked_options(choices: Choices) -> tuple[str, str]:
    """The letters of the options that alone are set in colour, highlighted, underlined or bold; and how."""
    for parts in (choices.texts, choices.leads):
        for flag, name in _WAYS:
            marked = [
                letter
                for letter, part in zip(choices.letters, parts, strict=False)
                if part.flagged(flag) >= 0.8
            ]
            if 0 < len(marked) < len(choices.texts):
                return "".join(marked), name
    return "", ""
