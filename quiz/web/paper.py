"""Questions as pages show them, before and after the key is out."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from quiz.domain.bank_item import source_of, source_text
from quiz.domain.marking import told_texts
from quiz.models import QuestionType
from quiz.option_words import Option, options_shown
from quiz.selectors.results import ResultItem
from quiz.selectors.sittings import Sitting, SittingItem


@dataclass(frozen=True, kw_only=True)
class Blank:
    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question as a form; `points` in hundredths, `before` the response that the form started from."""

    position: int
    type: str
    type_label: str
    points: int
    stem: str
    image_url: str
    image_alt: str
    options: list[Option]
    blanks: list[Blank]
    before: str
    is_answered: bool
    is_flagged: bool
    is_current: bool
    saved_at: Any
    url: str
    save_url: str
    client_key: str

    @property
    def form_id(self) -> str:
        return f"q{self.position}"

    @property
    def input_type(self) -> str:
        return "checkbox" if self.type == QuestionType.MULTI else "radio"


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One question with its key, its explanation and what the person had answered."""

    position: int
    type_label: str
    stem: str
    image_url: str
    image_alt: str
    options: list[Option]
    is_blank: bool
    own: str
    accepted: str
    verdict: str
    points: int
    worth: int
    explanation: str
    source: str
    ruling: str


def questions_of(sitting: Sitting, *, current: int, flagged: Collection[int]) -> list[Question]:
    return [_question(sitting.attempt.pk, item, current, flagged) for item in sitting.items]


def grouped(questions: Sequence[Question]) -> list[tuple[str, list[Question]]]:
    """By type, where the paper keeps types together; else one group."""
    runs = [(label, list(run)) for label, run in groupby(questions, key=lambda one: one.type_label)]
    if len(runs) > len({label for label, _run in runs}):
        return [(_("全部题目"), list(questions))]
    return runs


def _question(attempt_id: int, item: SittingItem, current: int, flagged: Collection[int]) -> Question:
    content, position = item.content, item.position
    response = item.response or []
    is_blank = content.type == QuestionType.BLANK
    options = options_shown(content.type, item.options, response)
    blanks = _blanks(len(item.option_order), response) if is_blank else []
    return Question(
        position=position,
        type=content.type,
        type_label=str(QuestionType(content.type).label),
        points=item.points,
        stem=content.stem,
        image_url=content.image_url,
        image_alt=content.image_alt,
        options=options,
        blanks=blanks,
        before=_as_sent(options, blanks),
        is_answered=item.is_answered,
        is_flagged=position in flagged,
        is_current=position == current,
        saved_at=item.saved_at,
        url=f"/attempts/{attempt_id}/{position}",
        save_url=f"/api/v1/attempts/{attempt_id}/answers/{position}",
        client_key=secrets.token_hex(16),
    )


def _as_sent(options: Sequence[Option], blanks: Sequence[Blank]) -> str:
    """What a browser sends where nobody touches the form, joined."""
    return ",".join(
        [str(option.value) for option in options if option.checked] or [one.text for one in blanks]
    )


def _blanks(count: int, response: Sequence[Any]) -> list[Blank]:
    texts = [str(text) for text in response] + [""] * count
    return [Blank(number=number, text=texts[number - 1]) for number in range(1, count + 1)]


def explained(item: ResultItem) -> Explained:
    content, solution = item.content, item.solution
    assert solution is not None, "shown only where keys are released"
    is_blank = content.type == QuestionType.BLANK
    response = item.response or []
    texts = dict(content.options)
    shown = [(option, texts[option]) for option in item.option_order]
    return Explained(
        position=item.position,
        type_label=str(QuestionType(content.type).label),
        stem=content.stem,
        image_url=content.image_url,
        image_alt=content.image_alt,
        options=options_shown(content.type, shown, response, solution.key),
        is_blank=is_blank,
        own="；".join(str(text) for text in response),
        accepted=told_texts(solution.key) if is_blank else "",
        verdict=item.verdict or "",
        points=item.points or 0,
        worth=item.worth,
        explanation=solution.explanation,
        source=source_text(source_of(solution.source)),
        ruling=item.ruling,
    )
