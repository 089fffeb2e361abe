"""Our own Excel file of questions, written so that reading it gives the same drafts again.

Cells are what a person would type. A text that would not survive that (edges of spaces, control
characters, a separator inside an item) is written as a backslash and its JSON.
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.domain.problems import RuleBroken

from .draft import Draft, DraftOption, Key
from .sheet_cells import AUDIENCE_WORDS
from .workbook import EXCEL_LONGEST, clean

LEAST_OPTIONS, MOST_OPTIONS = 8, 26
TYPES = {"single": "单选题", "multi": "多选题", "judge": "判断题", "blank": "填空题"}
TRUTHS = {"T": "对", "F": "错"}
AUDIENCES = {name: words[0] for name, words in AUDIENCE_WORDS.items()}
_BEFORE = ("题型", "题干")
_AFTER = ("答案", "分值", "解析", "出处", "难度", "一级主题", "二级主题", "人群", "标签", "题号", "序号")
BETWEEN_BLANKS, BETWEEN_VARIANTS, BETWEEN_WORDS = "；", "|", "、"
# What an xlsx file or its readers would turn into something else.
_FRAGILE = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LETTERS = re.compile("[A-Z]+")


class _NotOurs(Exception):
    """A cell that we would not have written: somebody has edited the row."""


def headings(options: int) -> tuple[str, ...]:
    return (*_BEFORE, *(f"选项{chr(65 + place)}" for place in range(options)), *_AFTER)


def is_own_export(names: Sequence[str]) -> bool:
    options = len(names) - len(_BEFORE) - len(_AFTER)
    return LEAST_OPTIONS <= options <= MOST_OPTIONS and tuple(names) == headings(options)


def own_rows(drafts: Sequence[Draft]) -> Iterator[tuple[str, ...]]:
    """The header and one row of texts for each draft.

    RuleBroken("export_cell_too_long") names a question that Excel cannot hold.
    """
    most = max((len(draft.options) for draft in drafts), default=0)
    options = max(LEAST_OPTIONS, most)
    if options > MOST_OPTIONS:
        raise RuleBroken("export_too_many_options", most=MOST_OPTIONS, count=most)
    yield headings(options)
    for place, draft in enumerate(drafts, 1):
        row = _row(draft, options)
        if any(len(cell) > EXCEL_LONGEST for cell in row):
            name = draft.ext_id or draft.number or str(place)
            raise RuleBroken("export_cell_too_long", name=name, most=EXCEL_LONGEST)
        yield row


def _row(draft: Draft, options: int) -> tuple[str, ...]:
    texts = [_text(option.text) or _json("") for option in draft.options]
    area, topic = _area_and_topic(draft.topic)
    return (
        TYPES.get(draft.type) or _json(draft.type),
        _text(draft.stem),
        *texts,
        *[""] * (options - len(texts)),
        _key(draft),
        _points(draft.points),
        _text(draft.explanation),
        _text(draft.source),
        "" if draft.difficulty is None else str(draft.difficulty),
        _text(area),
        _text(topic),
        _list([AUDIENCES.get(name, name) for name in draft.audience], BETWEEN_WORDS),
        _list(draft.tags, BETWEEN_WORDS),
        _text(draft.ext_id),
        _text(draft.number),
    )


def own_draft(cells: Sequence[str], names: Sequence[str]) -> Draft | None:
    """The draft that was written into these cells; None where somebody has typed something else there."""
    try:
        return _draft([*cells, *[""] * (len(names) - len(cells))], len(names) - len(_BEFORE) - len(_AFTER))
    except (_NotOurs, ValueError, InvalidOperation):
        return None


def _draft(cells: list[str], options: int) -> Draft:
    kind, stem = cells[:2]
    texts = cells[2 : 2 + options]
    key, points, explanation, source, difficulty, area, topic, audience, tags, ext_id, number = cells[
        2 + options :
    ]
    filled = _without_trailing_empty(texts)
    type_ = _one_of(kind, TYPES)
    area, topic = _read(area), _read(topic)
    codes = {word: name for name, word in AUDIENCES.items()}
    return Draft(
        number=_read(number),
        type=type_,
        stem=_read(stem),
        options=tuple(
            DraftOption(label=chr(65 + place), text=_read(text)) for place, text in enumerate(filled)
        ),
        key=_read_key(key, type_, len(filled)),
        explanation=_read(explanation),
        source=_read(source),
        difficulty=_level(difficulty),
        topic=f"{area}/{topic}" if area else topic,
        points=int(Decimal(points) * 100) if points else None,
        audience=tuple(codes.get(word, word) for word in _read_list(audience, BETWEEN_WORDS)),
        tags=_read_list(tags, BETWEEN_WORDS),
        ext_id=_read(ext_id),
    )


def _without_trailing_empty(texts: list[str]) -> list[str]:
    filled = [place for place, text in enumerate(texts, 1) if text]
    kept = texts[: max(filled, default=0)]
    if not all(kept):
        raise _NotOurs
    return kept


def _json(value: Any) -> str:
    return "\\" + json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _survives(text: str) -> bool:
    return clean(text) == text and not text.startswith("\\") and not _FRAGILE.search(text)


def _text(text: str) -> str:
    return text if _survives(text) else _json(text)


def _read(cell: str) -> str:
    value = json.loads(cell[1:]) if cell.startswith("\\") else cell
    if not isinstance(value, str):
        raise _NotOurs
    return value


def _list(texts: Sequence[str], between: str) -> str:
    if all(text and _survives(text) and between not in text for text in texts):
        return between.join(texts)
    return _json(list(texts))


def _read_list(cell: str, between: str) -> tuple[str, ...]:
    if cell.startswith("\\"):
        return tuple(_strings(json.loads(cell[1:])))
    parts = cell.split(between) if cell else []
    if not all(part and part == clean(part) for part in parts):
        raise _NotOurs
    return tuple(parts)


def _strings(values: Any) -> Iterator[str]:
    for value in values if isinstance(values, list) else [None]:
        if not isinstance(value, str):
            raise _NotOurs
        yield value


def _one_of(cell: str, known: dict[str, str]) -> str:
    for name, word in known.items():
        if cell == word:
            return name
    if not cell.startswith("\\"):
        raise _NotOurs
    return _read(cell)


# ── Key ───────────────────────────────────────────────────────────────────────


def _key(draft: Draft) -> str:
    key = draft.key
    if isinstance(key, str):
        if draft.type == "judge" and key in TRUTHS:
            return TRUTHS[key]
        return key if draft.type in ("single", "multi") and _is_ours(key, len(draft.options)) else _json(key)
    between = (BETWEEN_BLANKS, BETWEEN_VARIANTS)
    plain = draft.type == "blank" and all(
        variants and all(_survives(text) and text and not set(between) & set(text) for text in variants)
        for variants in key
    )
    if not key or not plain:
        return _json(key)
    return BETWEEN_BLANKS.join(BETWEEN_VARIANTS.join(variants) for variants in key)


def _read_key(cell: str, kind: str, options: int) -> Key:
    if cell.startswith("\\"):
        value = json.loads(cell[1:])
        return value if isinstance(value, str) else tuple(tuple(_strings(variants)) for variants in value)
    if kind == "judge":
        return _one_of(cell, TRUTHS)
    if kind == "blank" and cell:
        return tuple(_read_list(part, BETWEEN_VARIANTS) for part in cell.split(BETWEEN_BLANKS))
    if not _is_ours(cell, options):
        raise _NotOurs
    return cell


def _is_ours(letters: str, options: int) -> bool:
    return (
        bool(_LETTERS.fullmatch(letters))
        and list(letters) == sorted(set(letters))
        and letters[-1] <= chr(64 + options)
    )


# ── Numbers and topic ─────────────────────────────────────────────────────────


def _points(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{Decimal(hundredths) / 100:f}"


def _level(cell: str) -> int | None:
    if cell and not re.fullmatch("-?[0-9]{1,9}", cell):
        raise _NotOurs
    return int(cell) if cell else None


def _area_and_topic(topic: str) -> tuple[str, str]:
    area, _slash, rest = topic.partition("/")
    return (area, rest) if area and rest else ("", topic)
