"""The end of a trial as JSON types."""

from typing import Any

from quiz.domain.rulesheet import RuleSheet

from .awards import Winner
from .organisations import OrganisationPlace
from .outcome import Outcome, Placed
from .rule_trial import Trial


def as_document(sheet: RuleSheet, tried: Trial, result: Outcome, digest: str) -> dict[str, Any]:
    """The outcome as JSON types; points as people write them."""
    return {
        "title": sheet.title,
        "input_digest": digest,
        "boards": {
            group: [_person_line(tried, one) for one in board]
            for group, board in sorted(result.people.items())
        },
        "organisations": {
            name: [_organisation_line(tried, one) for one in board]
            for name, board in result.organisations.items()
        },
        "awards": [_award_line(tried, one) for one in result.winners],
        "reserves": [{**_award_line(tried, one.winner), "group": one.group} for one in result.reserves],
        "notes": [{"code": note.code, "values": note.values} for note in result.notes],
    }


def _person_line(tried: Trial, one: Placed) -> dict[str, Any]:
    row, standing = tried.people[one.standing.person], one.standing
    return {
        "place": one.place,
        "is_tied": one.is_tied,
        "person": row.person,
        "name": row.name,
        "department": row.department,
        "group": row.group,
        "points": standing.points / 100,
        "right": standing.right,
        "elapsed_ms": standing.elapsed_ms,
        "attempts": standing.attempts,
    }


def _organisation_line(tried: Trial, one: OrganisationPlace) -> dict[str, Any]:
    return {
        "place": one.place,
        "is_tied": one.is_tied,
        "department": tried.departments[one.department],
        "headcount": one.headcount,
        "participants": one.participants,
        "score": one.score / 1_000_000,
        "metrics": one.metrics,
    }


def _award_line(tried: Trial, one: Winner) -> dict[str, Any]:
    row = tried.people.get(one.id) if not one.board else None
    return {
        "tier": one.tier,
        "board": one.board,
        "group": one.group,
        "place": one.place,
        "is_tied": one.is_tied,
        "person": row.person if row else None,
        "name": row.name if row else "",
        "department": row.department if row else tried.departments[one.id],
        "points": one.points / (100 if row else 1_000_000),
        "elapsed_ms": one.elapsed_ms,
    }
