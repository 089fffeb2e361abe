"""A question on its way out, and the draft that any reader should make of it again."""

from dataclasses import dataclass, replace

from ..bank_item import BankItem
from ..imports.conversion import draft_of_item
from ..imports.draft import Draft, DraftPicture


@dataclass(frozen=True, kw_only=True)
class ExportItem:
    """`points` in hundredths; `topic_name` is for people and may be left out; `tags` are free words."""

    item: BankItem
    picture: DraftPicture | None = None
    points: int | None = None
    topic_name: str = ""
    tags: tuple[str, ...] = ()


def draft_of(export: ExportItem) -> Draft:
    """The same question as a reader gives it. Of a source, `source` is its text and `cited` all of it."""
    return replace(
        draft_of_item(export.item, topic=export.item.topic or export.topic_name),
        points=export.points,
        tags=export.tags,
        pictures=(export.picture,) if export.picture else (),
    )
