"""Today's set: what is due, what was wrong, something new; success at both ends, subjects mixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from quiz.domain.dice import Dice

SIZE, ELDER_SIZE = 10, 5
MOST_NEW, ELDER_MOST_NEW = 4, 2
DUE_SHARE, NEW_SHARE = 0.7, 0.2
# Of one topic at most so many in a row.
IN_A_ROW = 2
SURE = 0.9


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question that might be asked; `recall`: the estimated chance that it is remembered; `fact`: which
    fact it asks, if any."""

    question: int
    topic: str
    type: str
    recall: float = 0.0
    fact: str = ""

    @property
    def asks(self) -> str | int:
        """What it asks: a fact, which its siblings ask as well, or itself."""
        return self.fact or self.question


class Asks(Protocol):
    @property
    def asks(self) -> str | int: ...


T = TypeVar("T", bound=Asks)


def one_of_each(candidates: Sequence[T]) -> list[T]:
    """Of siblings the first."""
    found: dict[str | int, T] = {}
    for one in candidates:
        found.setdefault(one.asks, one)
    return list(found.values())


def daily_set(
    due: Sequence[Candidate],
    wrong: Sequence[Candidate],
    new: Sequence[Candidate],
    *,
    size: int = SIZE,
    most_new: int = MOST_NEW,
    seed: str,
) -> list[Candidate]:
    """At most `size` different questions, no two of them siblings, in the order in which they are asked.

    The most forgotten of the due ones come first and take up to 70 %, then the notebook's, then new ones
    (a fifth at least, where there are any); what is still missing is filled from whatever is left.
    """
    least_new = min(len(new), most_new, max(1, round(size * NEW_SHARE)))
    chosen: dict[str | int, Candidate] = {}

    def take(pool: Sequence[Candidate], most: int) -> None:
        room = min(most, size - len(chosen))
        for one in [one for one in one_of_each(pool) if one.asks not in chosen][: max(0, room)]:
            chosen[one.asks] = one

    overdue = sorted(due, key=lambda one: (one.recall, one.question))
    take(overdue, int(size * DUE_SHARE))
    take(wrong, size - least_new - len(chosen))
    take(new, most_new)
    take(overdue, size)
    take(wrong, size)
    return _arranged(Dice(seed).shuffled(list(chosen.values())))


def _arranged(chosen: list[Candidate]) -> list[Candidate]:
    """Topics and types alternate; the surest question comes first, the next one last."""
    sure = sorted((one for one in chosen if one.recall >= SURE), key=lambda one: -one.recall)[:2]
    middle = [one for one in chosen if one not in sure]
    return sure[:1] + _mixed(middle, sure[:1]) + sure[1:]


def _mixed(rest: list[Candidate], before: list[Candidate]) -> list[Candidate]:
    line, rest = list(before), list(rest)
    while rest:
        line.append(rest.pop(_next(rest, line)))
    return line[len(before) :]


def _next(rest: list[Candidate], line: list[Candidate]) -> int:
    """The place of the first that makes no third of its topic; another type than the last is better."""

    def badness(one: Candidate) -> tuple[bool, bool]:
        tail = line[-IN_A_ROW:]
        third = len(tail) == IN_A_ROW and all(each.topic == one.topic for each in tail)
        return third, bool(line) and line[-1].type == one.type

    return min(range(len(rest)), key=lambda place: badness(rest[place]))
