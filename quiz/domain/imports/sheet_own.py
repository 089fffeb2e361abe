"""Our own Excel file of questions, written so that reading it gives the same drafts again."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from accounts.domain.problems import RuleBroken

from ..bank_item import Source
from .draft import Draft, DraftOption, Key
from .sheet_cells import AUDIENCE_WORDS
from .sheet_codec import (
    NotOurs,
    as_json,
    from_json,
    read,
    read_list,
    read_word,
    strings,
    survives,
    written,
    written_list,
    written_word,
)
from .workbook import EXCEL_LONGEST

LEAST_OPTIONS, MOST_OPTIONS = 8, 26
TYPES = {"single": "单选题", "multi": "多选题", "judge": "判断题", "blank": "填空题"}
TRUTHS = {"T": "对", "F": "错"}
AUDIENCES = {name: words[0] for name, words in AUDIENCE_WORDS.items()}
SOURCE_TYPES = {"law": "法律法规", "standard": "标准", "guideline": "指南共识", "ministry": "部门文件",
                "textbook": "教材课标", "encyclopedia": "百科全书"}  # fmt: skip
BLOOM = {"": "", "remember": "记忆", "understand": "理解", "apply": "应用"}
BEFORE = ("题型", "题干")
AFTER = ("答案", "分值", "解析", "出处", "难度", "一级主题", "二级主题", "人群", "标签")
# What the template does not ask for and an export says besides.
MORE = ("题号", "序号", "认知层次", "复审日期", "来源类别", "来源名称", "发布机构", "文号", "条款",
        "发布日期", "生效日期", "失效日期", "网址", "可靠程度", "姐妹题代号")  # fmt: skip
# The last of these, which files written before it was asked for do not have.
FACT = "姐妹题代号"
BETWEEN_BLANKS, BETWEEN_VARIANTS, BETWEEN_WORDS = "；", "|", "、"
_BESIDES = len(BEFORE) + len(AFTER) + len(MORE)
_LETTERS = re.compile("[A-Z]+")


def headings(options: int) -> tuple[str, ...]:
    return (*BEFORE, *(f"选项{chr(65 + place)}" for place in range(options)), *AFTER, *MORE)


def is_own_export(names: Sequence[str]) -> bool:
    options = _options(names)
    return LEAST_OPTIONS <= options <= MOST_OPTIONS and headings(options)[: len(names)] == tuple(names)


def _options(names: Sequence[str]) -> int:
    return len(names) - _BESIDES + (FACT not in names)


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
        if any(_length(cell) > EXCEL_LONGEST for cell in row):
            name = draft.ext_id or draft.number or str(place)
            raise RuleBroken("export_cell_too_long", name=name, most=EXCEL_LONGEST)
        yield row


def _length(text: str) -> int:
    """As Excel counts, in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _row(draft: Draft, options: int) -> tuple[str, ...]:
    texts = [written(option.text) or as_json("") for option in draft.options]
    area, topic = _area_and_topic(draft.topic)
    return (
        written_word(draft.type, TYPES),
        written(draft.stem),
        *texts,
        *[""] * (options - len(texts)),
        _key(draft),
        "" if draft.points is None else f"{Decimal(draft.points) / 100:f}",
        written(draft.explanation),
        written(draft.source),
        "" if draft.difficulty is None else str(draft.difficulty),
        written(area),
        written(topic),
        written_list([AUDIENCES.get(name, name) for name in draft.audience], BETWEEN_WORDS),
        written_list(draft.tags, BETWEEN_WORDS),
        written(draft.ext_id),
        written(draft.number),
        BLOOM[draft.bloom] if draft.bloom in BLOOM else as_json(draft.bloom),
        _day(draft.review_by),
        *_cited(draft.cited),
        written(draft.fact),
    )


def own_draft(cells: Sequence[str], names: Sequence[str]) -> Draft | None:
    """The draft that was written into these cells; None where somebody has typed something else there."""
    try:
        options = _options(names)
        return _draft([*cells, *[""] * (options + _BESIDES - len(cells))], options)
    except (NotOurs, ValueError, InvalidOperation):
        return None


