"""Aiken: a stem, options `A. …` one a line, `ANSWER: B`. Read with the liberties that people take."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..bank_item import LETTERS
from .answers import FULL, Answer, choice_fields, joined, no_key, stem_fields, truth_of
from .bounds import bounded
from .decode import decode
from .draft import Draft, Issue, Reading, Unread, Upload
from .sources import excerpt
from .texts import levelled, text_lines

_OPTION = re.compile(r"\s*[（(]?([A-Za-zＡ-Ｚａ-ｚ])\s{0,3}[)）.．、:：][ \t\u3000]*(\S.*)$")
_KEY = re.compile(r"\s*(?:ANSWERS?|KEY|(?:正确|参考|标准)?答案)\s*[:：]\s*(.*)$", re.I)
_MORE = re.compile(r"\s*(?:FEEDBACK|EXPLANATION|(?:答案)?解析)\s*[:：]\s*(.*)$", re.I)
_LETTERS = re.compile(r"[A-Z](?:[\s,，、;；]*[A-Z]){0,25}(?![A-Za-z])")


@dataclass(kw_only=True)
class _Found:
    """The lines of one question, as they come."""

    line: int = 0
    last_line: int = 0
    lines: list[str] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    key: str | None = None
    explanation: list[str] = field(default_factory=list)

    def take(self, number: int, raw: str) -> None:
        self.line = self.line or number
        self.last_line = number
        self.lines.append(raw)


def read_aiken(upload: Upload) -> Reading:
    drafts, unread = [], []
    decoded = decode(upload.content)
    for found in bounded(_questions(text_lines(decoded.text))):
        if found.options or found.key is not None:
            drafts.append(_draft(found))
        else:
            text = excerpt("\n".join(found.lines))
            unread.append(Unread(line=found.line, text=text))
    return Reading(
        format="aiken",
        confidence=decoded.confidence,
        drafts=tuple(drafts),
        issues=decoded.issues,
        unread=tuple(unread),
    )


def _questions(lines: list[str]) -> Iterator[_Found]:
    found, after_blank = _Found(), False
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            after_blank = bool(found.lines)
            continue
        if _begins_anew(found, raw, after_blank):
            rest = _stem_of_the_next(found, raw)
            yield found
            found = rest
        _place(found, number, raw)
        after_blank = False
    if found.lines:
        yield found


def _begins_anew(found: _Found, raw: str, after_blank: bool) -> bool:
    """Whether a line can no longer belong to the question before it."""
    if found.key is not None:
        return not _MORE.match(raw)
    option = _option(raw)
    if option:
        return option[0] == 0 and len(found.options) > 1
    return after_blank and bool(found.options or found.stem) and not _KEY.match(raw)


def _stem_of_the_next(found: _Found, raw: str) -> _Found:
    """Where no key came before the next A: the lines below the last option are the next stem."""
    following = _Found()
    option = _option(raw)
    if found.key is None and option and len(found.options[-1]) > 1:
        lines = found.options[-1][1:]
        found.options[-1] = found.options[-1][:1]
        following.line = found.last_line - len(lines) + 1
        following.stem, following.lines = lines, found.lines[-len(lines) :]
        found.lines = found.lines[: -len(lines)]
        found.last_line = following.line - 1
    return following


def _place(found: _Found, number: int, raw: str) -> None:
    found.take(number, raw)
    key, option = _KEY.match(raw), _option(raw)
    more = _MORE.match(raw) if found.key is not None else None
    if more:
        found.explanation.append(more[1].strip())
    elif key:
        found.key = key[1].strip()
    elif option and option[0] == len(found.options):
        found.options.append([option[1]])
    elif option and option[0] == 0 and len(found.options) == 1:
        # What looked like option A was a stem that begins with "A.".
        found.stem += found.lines[-1 - len(found.options[0]) : -1]
        found.options = [[option[1]]]
    elif found.options:
        found.options[-1].append(raw.strip())
    else:
        found.stem.append(raw.strip())


def _option(raw: str) -> tuple[int, str] | None:
    """The place of an option (0 for A) and its text."""
    match = _OPTION.match(raw)
    if match is None:
        return None
    letter = unicodedata.normalize("NFKC", match[1]).upper()
    return (ord(letter) - ord("A"), match[2].strip()) if letter in LETTERS else None


def _draft(found: _Found) -> Draft:
    letters, issues = _key(found)
    answers = [
        Answer(text=levelled("\n".join(option)), weight=FULL if chr(65 + place) in letters else 0)
        for place, option in enumerate(found.options)
    ]
    fields = choice_fields(answers, several=len(letters) > 1, line=found.line)
    about_key = no_key(found.line)
    if issues:
        fields["issues"] = tuple(one for one in fields["issues"] if one != about_key)
    stem, about_stem = stem_fields(
        fields["type"], levelled("\n".join(found.stem)), fields["key"], line=found.line
    )
    if len(found.stem) > 1:
        issues.append(Issue(code="import_aiken_long_stem", line=found.line, part="stem"))
    explanation = joined([fields.pop("explanation"), levelled("\n".join(found.explanation))])
    return Draft(
        stem=stem,
        explanation=explanation,
        line=found.line,
        last_line=found.last_line,
        source_lines=excerpt("\n".join(found.lines)),
        **{**fields, "issues": (*about_stem, *fields["issues"], *issues)},
    )


def _key(found: _Found) -> tuple[str, list[Issue]]:
    """The letters of the key, each an option's; what stands there and is none is an issue."""
    if not found.key:
        return "", []
    written = unicodedata.normalize("NFKC", found.key).upper()
    match = _LETTERS.match(written)
    letters = "".join(sorted(set(re.findall("[A-Z]", match[0])))) if match else ""
    known = {chr(65 + place) for place in range(len(found.options))}
    if letters and set(letters) <= known:
        return letters, []
    truths = [truth_of(" ".join(option)) for option in found.options]
    if truth_of(found.key) and truths.count(truth_of(found.key)) == 1:
        return chr(65 + truths.index(truth_of(found.key))), []
    values = {"key": found.key[:40]}
    return "", [
        Issue(code="import_key_unknown", line=found.last_line, part="key", values=values, blocking=True)
    ]
