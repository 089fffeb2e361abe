"""Who may be drawn for what: the lots of a rule sheet over the people whom no other prize took."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.domain.rulesheet import RuleSheet

from .awards import EVERYBODY, Lot, allocate, pools_of, step_of
from .lottery import Draw, DrawList, Drawn, Lots, Ticket, draw_all, list_digest, ticket_digest
from .outcome import Drawing, Inputs, people_field


@dataclass(frozen=True, kw_only=True)
class Hopefuls:
    """The draws in the order of the sheet, and people's ids → their steps (`lottery.Ticket.steps`)."""

    draws: tuple[Draw, ...]
    people: Mapping[int, tuple[int | None, ...]]


def hopefuls(sheet: RuleSheet, inputs: Inputs) -> Hopefuls:
    """Everybody who has a ticket in at least one of the sheet's draws.

    A tier of people who are ranked apart is a draw for each of their groups.
    """
    field = people_field(sheet, inputs)
    others = [tier for tier in sheet.awards if tier.by != "lottery" and tier.board is None]
    taken = {one.id for one in allocate(others, {EVERYBODY: field})[0]}
    draws: list[Draw] = []
    steps: dict[int, dict[int, int]] = {}
    for tier in sheet.awards:
        for group, pool in pools_of(field, tier) if tier.by == "lottery" else ():
            for one in pool:
                step = step_of(tier, one.worth)
                if step is not None and one.id not in taken:
                    steps.setdefault(one.id, {})[len(draws)] = step
            draws.append(Draw(name=tier.name, group=group, seats=tier.quota or 0, reserves=tier.reserves))
    people = {one: tuple(map(own.get, range(len(draws)))) for one, own in steps.items()}
    return Hopefuls(draws=tuple(draws), people=people)


def lots_of(draws: Sequence[Draw], results: Sequence[Drawn], people: Sequence[int]) -> tuple[Lot, ...]:
    """Results as prizes. `people`: the ids behind the tickets, in the list's order."""
    return tuple(
        Lot(
            tier=draw.name,
            group=draw.group,
            step=drawn.step,
            winners=tuple(people[number - 1] for number in drawn.winners),
            reserves=tuple(people[number - 1] for number in drawn.reserves),
        )
        for draw, drawn in zip(draws, results, strict=True)
    )


def trial_drawing(able: Hopefuls, public: str) -> Drawing:
    """A draw whose seed everybody knows, to try a sheet on a table of results: it decides no prize."""
    secret = hashlib.sha256(b"kepu-draw-trial").digest()
    tickets = sorted((ticket_digest(secret, 0, person), person) for person in able.people)
    found = DrawList(
        contest=0,
        number=1,
        commitment=hashlib.sha256(secret).hexdigest(),
        draws=able.draws,
        tickets=tuple(
            Ticket(digest=digest, name=str(person), steps=able.people[person]) for digest, person in tickets
        ),
    )
    digest = list_digest(found)
    drawn = draw_all(found, Lots(seed=secret, digest=digest, public=public))
    lots = lots_of(found.draws, drawn, [person for _digest, person in tickets])
    return Drawing(list_digest=digest, public=public, seed=secret.hex(), lots=lots)
