"""A whole contest decided from plain data: standings, boards, winners, and the digest of the input."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from quiz.domain.rulesheet import OrganisationBoard, RuleSheet, centipoints

from .awards import EVERYBODY, Candidate, Field, Note, Winner, allocate
from .handing_on import Forfeit, Reserve, handed_on, reserves_of, winners_of
from .lots import Lot
from .organisations import (
    MILLION,
    Marks,
    OrganisationPlace,
    Share,
    Unit,
    homes,
    organisation_places,
    tallies,
)
from .ranking import is_listed, later_key, places, sort_key
from .results import Result, Standing, standings


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody on the contest's list. Who is excluded is on no board and wins nothing."""

    person: int
    group: str = ""
    department: int | None = None
    is_excluded: bool = False


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What the draw of the contest's lots brought, and what it followed from."""

    list_digest: str
    public: str
    seed: str
    lots: tuple[Lot, ...]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything that decides a contest. `drawing`: None where no lots were drawn yet; `forfeits`: the
    prizes that were given up after the publication."""

    people: tuple[Person, ...]
    results: tuple[Result, ...]
    units: tuple[Unit, ...] = ()
    drawing: Drawing | None = None
    forfeits: tuple[Forfeit, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A listed person's standing, its sort key and its shared place."""

    standing: Standing
    key: str
    place: int
    is_tied: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`boards` of people by group ("" for all, where groups are not apart), of departments by name."""

    standings: tuple[Standing, ...]
    people: dict[str, list[Placed]]
    organisations: dict[str, list[OrganisationPlace]]
    winners: tuple[Winner, ...]
    reserves: tuple[Reserve, ...]
    notes: tuple[Note, ...]


def outcome(sheet: RuleSheet, inputs: Inputs, *, with_awards: bool = True) -> Outcome:
    """The contest's end."""
    ranked = _ranked_standings(sheet, inputs)
    people = people_places(sheet, ranked)
    organisations = all_organisations(sheet, inputs, ranked)
    fields = _fields(sheet, people, organisations, inputs.units)
    lots = inputs.drawing.lots if inputs.drawing else ()
    seatings, notes = allocate(sheet.awards if with_awards else (), fields, lots)
    seatings = handed_on(seatings, frozenset(inputs.forfeits))
    return Outcome(
        standings=tuple(ranked),
        people=people,
        organisations=organisations,
        winners=tuple(winners_of(seatings)),
        reserves=tuple(reserves_of(seatings)),
        notes=tuple(notes),
    )


def people_field(sheet: RuleSheet, inputs: Inputs) -> Field:
    """The people who compete for prizes, in their pools."""
    people = people_places(sheet, _ranked_standings(sheet, inputs))
    return _fields(sheet, people, {}, inputs.units)[EVERYBODY]


def _ranked_standings(sheet: RuleSheet, inputs: Inputs) -> list[Standing]:
    excluded = {one.person for one in inputs.people if one.is_excluded}
    ranked = [result for result in inputs.results if result.person not in excluded]
    return standings(ranked, sheet.counts, sheet.rank.keys)


def people_places(sheet: RuleSheet, ranked: Iterable[Standing]) -> dict[str, list[Placed]]:
    """The listed people in order: one board, or one for each group where groups are ranked apart."""
    boards: dict[str, list[Standing]] = {}
    for standing in ranked:
        if is_listed(standing, sheet.rank):
            group = standing.group if sheet.rank.groups_apart else EVERYBODY
            boards.setdefault(group, []).append(standing)
    return {group: placed(board, sheet.rank.keys) for group, board in boards.items()}


def placed(board: Sequence[Standing], keys: Sequence[Any]) -> list[Placed]:
    """Standings in order with shared places; among equals, whoever has the smaller id is written first."""
    keyed = sorted((sort_key(one, keys), one.person, one) for one in board)
    shared = Counter(key for key, _person, _one in keyed)
    return [
        Placed(standing=one, key=key, place=place, is_tied=shared[key] > 1)
        for (key, _person, one), place in zip(keyed, places(key for key, _, _ in keyed), strict=True)
    ]


def marks_of(sheet: RuleSheet) -> Marks:
    points = sheet.points
    return Marks(
        passed=None if points.pass_mark is None else centipoints(points.pass_mark),
        excellent=None if points.excellent_mark is None else centipoints(points.excellent_mark),
    )


def all_organisations(
    sheet: RuleSheet, inputs: Inputs, ranked: Iterable[Standing]
) -> dict[str, list[OrganisationPlace]]:
    """Every board of departments by name."""
    heads = Counter(one.department for one in inputs.people if not one.is_excluded)
    shares = [Share(department=one.department, points=one.points, attempts=one.attempts) for one in ranked]
    return organisation_boards(sheet, inputs.units, heads, shares)


def organisation_boards(
    sheet: RuleSheet,
    units: Sequence[Unit],
    headcounts: Mapping[int | None, int],
    shares: Sequence[Share],
) -> dict[str, list[OrganisationPlace]]:
    """The same from counts: people and shares per department, excluded people left out."""
    return {
        board.name: organisation_places(
            board, tallies(homes(units, board.kinds), headcounts, shares), marks_of(sheet)
        )
        for board in sheet.organisations
    }


def _fields(
    sheet: RuleSheet,
    people: Mapping[str, list[Placed]],
    boards: Mapping[str, list[OrganisationPlace]],
    units: Sequence[Unit],
) -> dict[str, Field]:
    pools = {group: [_person_candidate(one, sheet) for one in board] for group, board in people.items()}
    fields = {EVERYBODY: Field(pools=pools or {EVERYBODY: ()}, units=units)}
    for board in sheet.organisations:
        candidates = [_unit_candidate(one, board) for one in boards.get(board.name, ())]
        fields[board.name] = Field(pools={EVERYBODY: candidates})
    return fields


def _person_candidate(one: Placed, sheet: RuleSheet) -> Candidate:
    standing = one.standing
    return Candidate(
        id=standing.person,
        group=standing.group,
        department=standing.department,
        key=one.key,
        later=later_key(standing, sheet.rank.keys),
        place=one.place,
        is_tied=one.is_tied,
        worth=standing.points,
        points=standing.points,
        elapsed_ms=standing.elapsed_ms,
    )


def _unit_candidate(one: OrganisationPlace, board: OrganisationBoard) -> Candidate:
    """A department's threshold is its score; its later key is who brought more people."""
    return Candidate(
        id=one.department,
        key=one.place,
        later=(-one.participants,),
        place=one.place,
        is_tied=one.is_tied,
        worth=one.score // (MILLION // 100),
        points=one.score,
    )


def input_digest(sheet: RuleSheet, inputs: Inputs) -> str:
    """SHA-256 of the canonical JSON of everything that decides the awards; order does not matter."""
    document: dict[str, Any] = {
        "sheet": sheet.dump(),
        "people": sorted(_row(one) for one in inputs.people),
        "results": sorted(_row(one) for one in inputs.results),
        "units": sorted(_row(one) for one in inputs.units),
    }
    if inputs.drawing:
        document["drawing"] = _drawing_row(inputs.drawing)
    if inputs.forfeits:
        document["forfeits"] = sorted(_row(one) for one in inputs.forfeits)
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _drawing_row(drawing: Drawing) -> dict[str, Any]:
    """Lots without a line, as all were once, keep their digest."""
    row = asdict(drawing)
    for lot in row["lots"]:
        if not lot["with_line"]:
            del lot["with_line"]
    return row


def _row(one: Person | Result | Unit | Forfeit) -> str:
    fields = {name: _plain(value) for name, value in asdict(one).items()}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
