"""The questions of a sample paper with everything that a printed paper may say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from quiz.domain.bank_item import BankItem
from quiz.domain.exports.item import ExportItem
from quiz.domain.imports.draft import DraftPicture
from quiz.models import QuestionRevision

from .bank import item_of
from .preview import SampleItem


def paper_items(sample: Sequence[SampleItem]) -> list[ExportItem]:
    """Each question with its options in the order of the paper; one statement."""
    wanted = [item.content.revision_id for item in sample]
    known = QuestionRevision.objects.select_related("question__topic").in_bulk(wanted)
    return [_paper_item(item, known[item.content.revision_id]) for item in sample]


def items_of(revision_ids: Sequence[int]) -> list[ExportItem]:
    """The same of these revisions, in this order and with the author's order of options; one statement."""
    known = QuestionRevision.objects.select_related("question__topic").in_bulk(revision_ids)
    return [ExportItem(item=item_of(known[pk]), picture=picture_of(known[pk])) for pk in revision_ids]


def _paper_item(item: SampleItem, revision: QuestionRevision) -> ExportItem:
    return ExportItem(
        item=_in_order(item_of(revision), item.option_order),
        picture=picture_of(revision),
        points=item.worth,
    )


def _in_order(item: BankItem, order: Sequence[int]) -> BankItem:
    places = {option: place for place, option in enumerate(order)}
    if not item.options:
        return item
    return replace(item, options=tuple(sorted(item.options, key=lambda option: places[option.id])))


def picture_of(revision: QuestionRevision) -> DraftPicture | None:
    """A revision's picture with its bytes; None where it has none."""
    if not revision.image:
        return None
    with revision.image.open("rb") as file:
        data = file.read()
    return DraftPicture(name=PurePosixPath(str(revision.image.name)).name, data=data, alt=revision.image_alt)
