"""Anki's text files: a card's front is a question, its back the answer and why.

A deck says nothing about types; options in the front, a gap (cloze) or the answer itself tell them, and a
person confirms it.  Our own export has a form that says all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import is_zip

from ..bank_item import BLANK
from .anki_own import COLUMNS, own_fields
from .anki_rows import Header, Row, parse, tags_of
from .answers import FULL, Answer, blank_fields, choice_fields, joined, joined_blanks, stem_fields, truth_of
from .bounds import MOST_ANSWERS
from .decode import decode
from .draft import SURE, Draft, DraftPicture, Issue, Reading, Unread, Upload
from .html_text import Fragment
from .images import take_pictures
from .labels import with_labels_read, without_source_line
from .sources import excerpt
from .texts import accepted, issues_of, plain_line, read_text

_GUESSED, _GUESSED_SEPARATOR = 0.8, 0.6
_CLOZE = re.compile(r"\{\{c\d{1,3}::([^{}]*)\}\}")
_SOUND = re.compile(r"\[sound:[^\]\n]{1,200}\]|\[anki:play:[^\]\n]{1,80}\]")
_OPTION = re.compile(r"(?:(?<=\s)|^)[（(]?([A-H])[.．、:：)）]\s*", re.M)
_KEY = re.compile(
    r"(?:(?:正确|参考)?答案\s*[:：]?\s*)?([A-H](?:[\s,，、]*[A-H]){0,7})(?![A-Za-z0-9])[.．、:：)）]?\s*"
)
_ANSWER_WORD = re.compile(r"(?:正确|参考)?答案\s*[:：]\s*")
_WHY_WORD = re.compile(r"^(?:答案)?解析\s*[:：]\s*", re.M)
# Beyond this no contestant fills in the same words.
_LONGEST_ANSWER = 30
_TAG = re.compile(r"[^\s。！？!?<>]{1,20}")


@dataclass(frozen=True, kw_only=True)
class _Card:
    front: str
    back: str
    more: tuple[str, ...]
    tags: tuple[str, ...]
    guid: str
    deck: str


def read_anki(upload: Upload) -> Reading:
    if is_zip(upload.content):
        raise RuleBroken("import_anki_package", status=400)
    decoded = decode(upload.content)
    header, rows = parse(decoded.text)
    drafts, unread = [], []
    for row in rows:
        found = _read(row, header)
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            unread.append(found)
    guessed = _GUESSED if header.says_separator else _GUESSED_SEPARATOR
    confidence = SURE if header.columns == COLUMNS else guessed
    return Reading(
        format="anki",
        confidence=min(confidence, decoded.confidence),
        drafts=tuple(drafts),
        issues=decoded.issues,
        unread=tuple(unread),
    )


def _read(row: Row, header: Header) -> Draft | Unread:
    text = excerpt(header.separator.join(row.fields))
    if row.is_comment:
        return Unread(line=row.line, text=text, code="import_anki_comment")
    card = _card(row, header)
    if not card.front.strip() or not (card.back.strip() or _CLOZE.search(card.front)):
        return Unread(line=row.line, text=text, code="import_anki_one_field")
    if len(_CLOZE.findall(card.front)) > MOST_ANSWERS:
        return Unread(line=row.line, text=text, code="import_too_many_answers")
    return _Question(card, row, header, text).draft()


def _card(row: Row, header: Header) -> _Card:
    """The row's fields, those with a meaning of their own apart."""
    apart = {
        name: row.fields[column] if column < len(row.fields) else ""
        for name, column in header.special.items()
    }
    rest = [value for place, value in enumerate(row.fields) if place not in header.special.values()]
    front, back, *more = [*rest, "", ""]
    tags = apart.get("tags", "")
    last = next((value for value in reversed(more) if value.strip()), "")
    if "tags" not in header.special and last and all(map(_TAG.fullmatch, tags_of(last))):
        tags = last
        more.remove(last)
    return _Card(
        front=front,
        back=back,
        more=tuple(value for value in more if value.strip()),
        tags=(*header.tags, *tags_of(tags)),
        guid=plain_line(apart.get("guid", "")),
        deck=apart.get("deck", "") or header.deck,
    )


