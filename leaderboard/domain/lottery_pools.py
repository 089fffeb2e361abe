"""Who may be drawn for what: the lots of a rule sheet over the people whom no other prize took."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.domain.rulesheet import RuleSheet, Tier

from .awards import (
    Field,
    cut_at_the_last_seat,
    pools_of,
    qualified,
    run_tier,
    step_of,
    without,
)
from .lots import Lot
from .lottery import Draw, DrawList, Drawn, Lots, Ticket, draw_all, list_digest, ticket_digest
from .outcome import Drawing, Inputs, people_field


@dataclass(frozen=True, kw_only=True)
class Hopefuls:
    """The draws (none where nothing is to be decided by lot), the first `ties` of them among equals for last
    seats, and people's ids → their steps (`lottery.Ticket.steps`)."""

    draws: tuple[Draw, ...]
    people: Mapping[int, tuple[int | None, ...]]
    ties: int = 0

    @property
    def as_before(self) -> "Hopefuls":
        """The same as lists had it once: of ties only the seats were drawn."""
        ties = tuple(replace(one, reserves=0) for one in self.draws[: self.ties])
        return replace(self, draws=(*ties, *self.draws[self.ties :]))


@dataclass(frozen=True, kw_only=True)
class Tie:
    """People who are tied for the last seats of a tier by place, which lots give out."""

    draw: Draw
    people: frozenset[int]


def hopefuls(sheet: RuleSheet, inputs: Inputs) -> Hopefuls:
    """Everybody who has a ticket in at least one of the sheet's draws.

    First the ties for last seats, then the lotteries, each in the order of the sheet. A tier of people
    who are ranked apart is a draw for each of their groups.
    """
    field = people_field(sheet, inputs)
    ties, sure = ties_for_lots(sheet.awards, field)
    draws = [tie.draw for tie in ties]
    steps: dict[int, dict[int, int]] = {}
    for at, tie in enumerate(ties):
        for person in tie.people:
            steps.setdefault(person, {})[at] = 0
    for tier in sheet.awards:
        for pool in pools_of(field, tier) if tier.by == "lottery" else ():
            for one in pool.people:
                step = step_of(tier, one.worth)
                if step is not None and one.id not in sure:
                    steps.setdefault(one.id, {})[len(draws)] = step
            seats, reserves = tier.quota or 0, tier.reserves
            draws.append(Draw(name=tier.name, group=pool.group, seats=seats, reserves=reserves))
    people = {one: tuple(map(own.get, range(len(draws)))) for one, own in steps.items()}
    return Hopefuls(draws=tuple(draws), people=people, ties=len(ties))


def ties_among(sheet: RuleSheet, draws: Sequence[Draw]) -> int:
    """How many of a list's draws, the first ones, are among equals."""
    lotteries = {(one.name, one.group) for one in sheet.awards if one.by == "lottery"}
    names = [{(one.name, one.group), (one.name, None)} for one in draws]
    return next((at for at, name in enumerate(names) if name & lotteries), len(draws))


def ties_for_lots(tiers: Sequence[Tier], field: Field) -> tuple[list[Tie], set[int]]:
    """Every tie that lots decide, and who wins a prize without a lottery whatever the lots say.

    People who are tied are alike for every lower tier too, so how many of them are left says
    everything before it is known who: here the first of them take the seats. Who is drawn leaves the
    later draws (`lottery.draw_all`), so a tie that goes on below has all of its people again.
    """
    ties: list[Tie] = []
    tied_with: dict[int, frozenset[int]] = {}
    gone: set[int] = set()
    for tier in tiers:
        if tier.by == "lottery" or tier.board is not None:
            continue
        for pool in pools_of(field, tier):
            left = without(pool, gone)
            able, _floor = qualified(tier, left.people)
            cut = cut_at_the_last_seat(tier, able)
            if cut.tied and tier.tie == "draw":
                first = cut.tied[0].id
                people = tied_with.get(first, frozenset(one.id for one in cut.tied))
                tied_with.update(dict.fromkeys(people, people))
                draw = Draw(name=tier.name, group=pool.group, seats=cut.seats, reserves=tier.reserves)
                ties.append(Tie(draw=draw, people=people))
                gone.update(one.id for one in (*cut.before, *cut.tied[: cut.seats]))
            else:
                gone.update(one.id for one in run_tier(tier, left)[0].won)
    return ties, {one for one in gone if tied_with.get(one, frozenset((one,))) <= gone}


def lots_of(
    draws: Sequence[Draw], results: Sequence[Drawn], people: Sequence[int], ties: int
) -> tuple[Lot, ...]:
    """Results as prizes. `people`: the ids behind the tickets, in the list's order; `ties`: how many of the
    draws, the first ones, were among equals."""
    return tuple(
        Lot(
            tier=draw.name,
            group=draw.group,
            step=drawn.step,
            winners=tuple(people[number - 1] for number in drawn.winners),
            reserves=tuple(people[number - 1] for number in drawn.reserves),
            with_line=at < ties and draw.reserves > 0,
        )
        for at, (draw, drawn) in enumerate(zip(draws, results, strict=True))
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
    lots = lots_of(found.draws, drawn, [person for _digest, person in tickets], able.ties)
    return Drawing(list_digest=digest, public=public, seed=secret.hex(), lots=lots)
