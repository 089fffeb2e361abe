"""A draw as the one JSON file that is published, and what such a file must prove."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .lottery import Draw, DrawList, Drawn, Lots, Ticket, draw_all, list_digest

FORMAT = "kepu-draw/1"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is told after the draw: the seed (64 hex digits), the public text, and who was drawn."""

    seed: str
    public: str
    results: Sequence[Drawn]


def draw_file(
    found: DrawList, ending: Ending | None, about: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The published document; before the draw without seed, public text and results.

    `about`: words for readers, which prove nothing: title, moments, where the public text came from.
    """
    return {
        "format": FORMAT,
        "about": dict(about or {}),
        "contest": found.contest,
        "number": found.number,
        "commitment": found.commitment,
        "list_digest": list_digest(found),
        "public": ending.public if ending else None,
        "seed": ending.seed if ending else None,
        "draws": [asdict(one) for one in found.draws],
        "results": [_result(one) for one in ending.results] if ending else None,
        "tickets": [
            {"digest": one.digest, "name": one.name, "steps": list(one.steps)} for one in found.tickets
        ],
    }


def _result(one: Drawn) -> dict[str, list[int]]:
    return {"winners": list(one.winners), "reserves": list(one.reserves)}


def result_rows(drawn: Iterable[Drawn]) -> list[dict[str, Any]]:
    """Results as they are stored: the published ones and each prize's step."""
    return [{"step": one.step, **_result(one)} for one in drawn]


def read_list(document: Mapping[str, Any]) -> DrawList:
    """The list that a file holds. Raises KeyError, TypeError or ValueError where it is no such file."""
    if document["format"] != FORMAT:
        raise ValueError(f"the format is {document['format']!r}, not {FORMAT!r}")
    return DrawList(
        contest=document["contest"],
        number=document["number"],
        commitment=document["commitment"],
        draws=tuple(Draw(**one) for one in document["draws"]),
        tickets=tuple(
            Ticket(digest=one["digest"], name=one["name"], steps=tuple(one["steps"]))
            for one in document["tickets"]
        ),
    )


def doubts(document: Mapping[str, Any]) -> Iterator[str]:
    """What in a file does not follow from the rest: "order", "list", "seed" and "results", as far as each
    can be told; nothing where all agrees."""
    found = read_list(document)
    digests = [one.digest for one in found.tickets]
    if digests != sorted(set(digests)):
        yield "order"
    if list_digest(found) != document["list_digest"]:
        yield "list"
    if document["seed"] is None:
        return
    seed = bytes.fromhex(document["seed"])
    if hashlib.sha256(seed).hexdigest() != found.commitment:
        yield "seed"
    lots = Lots(seed=seed, digest=document["list_digest"], public=document["public"])
    if [_result(one) for one in draw_all(found, lots)] != document["results"]:
        yield "results"
