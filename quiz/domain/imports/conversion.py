"""Drafts as questions of the bank, and questions as drafts to be written into a file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..bank_item import AUDIENCES, BankItem, Option, Source, fact_of, level, source_text
from ..bank_item import Key as BankKey
from ..rich_text import from_markup, to_markup
from .draft import Draft, DraftOption, Key

DIFFICULTY = 3
_CITED = re.compile(r"^\s*《([^《》]+)》\s*(第.{1,60}[条章节款项页])?\s*$")
_LAW = re.compile(r"^中华人民共和国.+法(?:[（(].*[)）])?$")
_STANDARD = re.compile(r"\bGB(?:/T|/Z)?\s*\d")


@dataclass(frozen=True, kw_only=True)
class KnownTopic:
    """A topic that questions can be filed under, with its area."""

    code: str
    name: str
    name_en: str = ""
    area: str = ""
    area_en: str = ""


def item_of_draft(draft: Draft, topic: str) -> BankItem:
    """The question as the bank keeps it, under the topic with this code. Its own code comes later."""
    return BankItem(
        code=draft.ext_id,
        topic=topic,
        type=draft.type,
        stem=from_markup(draft.stem),
        options=tuple(
            Option(id=number, text=from_markup(option.text)) for number, option in enumerate(draft.options, 1)
        ),
        key=_bank_key(draft),
        explanation=from_markup(draft.explanation),
        source=source_of_draft(draft),
        review_by=draft.review_by,
        difficulty=min(5, max(1, draft.difficulty or DIFFICULTY)),
        audience=tuple(name for name in draft.audience if name in AUDIENCES),
        bloom=draft.bloom,
        fact=fact_of(draft.fact),
    )


def draft_of_item(item: BankItem, *, number: str = "", topic: str = "") -> Draft:
    """The question as a file has it; `topic` in the words of that file, its code where it has none."""
    return Draft(
        number=number,
        type=item.type,
        stem=to_markup(item.stem),
        options=tuple(
            DraftOption(label=chr(65 + place), text=to_markup(option.text))
            for place, option in enumerate(item.options)
        ),
        key=_draft_key(item),
        explanation=to_markup(item.explanation),
        source=source_text(item.source),
        difficulty=item.difficulty,
        topic=topic or item.topic,
        audience=item.audience,
        ext_id=item.code,
        cited=item.source,
        review_by=item.review_by,
        bloom=item.bloom,
        fact=item.fact,
    )


def source_of_draft(draft: Draft) -> Source | None:
    """The source in full where the file has it and nobody wrote another one beside it."""
    if draft.cited and draft.source in ("", source_text(draft.cited)):
        return draft.cited
    return source_of_text(draft.source)


def source_of_text(written: str) -> Source | None:
    """A source as one line of text names it, with or without its article."""
    text = written.strip()
    if not text:
        return None
    match = _CITED.match(text)
    title, article = (match[1], match[2] or "") if match else (text, "")
    return Source(type=_source_type(title), title=title, article=article)


def _source_type(title: str) -> str:
    """What is beyond doubt; the author says the rest."""
    return "law" if _LAW.match(title) else "standard" if _STANDARD.search(title) else ""


def _bank_key(draft: Draft) -> BankKey:
    if not isinstance(draft.key, str):
        return draft.key
    if draft.type == "judge":
        return {"T": (1,), "F": (0,)}.get(draft.key, ())
    labels = [option.label for option in draft.options]
    return tuple(labels.index(letter) + 1 for letter in draft.key if letter in labels)


def _draft_key(item: BankItem) -> Key:
    if item.type == "blank":
        return tuple(part for part in item.key if isinstance(part, tuple))
    if item.type == "judge":
        return "T" if item.key == (1,) else "F" if item.key == (0,) else ""
    return item.key_letters


def find_topic(text: str, topics: Iterable[KnownTopic]) -> str:
    """The code of the one topic that this names: code, name or 领域/知识点; "" where none or several do."""
    wanted = level(text.split("/")[-1]), level(text.split("/")[0]) if "/" in text else ""
    found = [
        topic.code
        for topic in topics
        if topic.code == text.strip()
        or (
            wanted[0] in (level(topic.name), level(topic.name_en))
            and wanted[0]
            and _in_area(topic, wanted[1])
        )
    ]
    return found[0] if len(found) == 1 else ""


def _in_area(topic: KnownTopic, area: str) -> bool:
    return not area or area in (level(topic.area), level(topic.area_en), topic.code[:2])
