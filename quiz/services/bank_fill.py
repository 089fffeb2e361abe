"""What imported drafts lack, written for many at once: an explanation each, a source for all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from accounts.models import User
from quiz.domain.bank_item import BankItem
from quiz.domain.imports.conversion import source_of_text
from quiz.domain.rich_text import from_markup
from quiz.models import QuestionRevision
from quiz.selectors.bank import item_of

from .bank import revise
from .bank_together import Together, each


def fill_drafts(
    author: User,
    drafts: Iterable[QuestionRevision],
    *,
    explanations: Mapping[int, str],
    source: str,
    now: datetime,
) -> Together:
    """A new revision of each draft that gains something; what is written already stays as it is.

    `explanations` by the draft's id, as a person writes them; `source` is for those that name none.
    """
    changed = {draft.pk: filled(item_of(draft), explanations.get(draft.pk, ""), source) for draft in drafts}

    def write(draft: QuestionRevision) -> bool:
        revise(author, draft.question, changed[draft.pk], based_on=draft.number, now=now)
        return True

    return each([draft for draft in drafts if changed[draft.pk] != item_of(draft)], write)


def filled(item: BankItem, explanation: str, source: str) -> BankItem:
    if lacks_explanation(item) and explanation.strip():
        item = replace(item, explanation=from_markup(explanation))
    if lacks_source(item) and source.strip():
        item = replace(item, source=source_of_text(source))
    return item


def lacks_explanation(item: BankItem) -> bool:
    return not item.explanation_text.strip()


def lacks_source(item: BankItem) -> bool:
    return item.source is None or not item.source.title.strip()
