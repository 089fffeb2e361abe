"""Our own JSON: everything that a question is, as `exports.own_json` writes it.

{"schema": "kepu-arena/questions", "version": 1, "items": [{"code": …, "type": …, "stem": …}, …]}
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from accounts.domain.problems import RuleBroken

from ..bank_item import AUDIENCES, BLOOM, FACT, BankItem, Option, Source
from ..exports.item import ExportItem, draft_of
from ..rich_text import clean_html
from .bounds import bounded
from .decode import decode
from .draft import Draft, DraftPicture, Issue, Reading, Unread, Upload
from .html_text import Image
from .images import from_base64, take_pictures
from .sources import excerpt

SCHEMA, VERSION = "kepu-arena/questions", 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if value not in known:
            raise ValueError(value)
        return value

    return checked


class _Option(_Part):
    id: StrictInt
    text: StrictStr


class _Source(_Part):
    type: StrictStr
    title: StrictStr
    issuer: StrictStr = ""
    doc_no: StrictStr = ""
    article: StrictStr = ""
    published_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    url: StrictStr = ""
    certainty: StrictStr = "B"


class _Picture(_Part):
    name: StrictStr
    data: StrictStr
    alt: StrictStr = ""


class _Item(_Part):
    code: StrictStr = ""
    topic: StrictStr = ""
    topic_name: StrictStr = ""
    fact: StrictStr = Field(default="", pattern=rf"^$|{FACT}")
    type: Literal["single", "multi", "judge", "blank"]
    stem: StrictStr
    options: list[_Option] = []
    key: list[StrictInt] | list[list[StrictStr]]
    explanation: StrictStr = ""
    source: _Source | None = None
    review_by: date | None = None
    difficulty: StrictInt = Field(default=3, ge=1, le=5)
    audience: list[Annotated[StrictStr, AfterValidator(_one_of(AUDIENCES))]] = []
    bloom: Annotated[StrictStr, AfterValidator(_one_of(("", *BLOOM)))] = ""
    points: StrictInt | None = Field(default=None, ge=0)
    tags: list[StrictStr] = []
    picture: _Picture | None = None


def read_json(upload: Upload) -> Reading:
    decoded = decode(upload.content)
    drafts, unread = [], []
    for raw, line in bounded(_items(decoded.text)):
        try:
            _refuse_half_characters(raw)
            drafts.append(_draft(_Item.model_validate(raw), line))
        except (ValidationError, UnicodeEncodeError):
            text = json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace").decode()
            unread.append(Unread(line=line, text=excerpt(text), code="import_json_item"))
    return Reading(
        format="json",
        confidence=decoded.confidence,
        drafts=tuple(drafts),
        issues=decoded.issues,
        unread=tuple(unread),
    )


def _refuse_half_characters(raw: Any) -> None:
    """UnicodeEncodeError for half a pair of surrogates, which JSON can name and no text may hold."""
    json.dumps(raw, ensure_ascii=False).encode()


def _items(text: str) -> Iterator[tuple[Any, int]]:
    """Every item with its line."""
    at, line = 0, 1
    for raw in _document(text)["items"]:
        code = raw.get("code") if isinstance(raw, dict) else None
        found = text.find(json.dumps(code, ensure_ascii=False), at) if isinstance(code, str) and code else -1
        if found >= 0:
            line += text.count("\n", at, found)
            at = found
        yield raw, line


def _document(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise RuleBroken("import_json_broken", status=400, line=error.lineno, column=error.colno) from error
    except (RecursionError, ValueError) as error:
        raise RuleBroken("import_json_broken", status=400, line=1, column=1) from error
    if (
        not isinstance(found, dict)
        or found.get("schema") != SCHEMA
        or not isinstance(found.get("items"), list)
    ):
        raise RuleBroken("import_json_other", status=400, schema=SCHEMA)
    if found.get("version") != VERSION:
        version = str(found.get("version"))[:20]
        raise RuleBroken("import_json_version", status=400, version=version, known=VERSION)
    return found


def _draft(item: _Item, line: int) -> Draft:
    picture, issues = _picture(item.picture, line)
    unknown = sorted(item.model_extra or {})
    if unknown:
        values = {"names": "、".join(unknown)[:200]}
        issues = (*issues, Issue(code="import_json_unknown_fields", line=line, values=values))
    export = ExportItem(
        item=_bank_item(item),
        picture=picture,
        points=item.points,
        topic_name=item.topic_name,
        tags=tuple(item.tags),
    )
    return replace(
        draft_of(export),
        line=line,
        last_line=line,
        source_lines=excerpt(item.model_dump_json(exclude={"picture"}, exclude_defaults=True)),
        issues=issues,
    )


def _bank_item(item: _Item) -> BankItem:
    source = {name: getattr(item.source, name) for name in _Source.model_fields} if item.source else None
    return BankItem(
        code=item.code,
        topic=item.topic,
        type=item.type,
        stem=clean_html(item.stem),
        options=tuple(Option(id=one.id, text=clean_html(one.text)) for one in item.options),
        key=tuple(tuple(part) if isinstance(part, list) else part for part in item.key),  # type: ignore[arg-type]
        explanation=clean_html(item.explanation),
        source=Source(**source) if source else None,
        review_by=item.review_by,
        difficulty=item.difficulty,
        audience=tuple(item.audience),
        bloom=item.bloom,
        fact=item.fact,
    )


def _picture(picture: _Picture | None, line: int) -> tuple[DraftPicture | None, tuple[Issue, ...]]:
    if picture is None:
        return None, ()
    data = from_base64(picture.data)
    taken, issues = take_pictures([Image(src=picture.name, alt=picture.alt)], lambda name: data, line=line)
    return (replace(taken[0], name=picture.name) if taken else None), issues