def _draft(cells: list[str], options: int) -> Draft:
    kind, stem = cells[:2]
    texts = _without_trailing_empty(cells[2 : 2 + options])
    key, points, explanation, source, difficulty, area, topic, audience, tags = cells[2 + options :][:9]
    ext_id, number, bloom, review_by, *cited, fact = cells[2 + options + 9 :]
    type_, area = read_word(kind, TYPES), read(area)
    codes = {word: name for name, word in AUDIENCES.items()}
    return Draft(
        number=read(number),
        type=type_,
        stem=read(stem),
        options=tuple(
            DraftOption(label=chr(65 + place), text=read(text)) for place, text in enumerate(texts)
        ),
        key=_read_key(key, type_, len(texts)),
        explanation=read(explanation),
        source=read(source),
        difficulty=_level(difficulty),
        topic=f"{area}/{read(topic)}" if area else read(topic),
        points=int(Decimal(points) * 100) if points else None,
        audience=tuple(codes.get(word, word) for word in read_list(audience, BETWEEN_WORDS)),
        tags=read_list(tags, BETWEEN_WORDS),
        ext_id=read(ext_id),
        bloom=read_word(bloom, BLOOM),
        review_by=_read_day(review_by),
        cited=_read_cited(cited),
        fact=read(fact),
    )


def _without_trailing_empty(texts: list[str]) -> list[str]:
    filled = [place for place, text in enumerate(texts, 1) if text]
    kept = texts[: max(filled, default=0)]
    if not all(kept):
        raise NotOurs
    return kept


# ── Key ───────────────────────────────────────────────────────────────────────


def _key(draft: Draft) -> str:
    key = draft.key
    if isinstance(key, str):
        if draft.type == "judge" and key in TRUTHS:
            return TRUTHS[key]
        return key if draft.type in ("single", "multi") and _fits(key, len(draft.options)) else as_json(key)
    between = {BETWEEN_BLANKS, BETWEEN_VARIANTS}
    plain = draft.type == "blank" and all(
        variants and all(text and survives(text) and not between & set(text) for text in variants)
        for variants in key
    )
    if not key or not plain:
        return as_json(key)
    return BETWEEN_BLANKS.join(BETWEEN_VARIANTS.join(variants) for variants in key)


def _read_key(cell: str, kind: str, options: int) -> Key:
    if cell.startswith("\\"):
        value = from_json(cell)
        return value if isinstance(value, str) else tuple(tuple(strings(variants)) for variants in value)
    if kind == "judge":
        return read_word(cell, TRUTHS)
    if kind == "blank" and cell:
        return tuple(read_list(part, BETWEEN_VARIANTS) for part in cell.split(BETWEEN_BLANKS))
    if not _fits(cell, options):
        raise NotOurs
    return cell


def _fits(letters: str, options: int) -> bool:
    return (
        bool(_LETTERS.fullmatch(letters))
        and list(letters) == sorted(set(letters))
        and letters[-1] <= chr(64 + options)
    )


# ── Source, days, numbers, topic ──────────────────────────────────────────────


def _cited(source: Source | None) -> tuple[str, ...]:
    if source is None:
        return ("",) * 10
    return (
        written_word(source.type, SOURCE_TYPES),
        written(source.title),
        written(source.issuer),
        written(source.doc_no),
        written(source.article),
        _day(source.published_on),
        _day(source.effective_from),
        _day(source.effective_to),
        written(source.url),
        written(source.certainty) or as_json(""),
    )


def _read_cited(cells: Sequence[str]) -> Source | None:
    if not any(cells):
        return None
    kind, title, issuer, doc_no, article, published_on, effective_from, effective_to, url, certainty = cells
    return Source(
        type=read_word(kind, SOURCE_TYPES),
        title=read(title),
        issuer=read(issuer),
        doc_no=read(doc_no),
        article=read(article),
        published_on=_read_day(published_on),
        effective_from=_read_day(effective_from),
        effective_to=_read_day(effective_to),
        url=read(url),
        certainty=read(certainty),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _level(cell: str) -> int | None:
    if cell and not re.fullmatch("-?[0-9]{1,9}", cell):
        raise NotOurs
    return int(cell) if cell else None


def _area_and_topic(topic: str) -> tuple[str, str]:
    area, _slash, rest = topic.partition("/")
    return (area, rest) if area and rest else ("", topic)
