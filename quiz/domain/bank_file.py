"""Reading the bank's files: topics, sources, and one file of items per topic.

Pure: file names and texts go in; typed items and every fault come out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, ValidationError, field_validator
from pydantic_core import ErrorDetails

from accounts.domain.problems import Problem

from .bank_item import FACT, LETTERS, BankItem, Key, Option, Source
from .rich_text import from_markup

TOPICS_FILE = "topics.yaml"
SOURCES_FILE = "sources.yaml"
# Raised when the same files are to be read differently, so that a loaded bank is read again.
READER_VERSION = 1
_ITEM_FILE = re.compile(r"\d{4}\.yaml")


@dataclass(frozen=True, kw_only=True)
class TopicEntry:
    """An area (two digits) or a topic (four); `parent` is the area's code, "" for an area."""

    code: str
    name: str
    name_en: str
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class BankFiles:
    """What the files hold. Where `problems` is not empty the rest may be incomplete."""

    topics: tuple[TopicEntry, ...]
    items: tuple[BankItem, ...]
    problems: tuple[Problem, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Topic(_Part):
    name: StrictStr
    name_en: StrictStr


class _Area(_Topic):
    topics: dict[StrictStr, _Topic]


class _SourceEntry(_Part):
    type: Literal["law", "standard", "guideline", "ministry", "textbook", "encyclopedia"]
    title: StrictStr = Field(min_length=2)
    issuer: StrictStr
    doc_no: StrictStr = ""
    published_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    url: StrictStr = ""
    certainty: Literal["A", "B", "C"]
    review_by: date

    @field_validator("published_on", "effective_from", "effective_to", "review_by", mode="before")
    @classmethod
    def a_date(cls, value: Any) -> Any:
        if value is not None and type(value) is not date:
            raise ValueError("a date such as 2024-05-28")
        return value


class _Ref(_Part):
    ref: StrictStr
    article: StrictStr = ""


class _Item(_Part):
    id: StrictStr = Field(pattern=r"^\d{4}-\d{3}$")
    type: Literal["single", "multi", "judge", "blank"]
    stem: StrictStr
    options: list[StrictStr] = Field(default=[], max_length=len(LETTERS))
    key: StrictBool | StrictStr | list[list[StrictStr]]
    explanation: StrictStr = ""
    source: _Ref | None = None
    difficulty: int = Field(ge=1, le=5, strict=True)
    audience: list[Literal["teen", "farmer", "worker", "elder", "cadre", "jobless", "family", "public"]]
    bloom: Literal["remember", "understand", "apply"]
    fact: StrictStr = Field(default="", pattern=rf"^$|{FACT}")


class _ItemFile(_Part):
    topic: StrictStr
    name: StrictStr
    items: list[Any]


def read_bank(files: Mapping[str, str]) -> BankFiles:
    """Read every file of the bank. `files` maps names ("0101.yaml") to their text."""
    reading = _Reading()
    areas = reading.mapping_of(files, TOPICS_FILE, _Area)
    sources = reading.mapping_of(files, SOURCES_FILE, _SourceEntry)
    topics = tuple(_topic_entries(areas))
    for name in sorted(files):
        if _ITEM_FILE.fullmatch(name):
            reading.item_file(name, files[name], sources, {entry.code: entry.name for entry in topics})
    return BankFiles(topics=topics, items=tuple(reading.items), problems=tuple(reading.problems))


def is_bank_file(name: str) -> bool:
    """Whether a file of this name belongs to the bank."""
    return name in (TOPICS_FILE, SOURCES_FILE) or _ITEM_FILE.fullmatch(name) is not None


class _Reading:
    def __init__(self) -> None:
        self.items: list[BankItem] = []
        self.problems: list[Problem] = []
        self._seen: dict[str, str] = {}

    def fault(self, code: str, *path: object, **values: Any) -> None:
        self.problems.append(Problem(code=code, path="/".join(str(part) for part in path), values=values))

    def mapping_of(self, files: Mapping[str, str], name: str, model: type[_Part]) -> dict[str, Any]:
        """The valid entries of a file that is a mapping of ids to `model`s."""
        if name not in files:
            self.fault("bank_file_missing", name)
            return {}
        document = self._document(name, files[name])
        if not isinstance(document, dict):
            self.fault("bank_file_not_a_mapping", name)
            return {}
        parsed = {str(key): self._part(model, value, name, key) for key, value in document.items()}
        return {key: part for key, part in parsed.items() if part is not None}

    def item_file(
        self, name: str, text: str, sources: Mapping[str, _SourceEntry], topics: Mapping[str, str]
    ) -> None:
        document = self._document(name, text)
        page = self._part(_ItemFile, document, name) if document is not None else None
        if page is None:
            return
        if page.topic != name.removesuffix(".yaml") or topics.get(page.topic) != page.name:
            self.fault("bank_file_topic", name, topic=page.topic, name=page.name)
        for number, raw in enumerate(page.items, 1):
            self._item(name, page.topic, number, raw, sources)

    def _item(
        self, name: str, topic: str, number: int, raw: Any, sources: Mapping[str, _SourceEntry]
    ) -> None:
        code = raw.get("id", f"#{number}") if isinstance(raw, dict) else f"#{number}"
        part = self._part(_Item, raw, name, code)
        if part is None:
            return
        if part.id in self._seen:
            self.fault("bank_file_id_twice", name, code, "id", other=self._seen[part.id])
        if not part.id.startswith(f"{topic}-"):
            self.fault("bank_file_id_topic", name, code, "id", topic=topic)
        self._seen.setdefault(part.id, name)
        key = self._key(part, name)
        source = self._source(part, name, sources)
        self.items.append(_bank_item(part, topic, key, source, sources))

    def _key(self, part: _Item, name: str) -> Key:
        """The key; letters beyond the options are kept as ids that no option has."""
        expected = {"judge": bool, "blank": list}.get(part.type, str)
        if not isinstance(part.key, expected):
            self.fault("bank_file_key", name, part.id, "key", type=part.type)
            return ()
        if isinstance(part.key, bool):
            return (int(part.key),)
        if isinstance(part.key, list):
            return tuple(tuple(variants) for variants in part.key)
        if any(letter not in LETTERS for letter in part.key):
            self.fault("bank_file_key", name, part.id, "key", type=part.type)
            return ()
        return tuple(LETTERS.index(letter) + 1 for letter in part.key)

    def _source(self, part: _Item, name: str, sources: Mapping[str, _SourceEntry]) -> Source | None:
        if part.source is None:
            return None
        entry = sources.get(part.source.ref)
        if entry is None:
            self.fault("bank_file_source", name, part.id, "source.ref", ref=part.source.ref)
            return None
        return Source(article=part.source.article, **entry.model_dump(exclude={"review_by"}))

    def _document(self, name: str, text: str) -> Any:
        try:
            return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader that also refuses doubles
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            self.fault("bank_file_yaml", name, line=mark.line + 1 if mark else 0, reason=error.problem or "")
        except (yaml.YAMLError, ValueError) as error:
            self.fault("bank_file_yaml", name, line=0, reason=str(error))
        return None

    def _part(self, model: type[_Part], value: Any, *path: object) -> Any:
        try:
            return model.model_validate(value)
        except ValidationError as invalid:
            for error in invalid.errors():
                self._shape_fault(error, path)
            return None

    def _shape_fault(self, error: ErrorDetails, path: tuple[object, ...]) -> None:
        code = {"missing": "bank_file_field_missing", "extra_forbidden": "bank_file_field_unknown"}.get(
            error["type"], "bank_file_field"
        )
        field = ".".join(str(part) for part in error["loc"])
        self.fault(code, *path, field or "*", reason=error["msg"], given=str(error["input"])[:60])


class _Loader(yaml.CSafeLoader):
    """The safe loader, with a mapping's repeated key refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            if key_node.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key_node.value!r} twice", problem_mark=key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _topic_entries(areas: Mapping[str, _Area]) -> Iterator[TopicEntry]:
    for code, area in areas.items():
        yield TopicEntry(code=code, name=area.name, name_en=area.name_en)
        for topic_code, topic in area.topics.items():
            yield TopicEntry(code=topic_code, name=topic.name, name_en=topic.name_en, parent=code)


def _bank_item(
    part: _Item, topic: str, key: Key, source: Source | None, sources: Mapping[str, _SourceEntry]
) -> BankItem:
    entry = sources.get(part.source.ref) if part.source else None
    return BankItem(
        code=part.id,
        topic=topic,
        type=part.type,
        stem=from_markup(part.stem),
        options=tuple(Option(id=id_, text=from_markup(text)) for id_, text in enumerate(part.options, 1)),
        key=key,
        explanation=from_markup(part.explanation),
        source=source,
        review_by=entry.review_by if entry else None,
        difficulty=part.difficulty,
        audience=tuple(part.audience),
        bloom=part.bloom,
        fact=part.fact,
    )
