"""The declared responses of an item and how it is marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .answers import FULL
from .xml_tree import Node

_TEMPLATES = ("match_correct", "map_response", "cc2_match", "cc2_map_response", "cc2_match_basic")
# Processing that only compares with the declared answers, and sets score and feedback.
_PLAIN = frozenset(
    {
        *("responseprocessing", "responsecondition", "responseif", "responseelseif", "responseelse"),
        *("match", "isnull", "not", "variable", "correct", "mapresponse", "setoutcomevalue", "basevalue"),
        *("sum", "and", "or", "default", "null", "gt", "gte", "equal"),
    }
)
# A right answer that earns nothing of its own is right all the same.
_LITTLE = 0.01
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{0,9})?")


@dataclass(frozen=True, kw_only=True)
class Response:
    """`correct` as declared; `mapped` the points of single values, as the file has them."""

    identifier: str
    cardinality: str
    correct: tuple[str, ...]
    mapped: dict[str, float]
    is_case_sensitive: bool = False

    @property
    def is_several(self) -> bool:
        return self.cardinality in ("multiple", "ordered")

    @property
    def best(self) -> float:
        return max(self.mapped.values(), default=0.0)

    def weight(self, value: str) -> float:
        """Of the full mark, in percent: the declared answers are right; without them what earns points."""
        points = self.mapped.get(value, 0.0)
        share = points / self.best * FULL if self.best > 0 else 0.0
        if not self.correct:
            return share
        if value not in self.correct:
            return 0.0
        return max(share, _LITTLE) if self.is_several and self.mapped else FULL

    @property
    def is_partly_lost(self) -> bool:
        """Whether values earn points that are not among the answers."""
        return bool(self.correct) and any(
            points > 0 and value not in self.correct for value, points in self.mapped.items()
        )


def responses_of(root: Node) -> dict[str, Response]:
    return {
        node.get("identifier"): _response(node)
        for node in root.elements
        if node.name == "responsedeclaration"
    }


def _response(node: Node) -> Response:
    correct, mapping = node.first("correctresponse"), node.first("mapping")
    entries = mapping.all("mapentry") if mapping else []
    return Response(
        identifier=node.get("identifier"),
        cardinality=node.get("cardinality").lower(),
        correct=tuple(filter(None, (value.text.strip() for value in correct.all("value"))))
        if correct
        else (),
        mapped={entry.get("mapkey"): number(entry.get("mappedvalue")) for entry in entries},
        is_case_sensitive=any(entry.get("casesensitive") == "true" for entry in entries),
    )


def number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text.strip()) else 0.0


def is_plainly_marked(root: Node) -> bool:
    """Whether the marking is what the declared answers say: a standard template, or nothing but comparing."""
    processing = root.first("responseprocessing")
    if processing is None:
        return True
    template = processing.get("template") or processing.get("templatelocation")
    if template:
        return template.rstrip("/").rpartition("/")[2].lower().removesuffix(".xml") in _TEMPLATES
    nodes = list(processing.walk())
    correct = {one.identifier: one.correct for one in responses_of(root).values()}
    return all(node.name in _PLAIN for node in nodes) and not any(
        _pays_for_another(node, correct) for node in nodes if node.name in ("responseif", "responseelseif")
    )


def _pays_for_another(branch: Node, correct: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a branch gives points for a value that is not declared as right."""
    pays = any(
        node.get("identifier").upper() == "SCORE"
        and any(number(one.text) > 0 for one in node.all("basevalue"))
        for node in branch.all("setoutcomevalue")
    )
    compared = [
        (variable.get("identifier"), value.text.strip())
        for match in branch.all("match", "equal")
        for variable in match.all("variable")
        for value in match.all("basevalue")
    ]
    return pays and any(name in correct and value not in correct[name] for name, value in compared)


def points_text_of(root: Node) -> str:
    """The most points of the item as it says them, "" where it does not."""
    for node in root.all("outcomedeclaration"):
        default = node.first("defaultvalue")
        value = default.first("value") if default else None
        if node.get("identifier").upper() == "MAXSCORE" and value:
            return value.text.strip()
    return ""
