"""What revisions say, kept in the process: revisions never change.

Two caches, so that what a paper shows can never carry what marking knows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from quiz.domain.paper import options_may_move
from quiz.models import QuestionRevision

BLANK = "____"
_MOST_KEPT = 20_000


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a participant may see before release. `options` as (id, html) in the author's order."""

    revision_id: int
    type: str
    stem: str
    options: tuple[tuple[int, str], ...]
    image_url: str
    image_alt: str
    options_may_move: bool

    @property
    def option_ids(self) -> tuple[int, ...]:
        """Ids to choose from; judge: 1 true, 0 false; blank: one per blank."""
        return tuple(option for option, _text in self.options)


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The key and why; shown only when the rule sheet releases it."""

    revision_id: int
    key: Sequence[Any]
    explanation: str
    source: dict[str, Any]


_contents: dict[int, Content] = {}
_solutions: dict[int, Solution] = {}


def contents(revision_ids: Collection[int]) -> dict[int, Content]:
    """The contents of these revisions; at most one statement, none once they are known."""
    missing = [pk for pk in revision_ids if pk not in _contents]
    if missing:
        if len(_contents) + len(missing) > _MOST_KEPT:
            _contents.clear()
            missing = list(revision_ids)
        fields = ("pk", "type", "stem", "options", "image", "image_alt")
        for revision in QuestionRevision.objects.filter(pk__in=missing).only(*fields):
            _contents[revision.pk] = _content(revision)
    return {pk: _contents[pk] for pk in revision_ids}


def solutions(revision_ids: Collection[int]) -> dict[int, Solution]:
    """Keys and explanations of these revisions; at most one statement."""
    missing = [pk for pk in revision_ids if pk not in _solutions]
    if missing:
        if len(_solutions) + len(missing) > _MOST_KEPT:
            _solutions.clear()
            missing = list(revision_ids)
        rows = QuestionRevision.objects.filter(pk__in=missing).values_list(
            "pk", "key", "explanation", "source"
        )
        for pk, key, explanation, source in rows:
            _solutions[pk] = Solution(revision_id=pk, key=key, explanation=explanation, source=source)
    return {pk: _solutions[pk] for pk in revision_ids}


def know(revision: QuestionRevision) -> tuple[Content, Solution]:
    """The same of a revision that was read as a whole anyway; no statement."""
    pk = revision.pk
    if pk not in _contents:
        _make_room(_contents)
        _contents[pk] = _content(revision)
    if pk not in _solutions:
        _make_room(_solutions)
        _solutions[pk] = Solution(
            revision_id=pk, key=revision.key, explanation=revision.explanation, source=revision.source
        )
    return _contents[pk], _solutions[pk]


def _make_room(cache: dict[int, Any]) -> None:
    if len(cache) >= _MOST_KEPT:
        cache.clear()


def forget_contents() -> None:
    """Empty the caches; for tests, where primary keys come again."""
    _contents.clear()
    _solutions.clear()


def _content(revision: QuestionRevision) -> Content:
    options = _options(revision)
    return Content(
        revision_id=revision.pk,
        type=revision.type,
        stem=revision.stem,
        options=options,
        image_url=revision.image.url if revision.image else "",
        image_alt=revision.image_alt,
        options_may_move=revision.type in ("single", "multi")
        and options_may_move([strip_tags(text) for _id, text in options]),
    )


def _options(revision: QuestionRevision) -> tuple[tuple[int, str], ...]:
    if revision.type == "judge":
        return ((1, ""), (0, ""))  # 正确 and 错误, worded in the reader's language where they are shown
    if revision.type == "blank":
        return tuple((number, "") for number in range(1, max(1, revision.stem.count(BLANK)) + 1))
    return tuple((option["id"], option["text"]) for option in revision.options)
