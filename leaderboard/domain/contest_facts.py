"""What the report about a contest is written from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quiz.domain.gain import Gain

# Whom people count for who are in no department below the host's.
HOME, ELSEWHERE = "主办单位本级", "其他单位"


@dataclass(frozen=True, kw_only=True)
class Score:
    """Somebody's best paper: `percent` of the full mark, and whether it passes."""

    percent: float
    passed: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """A department with what is below it. `scores` of those who are scored."""

    name: str
    entered: int
    took_part: int
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A question: `facility` of `n` first papers, part of 1. `key` "" where it is not released."""

    stem: str
    facility: float
    n: int
    key: str = ""
    explanation: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Prize:
    """`names` as they may be printed; a department's own name where departments win. `group`: its word, where
    several groups have a prize of this name."""

    name: str
    board: str
    group: str = ""
    names: tuple[str, ...]
    is_drawn: bool = False


@dataclass(frozen=True, kw_only=True)
class Handing:
    """What became of one prize. `counts`: of the published list taken, claimed and waiting; since the
    publication waived and lapsed, and how many of these were handed_on."""

    name: str
    counts: Mapping[str, int]

    @property
    def listed(self) -> int:
        """How many have it on the list that is published now."""
        gone = self.counts.get("handed_on", 0)
        return sum(self.counts.values()) - 2 * gone


@dataclass(frozen=True, kw_only=True)
class GainFacts:
    before_title: str
    gain: Gain


@dataclass(frozen=True, kw_only=True)
class ContestFacts:
    """What is known about a closed contest.

    `scores`: of everybody ranked who is scored; `papers`: counted papers handed in; `pass_mark` as printed,
    of the full mark. `missed` None: not computed yet. `doubted`: questions left out of it because their key
    is in doubt. `prizes` None: winners are not published. `handing`: what became of each prize,
    nothing where none are claimed.
    """

    title: str
    issuer: str
    first: date
    last: date
    is_roster: bool
    entered: int
    took_part: int
    papers: int
    pass_mark: str
    scores: tuple[Score, ...]
    groups: tuple[Group, ...]
    missed: tuple[Missed, ...] | None
    doubted: int
    keys_are_out: bool
    has_awards: bool
    prizes: tuple[Prize, ...] | None
    handing: tuple[Handing, ...] = ()
    gain: GainFacts | None
    today: date