class _Question:
    def __init__(self, card: _Card, row: Row, header: Header, source_lines: str) -> None:
        self._card = card
        self._row = row
        self._line = row.line
        self._format = {True: "html", False: "plain", None: "moodle"}[header.html]
        self._source_lines = source_lines
        self._fragments: list[Fragment] = []
        self._issues: list[Issue] = []

    def draft(self) -> Draft:
        own = own_fields(self._card.front, self._card.back, self._markup, line=self._line)
        fields = own if own is not None else self._guessed()
        explanation, source = without_source_line(fields["explanation"])
        stem, about_stem = stem_fields(fields["type"], fields["stem"], fields["key"], line=self._line)
        pictures, about_pictures = self._pictures()
        lost = issues_of(self._fragments, line=self._line, part="stem")
        draft = Draft(
            **{
                **fields,
                "stem": stem,
                "explanation": explanation,
                "issues": (*about_stem, *fields["issues"], *self._issues, *lost, *about_pictures),
            },
            source=source,
            topic="/".join(filter(None, (part.strip() for part in self._card.deck.split("::")))),
            pictures=pictures,
            ext_id=self._card.guid,
            line=self._line,
            last_line=self._row.last_line,
            source_lines=self._source_lines,
        )
        return with_labels_read(draft, self._card.tags)

    # ── What a deck of others means ───────────────────────────────────────────

    def _guessed(self) -> dict[str, Any]:
        if _CLOZE.search(self._card.front):
            return self._cloze()
        front, back = self._markup(self._card.front), self._markup(self._card.back)
        stem, options = _options(front)
        first, *why = back.split("\n")
        if options:
            fields, rest = self._choice(options, back)
            return {**fields, "stem": stem, "explanation": self._why([rest, fields["explanation"]])}
        answer = _ANSWER_WORD.sub("", first, count=1).strip()
        if truth_of(answer):
            return {
                **{"type": "judge", "stem": stem, "key": truth_of(answer), "issues": ()},
                "explanation": self._why(why),
            }
        fields = blank_fields([Answer(text=accepted(answer), weight=FULL)], line=self._line)
        if len(answer) > _LONGEST_ANSWER:
            self._say("import_anki_long_answer", "key", blocking=True)
        return {**fields, "stem": stem, "explanation": self._why(why)}

    def _choice(self, options: Sequence[str], back: str) -> tuple[dict[str, Any], str]:
        """The fields, and what of the back is left when the key is taken from it."""
        key, rest = _key(options, back)
        answers = [
            Answer(text=text, weight=FULL if chr(65 + place) in key else 0)
            for place, text in enumerate(options)
        ]
        return choice_fields(answers, several=len(key) > 1, line=self._line), rest

    def _cloze(self) -> dict[str, Any]:
        gaps = [match[1].split("::") for match in _CLOZE.finditer(self._card.front)]
        if any(len(gap) > 1 for gap in gaps):
            self._say("import_anki_hint", "stem")
        each = [
            blank_fields([Answer(text=accepted(self._markup(gap[0])), weight=FULL)], line=self._line)
            for gap in gaps
        ]
        stem = self._markup(_CLOZE.sub(BLANK, self._card.front))
        return {
            **joined_blanks(each),
            "stem": stem,
            "explanation": self._why([self._markup(self._card.back)]),
        }

    def _why(self, lines: Sequence[str]) -> str:
        more = [self._markup(value) for value in self._card.more]
        return _WHY_WORD.sub("", joined([line.strip() for line in (*lines, *more)])).strip()

    def _markup(self, text: str) -> str:
        if _SOUND.search(text):
            self._say("import_lost_media", "stem")
        fragment = read_text(_SOUND.sub("", text), self._format)
        self._fragments.append(fragment)
        return fragment.markup

    def _pictures(self) -> tuple[tuple[DraftPicture, ...], tuple[Issue, ...]]:
        images = [image for fragment in self._fragments for image in fragment.images]
        return take_pictures(images, lambda name: None, line=self._line)

    def _say(self, code: str, part: str, *, blocking: bool = False) -> None:
        issue = Issue(code=code, line=self._line, part=part, blocking=blocking)
        if issue not in self._issues:
            self._issues.append(issue)


def _options(front: str) -> tuple[str, list[str]]:
    """The stem, and the options below or behind it: A, B, C in their order."""
    marks: list[re.Match[str]] = []
    for match in _OPTION.finditer(front):
        if match[1] == chr(65 + len(marks)):
            marks.append(match)
    if len(marks) < 2:
        return front.strip(), []
    ends = [match.start() for match in marks[1:]] + [len(front)]
    texts = [front[match.end() : end].strip() for match, end in zip(marks, ends, strict=True)]
    return front[: marks[0].start()].strip(), texts


def _key(options: Sequence[str], back: str) -> tuple[str, str]:
    """The letters that the back names, or the option whose text it is; and what is left of it."""
    match = _KEY.match(back)
    letters = "".join(sorted(set(re.findall("[A-H]", match[1])))) if match else ""
    if match and set(letters) <= {chr(65 + place) for place in range(len(options))}:
        rest = back[match.end() :]
        named = options[ord(letters) - 65] if len(letters) == 1 else ""
        return letters, rest.removeprefix(named).strip() if named else rest.strip()
    first, _, rest = back.partition("\n")
    places = [place for place, text in enumerate(options) if text == _ANSWER_WORD.sub("", first).strip()]
    return (chr(65 + places[0]), rest) if len(places) == 1 else ("", back)
