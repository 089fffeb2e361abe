"""One <question> of Moodle's XML as a draft."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .answers import FULL, Answer, blank_fields, choice_fields, joined, joined_blanks, no_key, stem_fields
from .draft import Draft, DraftPicture, Issue, Key
from .gift_answers import accepted_text, numeric
from .html_text import Fragment
from .images import from_base64, picture_reference, take_pictures
from .labels import points_of, with_labels_read, without_source_line
from .moodle_cloze import Gap, gaps_of, is_exact, with_marks
from .texts import issues_of, plain_line, read_text
from .xml_tree import Node, inner_html

_FORMATS = {"plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle"}
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
# What Moodle itself says to everybody.
_BOILERPLATE = re.compile(
    r"Your answer is (?:partially )?(?:in)?correct\.?"
    r"|(?:[您你]的?)?(?:回答|答案)?(?:是)?(?:完全|部分)?不?(?:正确|错误)(?:的)?[。.!！]?",
    re.I,
)
_LONGEST_NAME = 60


def text_of(node: Node) -> str:
    """The <text> inside an element; HTML that nobody escaped is put together again."""
    inner = node.first("text") or node
    return inner_html(inner) if inner.elements else inner.text


class _Question:
    def __init__(self, node: Node, topic: str, source_lines: str) -> None:
        self._node = node
        self._topic = topic
        self._source_lines = source_lines
        self._line = node.line
        self._fragments: list[Fragment] = []
        self._pictures: list[DraftPicture] = []
        self._issues: list[Issue] = []

    # ── Types ─────────────────────────────────────────────────────────────────

    def choice(self) -> Draft:
        single = self._value("single").lower() not in ("false", "0")
        answers = [self._answer(one) for one in self._node.all("answer")]
        several = not single or self._node.get("type").lower() == "multichoiceset"
        return self._draft(self._stem(), choice_fields(answers, several=several, line=self._line))

    def statement(self) -> Draft:
        """Moodle names the answers true and false in every language."""
        answers = self._node.all("answer")
        right = [one for one in answers if _fraction(one) >= FULL]
        told = {"true": "T", "false": "F"}.get(text_of(right[0]).strip().lower(), "") if right else ""
        lines = [self._answer(one).feedback for one in [*right, *(o for o in answers if o not in right)]]
        issues = () if told else (no_key(self._line),)
        fields = {"type": "judge", "key": told, "explanation": joined(lines), "issues": issues}
        return self._draft(self._stem(), fields)

    def short_answer(self) -> Draft:
        answers = self._node.all("answer")
        variants = [self._answer(one, plain=True) for one in answers]
        fields = blank_fields(variants, line=self._line)
        if any("*" in text_of(one).replace("\\*", "") for one in answers if _fraction(one) > 0):
            self._say("import_wildcard", "key", blocking=True)
        if self._value("usecase") == "1":
            self._say("import_case_ignored", "key")
        return self._draft(self._stem(), fields)

    def numerical(self) -> Draft:
        variants, ranges = [], []
        for node in self._node.all("answer"):
            answer = self._answer(node, plain=True)
            text, exact = numeric(answer.text, self._child_text(node, "tolerance"))
            if exact or answer.weight < FULL:
                variants.append(replace(answer, text=text))
            else:
                ranges.append(text)
        fields = blank_fields(variants, line=self._line)
        if ranges:
            fields["issues"] = tuple(one for one in fields["issues"] if one != no_key(self._line))
            self._say("import_number_range", "key", blocking=True, range="；".join(ranges))
        units = self._node.first("units")
        if units is not None and units.all("unit"):
            self._say("import_number_unit", "key")
        return self._draft(self._stem(), fields)

    def cloze(self) -> Draft | None:
        """Short answers in the text are blanks; one choice in it is a choice; None for all else."""
        node = self._node.first("questiontext")
        marked, gaps = gaps_of(text_of(node)) if node else ("", [])
        kinds = {gap.kind for gap in gaps}
        if (
            not node
            or not gaps
            or not (kinds <= {"short", "number"} or (kinds == {"choice"} and len(gaps) == 1))
        ):
            return None
        if not all(is_exact(gap) for gap in gaps):
            return None
        stem = self._fragment(node, with_marks(marked, gaps)).markup
        if kinds == {"choice"}:
            answers = [replace(one, text=self._inline(one.text)) for one in gaps[0].answers]
            return self._draft(stem, choice_fields(answers, several=False, line=self._line))
        return self._draft(stem, self._blanks(gaps))

    def _blanks(self, gaps: list[Gap]) -> dict[str, Any]:
        each = [blank_fields(gap.answers, line=self._line) for gap in gaps]
        if any("*" in text.replace("\\*", "") for gap in gaps for text in gap.written):
            self._say("import_wildcard", "key", blocking=True)
        return joined_blanks(each)

    # ── Parts ─────────────────────────────────────────────────────────────────

    def _draft(self, stem: str, fields: dict[str, Any]) -> Draft:
        general, source = without_source_line(self._general_feedback())
        key: Key = fields["key"]
        found, about_stem = stem_fields(fields["type"], stem, key, line=self._line)
        if self._value("hidden") == "1":
            self._say("import_hidden", "")
        self._old_image()
        lost = issues_of(self._fragments, line=self._line, part="stem")
        draft = Draft(
            **{
                **fields,
                "stem": found,
                "explanation": joined([general, fields["explanation"], *self._other_feedback()]),
                "issues": (*about_stem, *fields["issues"], *lost, *self._issues),
            },
            number=self._name(),
            source=source,
            topic=self._topic,
            points=points_of(self._value("defaultgrade") or self._value("defaultmark")),
            pictures=tuple(self._pictures),
            ext_id=plain_line(self._value("idnumber")),
            line=self._line,
            last_line=self._node.last_line,
            source_lines=self._source_lines,
        )
        return with_labels_read(draft, self._tags())

    def _stem(self) -> str:
        node = self._node.first("questiontext")
        return self._fragment(node).markup if node else ""

    def _answer(self, node: Node, *, plain: bool = False) -> Answer:
        feedback = node.first("feedback")
        text = accepted_text(text_of(node)) if plain else self._fragment(node, part="options").markup
        return Answer(
            text=text,
            weight=_fraction(node),
            feedback=self._fragment(feedback, part="explanation").markup if feedback else "",
        )

    def _general_feedback(self) -> str:
        node = self._node.first("generalfeedback")
        return self._fragment(node, part="explanation").markup if node else ""

    def _other_feedback(self) -> Iterator[str]:
        for node in self._node.all(*_COMBINED, "hint"):
            text = self._fragment(node, part="explanation").markup
            if not _BOILERPLATE.fullmatch(text):
                yield text

    def _fragment(self, node: Node, text: str | None = None, *, part: str = "stem") -> Fragment:
        """A text with its pictures taken; files stand beside the text that shows them."""
        format_name = _FORMATS.get(node.get("format").lower(), "html")
        fragment = read_text(text_of(node) if text is None else text, format_name)
        self._fragments.append(fragment)
        files = _files(node) if fragment.images else {}
        pictures, issues = take_pictures(
            fragment.images, lambda source: _found(files, source), line=self._line, part=part
        )
        self._pictures += pictures
        self._issues += issues
        return fragment

    def _inline(self, text: str) -> str:
        return read_text(html.escape(text, quote=False)).markup

    def _old_image(self) -> None:
        """Moodle 1.9 had one picture beside the text."""
        data = from_base64(self._value("image_base64"))
        name = self._value("image")
        if data and name:
            image = Fragment(markup="", images=(picture_reference(name),))
            pictures, issues = take_pictures(image.images, lambda source: data, line=self._line)
            self._pictures += pictures
            self._issues += issues

    def _name(self) -> str:
        node = self._node.first("name")
        return plain_line(read_text(text_of(node)).markup)[:_LONGEST_NAME] if node else ""

    def _tags(self) -> list[str]:
        tags = self._node.first("tags")
        return [plain_line(text_of(tag)) for tag in tags.all("tag")] if tags else []

    def _value(self, name: str) -> str:
        return self._child_text(self._node, name)

    def _child_text(self, node: Node, name: str) -> str:
        child = node.first(name)
        return text_of(child).strip() if child else ""

    def _say(self, code: str, part: str, *, blocking: bool = False, **values: Any) -> None:
        self._issues.append(Issue(code=code, line=self._line, part=part, values=values, blocking=blocking))


def _fraction(node: Node) -> float:
    """The share of the mark in percent; 0 for what is no number."""
    match = re.fullmatch(r"\s*(-?\d{1,4}(?:[.,]\d{0,12})?)\s*", node.get("fraction"))
    return float(match[1].replace(",", ".")) if match else 0.0


def _files(node: Node) -> dict[str, Node]:
    return {f"{one.get('path').strip('/')}/{one.get('name')}".strip("/"): one for one in node.all("file")}


def _found(files: Mapping[str, Node], source: str) -> bytes | None:
    """The bytes of @@PLUGINFILE@@/folder/name."""
    name = picture_reference(source.replace("@@PLUGINFILE@@", "")).src
    node = files.get(name.strip("/"))
    return from_base64(node.text) if node else None


Reader = Callable[[Node, str, str], Draft | None]
READERS: dict[str, Reader] = {
    "multichoice": lambda *given: _Question(*given).choice(),
    "multichoiceset": lambda *given: _Question(*given).choice(),
    "truefalse": lambda *given: _Question(*given).statement(),
    "shortanswer": lambda *given: _Question(*given).short_answer(),
    "numerical": lambda *given: _Question(*given).numerical(),
    "cloze": lambda *given: _Question(*given).cloze(),
    "multianswer": lambda *given: _Question(*given).cloze(),
}
