"""GIFT, Moodle's text format: a stem, and in braces its answers."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..bank_item import BLANK
from .answers import (
    FULL,
    Answer,
    blank_fields,
    choice_fields,
    joined,
    joined_blanks,
    no_key,
    stem_fields,
    truth_of,
)
from .bounds import MOST_ANSWERS, bounded
from .decode import decode
from .draft import BRACKET, Draft, Issue, Key, Reading, Unread, Upload
from .gift_answers import MARK, Marked, accepted_text, marked_answers, numbers
from .gift_blocks import Block, blocks, shown
from .gift_parts import FORMAT, Parts, is_matching, joined_stem, parts_of
from .html_text import Fragment
from .images import take_pictures
from .labels import topic_of_path, with_labels_read, without_source_line
from .sources import excerpt
from .texts import accepted, issues_of, plain_line, read_text

_ID = re.compile(r"\[id:((?:\\\]|[^\]]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]]){1,200})\]")
BLANKS_COMMENT = "// [blanks:"
_LONGEST_TITLE = 60


def read_gift(upload: Upload) -> Reading:
    drafts, unread = [], []
    decoded = decode(upload.content)
    for block in bounded(blocks(decoded.text)):
        found = _read(block)
        if isinstance(found, Unread):
            unread.append(found)
        else:
            drafts.append(found)
    return Reading(
        format="gift",
        confidence=decoded.confidence,
        drafts=tuple(drafts),
        issues=decoded.issues,
        unread=tuple(unread),
    )


def _read(block: Block) -> Draft | Unread:
    parts = parts_of(block.text)
    if not parts.groups:
        return _without_answers(block, parts)
    answers = parts.answers(0)
    if not answers:
        return _unread(block, "import_unsupported_essay")
    if any(len(MARK.findall(group)) > MOST_ANSWERS for group in parts.groups):
        return _unread(block, "import_too_many_answers")
    if is_matching(answers) and not _blanks_of(block):
        return _unread(block, "import_unsupported_matching")
    return _Question(block, parts).draft()


def _without_answers(block: Block, parts: Parts) -> Draft | Unread:
    """A description; or, where a brace was left open, a question that somebody has to mend."""
    if "{" not in block.text and "}" not in block.text:
        return _unread(block, "import_unsupported_description")
    stem = read_text(shown(parts.pieces[0]).partition("{")[0].strip(), parts.format).markup
    issue = Issue(code="import_gift_braces", line=block.line, part="key", blocking=True)
    return _Question(block, parts).based(stem=stem, issues=(issue,))


def _unread(block: Block, code: str) -> Unread:
    return Unread(line=block.line, text=excerpt(block.written), code=code)


class _Question:
    """One question on its way from braces to a draft."""

    def __init__(self, block: Block, parts: Parts) -> None:
        self._block = block
        self._parts = parts
        self._line = block.line
        self._fragments: list[Fragment] = []

    def draft(self) -> Draft:
        fields = self._answer_fields()
        general = self._text(self._parts.general_feedback)
        stem, about_stem = stem_fields(
            fields["type"], self._stem(fields["type"]), fields.get("key", ""), line=self._line
        )
        explanation, source = without_source_line(general.markup)
        fields["explanation"] = joined([explanation, fields.get("explanation", "")])
        issues = (*about_stem, *fields.pop("issues", ()), *self._issues())
        pictures, about_pictures = self._pictures()
        return self.based(
            stem=stem, **fields, source=source, pictures=pictures, issues=(*issues, *about_pictures)
        )

    def based(self, **fields: Any) -> Draft:
        """A draft with what the block says beside the question itself."""
        said = " ".join(one for one in self._block.comments if not one.startswith(BLANKS_COMMENT))
        ext_id = _ID.search(said)
        draft = Draft(
            number=self._parts.title[:_LONGEST_TITLE],
            topic=topic_of_path(self._block.category),
            ext_id=_unbracketed(ext_id[1]) if ext_id else "",
            line=self._line,
            last_line=self._block.last_line,
            source_lines=excerpt(self._block.written),
            **fields,
        )
        tags = [_unbracketed(tag) for tag in _TAG.findall(said)]
        return with_labels_read(draft, tags)

    def _answer_fields(self) -> dict[str, Any]:
        answers = self._parts.answers(0)
        if len(self._parts.groups) > 1:
            return self._several_groups()
        if answers.startswith("#"):
            return self._numbers(answers[1:])
        if truth_of(shown(answers.partition("#")[0])):
            return self._statement(answers)
        if "~" in answers:
            return self._choice(answers)
        return self._short_answer(answers)

    def _statement(self, answers: str) -> dict[str, Any]:
        word, *feedback = answers.split("#", 2)
        wrong, right = [*feedback, "", ""][:2]
        lines = [self._text(right).markup, self._text(wrong).markup]
        return {"type": "judge", "key": truth_of(shown(word)), "explanation": joined(lines)}

    def _choice(self, answers: str) -> dict[str, Any]:
        marked, doubtful = marked_answers(answers)
        several = not any(one.mark == "=" for one in marked)
        fields = choice_fields([self._answer(one) for one in marked], several=several, line=self._line)
        return self._doubted(fields, doubtful)

    def _short_answer(self, answers: str) -> dict[str, Any]:
        bare = not answers.startswith("=")
        marked, doubtful = marked_answers(answers if not bare else f"={answers}")
        variants = [self._answer(one, plain=True) for one in marked]
        fields = blank_fields(variants, line=self._line)
        if any("*" in shown(one.text).replace("\\*", "") for one in marked):
            fields["issues"] += (Issue(code="import_wildcard", line=self._line, part="key", blocking=True),)
        if bare:
            fields["issues"] += (Issue(code="import_gift_bare_answer", line=self._line, part="key"),)
        return self._with_blanks(self._doubted(fields, doubtful))

    def _several_groups(self) -> dict[str, Any]:
        """Short answers in several braces are several blanks; of anything else nobody knows what is meant."""
        groups = [self._parts.answers(place) for place in range(len(self._parts.groups))]
        if not all(group.startswith("=") and "~" not in group for group in groups):
            issue = Issue(code="import_gift_several_braces", line=self._line, part="key", blocking=True)
            return {"type": "", "issues": (issue,)}
        return joined_blanks([self._short_answer(group) for group in groups])

    def _numbers(self, answers: str) -> dict[str, Any]:
        """Exact numbers are accepted texts; a range is none, and a person decides."""
        variants, ranges = [], []
        for one in numbers(answers):
            answer = self._answer(one.marked, plain=True)
            if one.is_exact or answer.weight < FULL:
                variants.append(replace(answer, text=one.text))
            else:
                ranges.append(one.text)
        fields = blank_fields(variants, line=self._line)
        if ranges:
            issue = Issue(
                code="import_number_range",
                line=self._line,
                part="key",
                values={"range": "；".join(ranges)},
                blocking=True,
            )
            fields["issues"] = (*(one for one in fields["issues"] if one != no_key(self._line)), issue)
        return fields

    def _answer(self, marked: Marked, *, plain: bool = False) -> Answer:
        text = accepted_text(shown(marked.text)) if plain else self._text(marked.text).markup
        return Answer(text=text, weight=marked.weight, feedback=self._text(marked.feedback).markup)

    def _with_blanks(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Several blanks, whose answers Moodle only knows joined, stand apart in a comment of our own."""
        return {**fields, "key": _blanks_of(self._block) or fields["key"]}

    def _doubted(self, fields: dict[str, Any], doubtful: str) -> dict[str, Any]:
        if doubtful:
            values = {"mark": doubtful}
            issue = Issue(
                code="import_gift_unescaped", line=self._line, part="options", values=values, blocking=True
            )
            fields["issues"] += (issue,)
        return fields

    def _stem(self, kind: str) -> str:
        before, after = self._parts.pieces[0], self._parts.pieces[-1]
        if len(self._parts.pieces) > 2:
            return self._text((BLANK if kind == "blank" else BRACKET).join(self._parts.pieces)).markup
        return self._text(joined_stem(before.rstrip(" "), after, kind)).markup

    def _text(self, text: str) -> Fragment:
        marked = FORMAT.match(text)
        format_name = marked[1].lower() if marked else self._parts.format
        bare = text[marked.end() :] if marked else text
        fragment = read_text(shown(bare).strip(), format_name)
        self._fragments.append(fragment)
        return fragment

    def _issues(self) -> Iterator[Issue]:
        yield from issues_of(self._fragments, line=self._line, part="stem")
        if self._block.is_wide:
            yield Issue(code="import_gift_fullwidth", line=self._line, part="options")

    def _pictures(self) -> Any:
        images = [image for fragment in self._fragments for image in fragment.images]
        return take_pictures(images, lambda name: None, line=self._line)


def _blanks_of(block: Block) -> Key:
    """The key that a comment of our own gives, () where none does."""
    return next((key for comment in block.comments if (key := _blanks_key(comment))), ())


def _blanks_key(comment: str) -> Key:
    if not comment.startswith(BLANKS_COMMENT) or not comment.endswith("]"):
        return ()
    try:
        found = json.loads(comment[len(BLANKS_COMMENT) : -1])
    except (ValueError, RecursionError):
        return ()
    is_key = isinstance(found, list) and all(
        isinstance(one, list) and one and all(isinstance(text, str) for text in one) for one in found
    )
    return tuple(tuple(map(accepted, one)) for one in found) if is_key else ()


def _unbracketed(text: str) -> str:
    return plain_line(text.replace("\\]", "]"))
