"""What is read of a file, and of the bank beside it, in words for the review page."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.messages import sentence
from quiz.bank_words import DUPLICATES, FIELDS, field_words, finding_sentence
from quiz.domain.bank_item import BankItem
from quiz.domain.findings import Finding
from quiz.domain.imports.conversion import item_of_draft
from quiz.domain.imports.draft import Draft, Issue
from quiz.domain.imports.standing import Standing, blocks, picture_of, standing
from quiz.models import ImportBatch, ImportItem, QuestionType
from quiz.selectors.bank import item_of
from quiz.selectors.imports import (
    LEFT_OUT,
    draft_of_item_row,
    items_beside,
    questions_beside,
)

LONGEST_SOURCE = 3_000


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing to be said: where, what, and whether it has to be mended first."""

    where: str
    text: str
    blocks: bool = False


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A question that this one resembles. `href` leads to it, `preview` shows it."""

    kind: str
    word: str
    ratio: int
    name: str
    href_code: str
    position: int
    same_key: bool
    preview: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One question of an import on the review page."""

    item: ImportItem
    place: str
    source: str
    preview: dict[str, Any]
    told: list[Told]
    has_picture: bool
    state: str
    beside: list[Beside] = field(default_factory=list)

    @property
    def twin(self) -> Beside | None:
        """The one to be shown beside it, where somebody has to decide."""
        waits = self.state == "duplicate" and self.beside
        return self.beside[0] if waits else None

    @property
    def others(self) -> list[Beside]:
        return self.beside[1:] if self.twin else self.beside


def shown_items(
    batch: ImportBatch, items: list[ImportItem], today: date, *, in_full: bool = False
) -> list[Shown]:
    """Two statements, however many items. `in_full` tells what may be mended later, too."""
    bank = {code: item_of(revision) for code, revision in questions_beside(items).items()}
    file = {
        position: item_of_draft(draft_of_item_row(row), "")
        for position, row in items_beside(batch, items).items()
    }
    is_undone = batch.state == ImportBatch.State.UNDONE
    shown = [_shown(item, bank, file, standing_of(item, today), in_full) for item in items]
    return [replace(one, state=state_of(one.item, was_undone=True)) for one in shown] if is_undone else shown


def standing_of(item: ImportItem, today: date) -> Standing:
    return standing(draft_of_item_row(item), today=today)


def _shown(
    item: ImportItem, bank: dict[str, BankItem], file: dict[str, BankItem], stands: Standing, in_full: bool
) -> Shown:
    draft = draft_of_item_row(item)
    return Shown(
        item=item,
        place=place_of(draft),
        source=draft.source_lines[:LONGEST_SOURCE],
        preview=preview_of(item_of_draft(draft, "")),
        told=told_of(stands, in_full=in_full),
        has_picture=picture_of(draft) is not None,
        state=state_of(item),
        beside=list(filter(None, (_beside(pair, bank, file) for pair in item.duplicates))),
    )


def state_of(item: ImportItem, *, was_undone: bool = False) -> str:
    """taken, skip, blocked, duplicate, doubtful or ready: what becomes of it as things stand."""
    if item.question_id is not None and not was_undone:
        return "taken"
    if item.decision == ImportItem.Decision.SKIP:
        return "skip"
    if item.is_blocked:
        return "blocked"
    if item.decision == ImportItem.Decision.TAKE:
        return "ready"
    if item.duplicate in LEFT_OUT:
        return "duplicate"
    return "doubtful" if item.is_doubtful else "ready"


def preview_of(item: BankItem) -> dict[str, Any]:
    """A question as templates/quiz/bank/_preview.html shows it."""
    types = dict(QuestionType.choices)
    return {
        "revision": {
            "stem": item.stem,
            "type": item.type,
            "get_type_display": types.get(item.type, _("题型不明")),
            "explanation": item.explanation,
            "key": list(item.key),
        },
        "options": [{"text": option.text, "is_key": option.id in item.key} for option in item.options],
        "blanks": [list(part) for part in item.key if isinstance(part, tuple)],
        "truth": item.key == (1,),
    }


def place_of(draft: Draft) -> str:
    if not draft.line:
        return ""
    if draft.last_line > draft.line:
        return _("第 %(first)s—%(last)s 行") % {"first": draft.line, "last": draft.last_line}
    return _("第 %(line)s 行") % {"line": draft.line}


def told_of(stands: Standing, *, in_full: bool) -> list[Told]:
    """What blocks comes first; what the bank's checks find besides only `in_full`."""
    findings = [one for one in stands.findings if in_full or blocks(one)]
    told = [*map(issue_told, stands.issues), *map(_finding_told, findings)]
    return sorted(told, key=lambda one: not one.blocks)


def issue_told(issue: Issue) -> Told:
    if issue.line and issue.column:
        where = _("第 %(line)s 行 %(column)s 列") % {"line": issue.line, "column": issue.column}
    elif issue.line:
        where = _("第 %(line)s 行") % {"line": issue.line}
    else:
        where = str(FIELDS.get(issue.part, ""))
    return Told(where=where, text=sentence(issue.code, issue.values), blocks=issue.blocking)


def _finding_told(finding: Finding) -> Told:
    return Told(where=field_words(finding.field), text=finding_sentence(finding), blocks=blocks(finding))


def _beside(pair: dict[str, Any], bank: dict[str, BankItem], file: dict[str, BankItem]) -> Beside | None:
    other = (file if pair["in_file"] else bank).get(pair["other"])
    if other is None:
        return None
    name = _("本文件第 %(n)s 题") % {"n": pair["other"]} if pair["in_file"] else pair["other"]
    return Beside(
        kind=pair["kind"],
        word=str(DUPLICATES[pair["kind"]]),
        ratio=pair["ratio"],
        name=name,
        href_code="" if pair["in_file"] else pair["other"],
        position=int(pair["other"]) if pair["in_file"] else 0,
        same_key=pair["same_key"],
        preview=preview_of(other),
    )
