"""A question on its way out, and the draft that any reader should make of it again."""

from dataclasses import dataclass

from ..bank_item import BankItem, source_text
from ..imports.draft import Draft, DraftOption, DraftPicture, Key
from ..rich_text import to_markup


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
    item = export.item
    return Draft(
        type=item.type,
        stem=to_markup(item.stem),
        options=tuple(
            DraftOption(label=chr(ord("A") + place), text=to_markup(option.text))
            for place, option in enumerate(item.options)
        ),
        key=_key(item),
        explanation=to_markup(item.explanation),
        source=source_text(item.source),
        difficulty=item.difficulty,
        topic=item.topic or export.topic_name,
        points=export.points,
        audience=item.audience,
        tags=export.tags,
        pictures=(export.picture,) if export.picture else (),
        ext_id=item.code,
        cited=item.source,
        review_by=item.review_by,
        bloom=item.bloom,
    )


def _key(item: BankItem) -> Key:
    if item.type == "judge":
        return "" if not item.key else "T" if item.key[0] else "F"
    if item.type == "blank":
        return tuple(variants for variants in item.key if isinstance(variants, tuple))
    return item.key_letters
