"""Reading a rule sheet that somebody wrote: YAML or JSON, every fault named at once."""

import json
import re
from typing import Any

import yaml
from pydantic import ValidationError

from accounts.domain.problems import Problem

from .rulesheet import RuleSheet
from .sheet_faults import faults

MOST_BYTES = 200_000
MOST_DEPTH = 12


class _Refused(Exception):
    def __init__(self, code: str, **values: Any):
        super().__init__(code)
        self.problem = Problem(code=code, values=values)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values only: no dates, no octal topics, no 18:00 that turns into 1080, no yes/no.

    Aliases, tags and repeated keys are refused: the first can grow without bound, the last hide a rule.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise _Refused("sheet_alias", line=self.peek_event().start_mark.line + 1)
        if getattr(self.peek_event(), "tag", None) is not None:
            raise _Refused("sheet_tag", line=self.peek_event().start_mark.line + 1)
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise _Refused("sheet_too_deep", most=MOST_DEPTH)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in mapping:
                raise _Refused("sheet_repeated_key", name=key, line=key_node.start_mark.line + 1)
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


def _whole_mapping(loader: _Loader, node: Any) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _whole_mapping)
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9]\d{0,17})$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9]\d{0,17})\.\d{1,18}$"), list("-0123456789")
)


def read_sheet(text: str | bytes) -> RuleSheet | list[Problem]:
    """The sheet, or everything that is wrong with its shape."""
    try:
        document = _parsed(_decoded(text))
    except _Refused as refused:
        return [refused.problem]
    return load_sheet(document)


def load_sheet(document: Any) -> RuleSheet | list[Problem]:
    """The sheet of a parsed document, or everything that is wrong with its shape."""
    if not isinstance(document, dict):
        return [Problem(code="sheet_not_a_document")]
    try:
        return RuleSheet.load(document)
    except ValidationError as error:
        return faults(error)


def parse_document(text: str | bytes) -> dict[str, Any] | list[Problem]:
    """The bare document, with nothing known of its fields yet; or why it cannot be read."""
    try:
        document = _parsed(_decoded(text))
    except _Refused as refused:
        return [refused.problem]
    return document if isinstance(document, dict) else [Problem(code="sheet_not_a_document")]


def _decoded(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MOST_BYTES:
        raise _Refused("sheet_too_big", most=MOST_BYTES // 1000, size=-(-len(raw) // 1000))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused("sheet_not_utf8") from error


def _parsed(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return _parsed_json(text)
        except json.JSONDecodeError:
            pass  # a YAML document may begin with a brace too; its parser names the line
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.YAMLError as error:
        raise _yaml_fault(error) from error


def _parsed_json(text: str) -> Any:
    try:
        document = json.loads(text, object_pairs_hook=_once_each)
    except RecursionError as error:
        raise _Refused("sheet_too_deep", most=MOST_DEPTH) from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # Python refuses to read a number of thousands of digits
        raise _Refused("sheet_unreadable", line=1, column=1) from error
    if _depth(document) > MOST_DEPTH:
        raise _Refused("sheet_too_deep", most=MOST_DEPTH)
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Refused("sheet_repeated_key", name=max(names, key=names.count), line=0)
    return mapping


def _depth(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, children), default=0)


def _yaml_fault(error: yaml.YAMLError) -> _Refused:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _Refused("sheet_hidden_characters")
    return _Refused("sheet_unreadable", line=mark.line + 1, column=mark.column + 1)
