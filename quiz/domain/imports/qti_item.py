"""One assessment item of QTI 2.1, 2.2 or 3.0 as a draft."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..rich_text import from_markup, plain_text
from .answers import (
    FULL,
    Answer,
    blank_fields,
    choice_fields,
    joined,
    joined_blanks,
    letter_of,
    no_key,
    stem_fields,
    truth_of,
)
from .draft import Draft, DraftPicture, Issue
from .html_text import Fragment
from .images import Finder, take_pictures
from .labels import points_of, with_labels_read, without_source_line
from .qti_response import Response, is_plainly_marked, points_text_of, responses_of
from .qti_text import Body, body_of, plain
from .texts import accepted, issues_of, plain_line, read_text
from .xml_tree import Document, Node, inner_html

_LONGEST_TITLE = 60
_TRUE_IDS, _FALSE_IDS = frozenset({"true", "t"}), frozenset({"false", "f"})
_CHOICES = frozenset({"choiceinteraction", "inlinechoiceinteraction"})
# What is no question of its own beside another interaction.
_ASIDE = frozenset({"endattemptinteraction", "mediainteraction"})
_UNSUPPORTED = {
    "extendedtextinteraction": "essay",
    "uploadinteraction": "essay",
    "drawinginteraction": "essay",
    "matchinteraction": "matching",
    "associateinteraction": "matching",
    "orderinteraction": "dragging",
    "gapmatchinteraction": "dragging",
    "graphicgapmatchinteraction": "dragging",
    "positionobjectinteraction": "dragging",
    "hotspotinteraction": "hotspot",
    "selectpointinteraction": "hotspot",
    "graphicorderinteraction": "hotspot",
    "graphicassociateinteraction": "hotspot",
}


def interactions_of(root: Node) -> list[Node]:
    body = root.first("itembody")
    found = [node for node in body.walk() if node.name.endswith("interaction")] if body else []
    asking = [node for node in found if node.name not in _ASIDE]
    return asking or found


def unsupported_kind(root: Node) -> str:
    """Why an item is none of our questions: the end of a code "import_unsupported_…"; "" where it is one."""
    names = [node.name for node in interactions_of(root)]
    if not names:
        return "description"
    if set(names) == {"textentryinteraction"} or (len(names) == 1 and names[0] in _CHOICES):
        return ""
    if len(names) > 1:
        return "several"
    return _UNSUPPORTED.get(names[0], "other")


class Item:
    """`find` gives the bytes of a file that the item refers to; `stimulus` is the HTML of shared material."""

    def __init__(self, document: Document, find: Finder, *, stimulus: str | None = "") -> None:
        self._document = document
        self._root = document.root
        self._find = find
        self._stimulus = stimulus
        self._line = self._root.line
        self._responses = responses_of(self._root)
        self._fragments: list[Fragment] = []
        self._pictures: list[DraftPicture] = []
        self._issues: list[Issue] = []

    def draft(self, tags: Sequence[str] = (), identifier: str = "") -> Draft:
        interactions = interactions_of(self._root)
        body = self._body()
        is_choice = interactions[0].name in _CHOICES
        fields = self._choice(interactions[0]) if is_choice else self._blanks(interactions)
        stem = self._markup((self._stimulus or "") + body.stem, "stem")
        feedback = [self._markup(one, "explanation") for one in body.feedback]
        explanation, source = without_source_line(
            joined([*self._modal_feedback(interactions[0], fields), *feedback])
        )
        found, about_stem = stem_fields(fields["type"], stem, fields["key"], line=self._line)
        self._notes()
        lost = issues_of(self._fragments, line=self._line, part="stem")
        draft = Draft(
            **{
                **fields,
                "stem": found,
                "explanation": joined([explanation, fields["explanation"]]),
                "issues": (*about_stem, *fields["issues"], *lost, *self._issues),
            },
            number=plain_line(self._root.get("title"))[:_LONGEST_TITLE],
            source=source,
            points=points_of(points_text_of(self._root)),
            pictures=tuple(self._pictures),
            ext_id=identifier or plain_line(self._root.get("identifier")),
            line=self._line,
            last_line=self._root.last_line,
            source_lines=self._document.excerpt(self._root),
        )
        return with_labels_read(draft, tags)

    # ── Choices ───────────────────────────────────────────────────────────────

    def _choice(self, node: Node) -> dict[str, Any]:
        response = self._response(node)
        choices = node.all("simplechoice", "inlinechoice")
        answers = [self._option(choice, response) for choice in choices]
        several = response.is_several
        if several and node.get("maxchoices") == "1":
            several = False
            self._say("import_qti_one_of_several", "key")
        fields = choice_fields(self._as_truths(choices, answers), several=several, line=self._line)
        if node.get("shuffle") == "true" and any(choice.get("fixed") == "true" for choice in choices):
            self._say("import_fixed_option", "options")
        return self._with_key_issues(fields, response)

    def _option(self, choice: Node, response: Response) -> Answer:
        feedback = [inner_html(one, plain) for one in choice.walk() if one.name == "feedbackinline"]
        return Answer(
            text=self._markup(inner_html(choice, plain), "options"),
            weight=response.weight(choice.get("identifier")),
            feedback=joined([self._markup(one, "explanation") for one in feedback]),
        )

    def _as_truths(self, choices: Sequence[Node], answers: list[Answer]) -> list[Answer]:
        """Choices that are called true and false are a statement, whatever language they speak."""
        names = [choice.get("identifier").lower() for choice in choices]
        if len(names) != 2 or not (set(names) & _TRUE_IDS and set(names) & _FALSE_IDS):
            return answers
        texts = [plain_text(from_markup(answer.text)) for answer in answers]
        if sorted(map(truth_of, texts)) != ["F", "T"]:
            self._say("import_qti_truth_by_name", "options", texts=" / ".join(texts))
        words = ["对" if name in _TRUE_IDS else "错" for name in names]
        return [replace(answer, text=word) for answer, word in zip(answers, words, strict=True)]

    def _with_key_issues(self, fields: dict[str, Any], response: Response) -> dict[str, Any]:
        if response.is_partly_lost and not any(one.code == "import_weights_lost" for one in fields["issues"]):
            self._say("import_weights_lost", "key")
        if not response.correct and response.best > 0:
            self._say("import_qti_key_from_mapping", "key")
        if not response.correct and not response.mapped:
            # Nothing is right or wrong: a survey.
            fields["issues"] = tuple(one for one in fields["issues"] if one != no_key(self._line))
            self._say("import_survey", "key", blocking=True)
        return fields

    # ── Blanks ────────────────────────────────────────────────────────────────

    def _blanks(self, nodes: Sequence[Node]) -> dict[str, Any]:
        return joined_blanks([self._blank(node) for node in nodes])

    def _blank(self, node: Node) -> dict[str, Any]:
        response = self._response(node)
        values = dict.fromkeys([*response.correct, *response.mapped])
        variants = [Answer(text=accepted(one), weight=self._worth(response, one)) for one in values]
        if response.is_case_sensitive:
            self._say("import_case_ignored", "key")
        return blank_fields(variants, line=self._line)

    def _worth(self, response: Response, value: str) -> float:
        """For a blank, the mapped texts that earn the most are right beside the declared one."""
        share = response.mapped.get(value, 0.0) / response.best * FULL if response.best > 0 else 0.0
        return FULL if value in response.correct else share

    # ── The rest ──────────────────────────────────────────────────────────────

    def _response(self, node: Node) -> Response:
        name = node.get("responseidentifier")
        empty = Response(identifier=name, cardinality="single", correct=(), mapped={})
        return self._responses.get(name, empty)

    def _body(self) -> Body:
        body = self._root.first("itembody")
        return body_of(body) if body else Body()

    def _modal_feedback(self, interaction: Node, fields: dict[str, Any]) -> Iterator[str]:
        """What is told after the answer; what belongs to a wrong option stands under its letter."""
        names = [one.get("identifier") for one in interaction.all("simplechoice", "inlinechoice")]
        later = []
        for node in self._root.all("modalfeedback"):
            content = node.first("contentbody") or node
            text = self._markup(inner_html(content, plain), "explanation")
            letter = letter_of(names.index(node.get("identifier"))) if node.get("identifier") in names else ""
            if letter and letter not in fields["key"] and fields.get("options"):
                later.append(f"{letter}：{text}" if text else "")
            else:
                yield text
        yield from later

    def _notes(self) -> None:
        names = {node.name for node in self._root.walk()}
        if names & {"templatedeclaration", "templateprocessing", "printedvariable"}:
            self._say("import_qti_template", "", blocking=True)
        if self._root.get("adaptive") == "true":
            self._say("import_qti_adaptive", "")
        if not is_plainly_marked(self._root):
            self._say("import_qti_own_marking", "key")
        if self._stimulus is None:
            self._say("import_qti_stimulus", "stem", blocking=True)

    def _markup(self, html_text: str, part: str) -> str:
        fragment = read_text(html_text)
        self._fragments.append(fragment)
        pictures, issues = take_pictures(fragment.images, self._find, line=self._line, part=part)
        self._pictures += pictures
        self._issues += issues
        return fragment.markup

    def _say(self, code: str, part: str, *, blocking: bool = False, **values: Any) -> None:
        issue = Issue(code=code, line=self._line, part=part, values=values, blocking=blocking)
        if issue not in self._issues:
            self._issues.append(issue)
