"""Questions out of the bank, as a file. Keys leave with them, so every export is written down."""

from dataclasses import dataclass
from datetime import datetime

from accounts.access import may_organize_somewhere
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size, check_zip, is_zip
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.exports.formats import EXPORTS, ExportFormat
from quiz.domain.exports.item import ExportItem
from quiz.domain.imports.bounds import MOST_QUESTIONS
from quiz.domain.imports.draft import DraftPicture
from quiz.models import QuestionRevision
from quiz.selectors.bank import BankFilter, bank_list, item_of
from quiz.selectors.imports import known_topics


@dataclass(frozen=True, kw_only=True)
class Exported:
    """`left_pictures` questions have a picture that the format cannot carry."""

    content: bytes
    content_type: str
    ending: str
    count: int
    left_pictures: int


def export_questions(actor: User, wanted: BankFilter, *, format: str, now: datetime) -> Exported:
    """The newest revisions of what the filter lets pass, with their keys."""
    if not may_organize_somewhere(actor):
        raise RuleBroken("bank_not_an_author", status=404)
    chosen = EXPORTS.get(format)
    if chosen is None:
        raise RuleBroken("import_format_unknown", status=400, name=format)
    revisions = list(bank_list(wanted)[: MOST_QUESTIONS + 1])
    if not revisions:
        raise RuleBroken("export_nothing", status=400)
    if len(revisions) > MOST_QUESTIONS:
        raise RuleBroken("export_too_many", status=400, most=MOST_QUESTIONS)
    names = _topic_names(chosen)
    content = chosen.write([_export_item(one, chosen, names) for one in revisions])
    _need_way_back(content)
    details = {"format": format, "questions": len(revisions), "filter": wanted.__dict__}
    record(actor, "bank.exported", "bank:main", now=now, details=details)
    return Exported(
        content=content,
        content_type=chosen.content_type,
        ending=chosen.ending,
        count=len(revisions),
        left_pictures=0 if chosen.has_pictures else sum(bool(one.image) for one in revisions),
    )


def _need_way_back(content: bytes) -> None:
    """What leaves the bank can be imported again: the file stays within the bounds of an upload."""
    try:
        check_size(len(content))
        if is_zip(content):
            check_zip(content)
    except RuleBroken as broken:
        raise RuleBroken("export_too_big", status=400) from broken


def _topic_names(chosen: ExportFormat) -> dict[str, str]:
    return {
        topic.code: f"{topic.area}/{topic.name}" if chosen.names_area else topic.name
        for topic in known_topics()
    }


def _export_item(revision: QuestionRevision, chosen: ExportFormat, names: dict[str, str]) -> ExportItem:
    return ExportItem(
        item=item_of(revision),
        picture=_picture(revision) if chosen.has_pictures else None,
        topic_name=names.get(revision.question.topic.code, ""),
    )


def _picture(revision: QuestionRevision) -> DraftPicture | None:
    if not revision.image:
        return None
    with revision.image.open("rb") as file:
        name = str(revision.image.name).rpartition("/")[2]
        return DraftPicture(name=name, data=file.read(), alt=revision.image_alt)
