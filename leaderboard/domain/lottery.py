"""Lots that anybody can draw again: docs/lottery.md is the specification, this is the rule.

Whoever qualifies has a ticket on a list; its text has a digest. From a secret seed, that digest
and a public text that nobody could know beforehand follow the winners, seat after seat. Nothing
here asks a clock, a database or a library's random numbers.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.domain.problems import RuleBroken

WORD = 1 << 48
MOST_PUBLIC = 200
LIST_HEAD, DRAW_HEAD = "kepu-draw-list/1", "kepu-draw/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """One prize that is drawn: `group` "" for everybody, `seats` to be won, `reserves` after them."""

    name: str
    group: str
    seats: int
    reserves: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """Somebody who qualifies. `digest`: 64 hex digits by which a person finds the own ticket and nobody
    another's; `name`: masked. `steps`, one for each draw: how often its condition has to be eased before
    this ticket takes part (0: never), None where it does not."""

    digest: str
    name: str
    steps: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What came out of one draw: ticket numbers (from 1, places on the list) in the order drawn.
    `step`: how often the condition was eased."""

    step: int
    winners: tuple[int, ...]
    reserves: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DrawList:
    """The frozen list: `number` counts a contest's lists that were drawn or are being drawn, from 1;
    `tickets` in the order of their digests."""

    contest: int
    number: int
    commitment: str
    draws: tuple[Draw, ...]
    tickets: tuple[Ticket, ...]


def ticket_digest(salt: bytes, contest: int, person: int) -> str:
    """Hex HMAC-SHA-256 under the list's secret salt: tells nobody who a ticket's person is."""
    return hmac.new(salt, f"kepu-draw-ticket/1\n{contest}\n{person}".encode(), hashlib.sha256).hexdigest()


def list_text(found: DrawList) -> str:
    """The list as text, the same to the byte wherever it is written: fields between tabs, each line ended."""
    lines: list[Sequence[object]] = [
        (LIST_HEAD,),
        ("contest", found.contest),
        ("number", found.number),
        ("commitment", found.commitment),
        *(("draw", one.name, one.group, one.seats, one.reserves) for one in found.draws),
        *(("ticket", one.digest, one.name, _steps(one)) for one in found.tickets),
    ]
    return "".join("\t".join(map(str, line)) + "\n" for line in lines)


def _steps(ticket: Ticket) -> str:
    return ",".join("-" if step is None else str(step) for step in ticket.steps)


def list_digest(found: DrawList) -> str:
    """SHA-256 (hex) of the list's text in UTF-8."""
    return hashlib.sha256(list_text(found).encode()).hexdigest()


def public_text(given: str) -> str:
    """The public text as it is stored and drawn with: NFC, each run of white space one space.

    Raises RuleBroken("draw_public_empty" | "draw_public_too_long") (400).
    """
    text = " ".join(unicodedata.normalize("NFC", given).split())
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf"))
    if not text:
        raise RuleBroken("draw_public_empty", status=400, fields={"public": ["draw_public_empty"]})
    if len(text) > MOST_PUBLIC:
        fields = {"public": ["draw_public_too_long"]}
        raise RuleBroken("draw_public_too_long", status=400, fields=fields, most=MOST_PUBLIC)
    return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Lots:
    """The numbers that a seed (32 bytes), a list's digest and a public text give, without end."""

    seed: bytes
    digest: str
    public: str

    def below(self, bound: int, draw: int, seat: int) -> int:
        """From 0 to bound - 1, each as likely as the others: a number that would favour small ones is
        passed over. `draw` and `seat` count from 1."""
        limit, trial = WORD - WORD % bound, 0
        while True:
            word = self._word(draw, seat, trial)
            if word < limit:
                return word % bound
            trial += 1

    def _word(self, draw: int, seat: int, trial: int) -> int:
        message = "\n".join(map(str, (DRAW_HEAD, self.digest, self.public, draw, seat, trial)))
        return int.from_bytes(hmac.new(self.seed, message.encode(), hashlib.sha256).digest()[:6], "big")


def draw_all(found: DrawList, lots: Lots) -> list[Drawn]:
    """Every draw of the list: first the winners of all of them in order, then the reserves of all.

    Whoever is drawn leaves every later drawing, so that nobody is drawn twice.
    """
    taken: set[int] = set()
    steps, winners = [], []
    for at, one in enumerate(found.draws):
        step, pool = _pool(found.tickets, at, one.seats, taken)
        steps.append(step)
        winners.append(_drawn(pool, lots, at + 1, range(1, one.seats + 1)))
        taken.update(winners[-1])
    ended = []
    for at, one in enumerate(found.draws):
        pool = _within(found.tickets, at, steps[at], taken)
        reserves = _drawn(pool, lots, at + 1, range(one.seats + 1, one.seats + one.reserves + 1))
        taken.update(reserves)
        ended.append(Drawn(step=steps[at], winners=tuple(winners[at]), reserves=tuple(reserves)))
    return ended


def _pool(tickets: Sequence[Ticket], at: int, seats: int, taken: set[int]) -> tuple[int, list[int]]:
    """Who may be drawn: the condition is eased, step by step, until there are as many as seats."""
    last = max((step for one in tickets if (step := one.steps[at]) is not None), default=0)
    for step in range(last + 1):
        pool = _within(tickets, at, step, taken)
        if len(pool) >= seats or step == last:
            return step, pool
    raise AssertionError("the last step ends the loop")


def _within(tickets: Sequence[Ticket], at: int, step: int, taken: set[int]) -> list[int]:
    """The ticket numbers that take part at this step, in the list's order."""
    return [
        number
        for number, one in enumerate(tickets, start=1)
        if number not in taken and (own := one.steps[at]) is not None and own <= step
    ]


def _drawn(pool: list[int], lots: Lots, draw: int, seats: range) -> list[int]:
    """One ticket for each seat while there are any, each struck from the pool."""
    rest = list(pool)
    return [rest.pop(lots.below(len(rest), draw, seat)) for seat in seats if rest]
