"""Questions of a set as pages show them, before and after the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.web.request import PageRequest
from learning.models import ReviewLog
from quiz.domain.bank_item import source_of, source_text
from quiz.domain.dice import Dice
from quiz.domain.marking import told_texts
from quiz.models import QuestionType
from quiz.option_words import Option, options_shown
from quiz.selectors.audio import audio_urls
from quiz.selectors.content import Content, contents, solutions


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question to be answered. `blanks`: the gaps to fill as (number, text there already)."""

    content: Content
    type_label: str
    options: list[Option]
    blanks: list[tuple[int, str]]

    @property
    def input_type(self) -> str:
        return "checkbox" if self.content.type == QuestionType.MULTI else "radio"


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A question with its key and why. `own`, `accepted`: texts of a 填空."""

    content: Content
    type_label: str
    options: list[Option]
    own: str
    accepted: str
    explanation: str
    source: str
    source_url: str


def asked(revision_id: int, seed: str, response: Sequence[Any] = ()) -> Asked:
    """`response`: what was answered before, where it may still be changed."""
    content = contents([revision_id])[revision_id]
    gaps = len(content.options) if content.type == QuestionType.BLANK else 0
    texts = [str(text) for text in response] + [""] * gaps
    return Asked(
        content=content,
        type_label=_type_label(content),
        options=options_shown(content.type, _order(content, seed), response),
        blanks=list(enumerate(texts[:gaps], start=1)),
    )


def explained(revision_id: int, response: Sequence[Any], seed: str) -> Explained:
    content, solution = contents([revision_id])[revision_id], solutions([revision_id])[revision_id]
    is_blank = content.type == QuestionType.BLANK
    source = source_of(solution.source)
    return Explained(
        content=content,
        type_label=_type_label(content),
        options=options_shown(content.type, _order(content, seed), response, solution.key),
        own="；".join(map(str, response)) if is_blank else "",
        accepted=told_texts(solution.key) if is_blank else "",
        explanation=solution.explanation,
        source=source_text(source),
        source_url=source.url if source and source.url.startswith(("https://", "http://")) else "",
    )


def explained_logs(logs: Sequence[ReviewLog]) -> list[tuple[ReviewLog, Explained]]:
    """Each with its question as it was; two statements for any number."""
    ids = {log.revision_id for log in logs}
    contents(ids), solutions(ids)
    return [(log, explained_log(log)) for log in logs]


def explained_log(log: ReviewLog) -> Explained:
    return explained(log.revision_id, log.response, seed_of(log.session_id, log.position))


def audio_of(request: PageRequest, revision_id: int) -> str:
    """The address of its recording; asked for where it is played, in 长辈版."""
    return audio_urls([revision_id]).get(revision_id, "") if request.display.is_elder else ""


def seed_of(session_id: int, position: int) -> str:
    """By which the options of a place are shuffled: the same before and after the answer."""
    return f"learn/{session_id}/{position}"


def _type_label(content: Content) -> str:
    return str(QuestionType(content.type).label)


def _order(content: Content, seed: str) -> list[tuple[int, str]]:
    options = list(content.options)
    return Dice(seed).shuffled(options) if content.options_may_move and seed else options
