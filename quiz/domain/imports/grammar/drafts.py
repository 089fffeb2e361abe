"""Questions with their keys → drafts."""

from dataclasses import dataclass

from ...bank_item import LETTERS as BANK_LETTERS
from ..decode import is_garbled
from ..draft import Draft, DraftOption, Key
from .blank_finding import find_blank_key
from .key_finding import Found, find_choice_key, find_verdict, key_texts
from .lines import source_of
from .marked import PICTURE, Marked, join
from .parts import flow
from .questions import Question
from .types import counted_type, settle_type
from .values import audience_of, difficulty_of, list_of, points_of
from .vocabulary import BLANK_TYPE, CHOICES, JUDGE, OTHER


@dataclass(frozen=True, kw_only=True)
class _Content:
    type: str
    stem: Marked
    key: Key = ""
    options: tuple[DraftOption, ...] = ()
    blanks: int = 0
    remarks: tuple[str, ...] = ()


def draft_of(question: Question, *, habit: str = "") -> Draft:
    """The draft of a question; `habit` is the dialect in which the file writes the keys of blanks."""
    kind = settle_type(question)
    content = _content(question, kind, habit)
    explanation = _explanation(question, content.remarks)
    stem = _with_material(question, content.stem)
    if not content.stem.text.strip(f" \u3000\n{PICTURE}（）"):
        question.doubt("import_stem_missing", "stem", blocking=True)
    _look_for_garbled(question, stem, explanation, content.options)
    block = question.block
    return Draft(
        number=block.label,
        type="" if content.type == OTHER else content.type,
        stem=stem,
        options=content.options,
        key=content.key,
        explanation=explanation,
        source=_joined(question, "source"),
        difficulty=_difficulty(question),
        topic=question.field_text("topic"),
        points=_points(question, content.blanks),
        audience=_audience(question),
        tags=list_of(question.field_text("tags")),
        pictures=question.pictures,
        ext_id=question.field_text("ext_id"),
        section=block.heading.title,
        line=question.line,
        last_line=max(line.number for line in block.lines),
        source_lines=source_of(block.lines),
        issues=tuple(question.issues),
    )


def _content(question: Question, kind: str, habit: str) -> _Content:
    if kind == JUDGE:
        found = find_verdict(question)
        _miss_key(question, found.key)
        return _Content(type=JUDGE, stem=found.stem, key=found.key, remarks=found.remarks)
    if kind == BLANK_TYPE:
        return _blanks(question, habit)
    if kind in CHOICES:
        return _choice(question, kind)
    remarks = tuple(text for text, _ in key_texts(question))
    return _Content(type=kind, stem=question.stem, remarks=remarks)


def _choice(question: Question, kind: str) -> _Content:
    found: Found = find_choice_key(question)
    _check_options(question)
    _miss_key(question, found.key)
    options = tuple(
        DraftOption(label=letter, text=_clean(text))
        for letter, text in zip(question.choices.letters, question.choices.texts, strict=True)
    )
    return _Content(
        type=counted_type(question, kind, found.key),
        stem=found.stem,
        key=found.key,
        options=options,
        remarks=found.remarks,
    )


def _miss_key(question: Question, key: Key) -> None:
    if not key and not any(issue.part == "key" and issue.blocking for issue in question.issues):
        question.doubt("import_key_missing", "key", blocking=True)


def _check_options(question: Question) -> None:
    choices = question.choices
    if choices.texts and not choices.is_in_order:
        question.doubt(
            "import_options_out_of_order", "options", blocking=True, labels="、".join(choices.labels)
        )
    if len(choices.texts) > len(BANK_LETTERS):
        question.doubt("import_options_too_many", "options", blocking=True, most=len(BANK_LETTERS))
    for letter, text in zip(choices.letters, choices.texts, strict=True):
        if not text.text.strip():
            question.doubt("import_option_empty", "options", blocking=True, letter=letter)
        elif not text.text.strip(f" {PICTURE}"):
            question.doubt("import_option_is_picture", "options", blocking=True, letter=letter)


def _blanks(question: Question, habit: str) -> _Content:
    found = find_blank_key(question, habit=habit)
    if not found.key:
        _miss_key(question, found.key)
    return _Content(type=BLANK_TYPE, stem=found.stem, key=found.key, blanks=found.count)


def _with_material(question: Question, stem: Marked) -> str:
    material = question.block.material
    if material is None:
        return _clean(stem)
    if not material.last and not material.label:
        question.doubt("import_material_range", "stem")
    shared = flow([line.text for line in material.lines])
    return "\n".join(text for text in (_clean(shared), _clean(stem)) if text)


def _explanation(question: Question, remarks: tuple[str, ...]) -> str:
    pieces = [
        piece.text
        for parts in (question.parts, question.keyed_parts)
        for piece in parts.fields.get("explanation", [])
        if piece.text
    ]
    if remarks:
        pieces = [*(Marked(remark) for remark in remarks), *pieces]
    return _clean(join(pieces, "\n"))


def _joined(question: Question, name: str) -> str:
    pieces = question.parts.fields.get(name, []) or question.keyed_parts.fields.get(name, [])
    return "；".join(piece.text.text.strip().replace("\n", "") for piece in pieces if piece.text)


def _difficulty(question: Question) -> int | None:
    text = question.field_text("difficulty")
    read = difficulty_of(text) if text else question.tags.difficulty
    if text and read is None:
        question.doubt("import_difficulty_unknown", "difficulty", given=text[:30])
    return read


def _points(question: Question, blanks: int) -> int | None:
    text = question.field_text("points")
    if text:
        read = points_of(text)
        if read is None:
            question.doubt("import_points_unknown", "points", given=text[:30])
        return read
    if question.tags.points is not None:
        return question.tags.points
    each = question.tags.points_per_blank
    if each is None:
        heading = question.block.heading
        if not heading.is_per_blank:
            return heading.points
        each = heading.points
    return each * blanks if each is not None and blanks else None


def _audience(question: Question) -> tuple[str, ...]:
    known, unknown = audience_of(question.field_text("audience"))
    if unknown:
        question.doubt("import_audience_unknown", "audience", given="、".join(unknown)[:60])
    return known


def _clean(text: Marked) -> str:
    """Markup without pictures' places and with single spaces."""
    lines = (" ".join(line.split()) for line in text.markup().replace(PICTURE, "").split("\n"))
    return "\n".join(line for line in lines if line).replace("（ ）", "（　　）")


def _look_for_garbled(
    question: Question, stem: str, explanation: str, options: tuple[DraftOption, ...]
) -> None:
    for name, text in (
        ("stem", stem),
        ("explanation", explanation),
        *(("options", one.text) for one in options),
    ):
        if is_garbled(text):
            question.doubt("import_garbled", name, blocking=True)
