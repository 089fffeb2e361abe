"""What a sheet is judged by."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.domain.problems import Problem

from .paper import PoolRow
from .rulesheet import RuleSheet

Pool = Sequence[int] | Sequence[Collection[Hashable]]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What exists beyond the sheet; None where it is not known and so not checked.

    `gates`: contests that have a pass mark. `question_types`: code → type of every published
    question of a fixed paper; a code that is not in it is unknown or not published. `facts`: code → the
    fact that a question asks, of those that ask one. `doubted`: codes of published questions whose key is
    in doubt, so that no new paper may have them. `headcounts`: how many people of each group ("" for
    those in none) will take part.
    """

    departments: Collection[str] | None = None
    department_kinds: Collection[str] | None = None
    people: Collection[str] | None = None
    banks: Collection[str] | None = None
    topics: Collection[str] | None = None
    gates: Collection[int] | None = None
    question_types: Mapping[str, str] | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    doubted: Collection[str] = ()
    headcounts: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A sheet with what it is judged by. `rows`: the same pool, with each question's type and facility."""

    sheet: RuleSheet
    pool: Pool | None = None
    rows: Sequence[PoolRow] | None = None
    known: Known = field(default_factory=Known)
    now: datetime | None = None


Check = Callable[[Case], Iterator[Problem]]


def fault(code: str, path: str, **values: Any) -> Problem:
    return Problem(code=code, path=path, values=values)


def warning(code: str, path: str, **values: Any) -> Problem:
    return Problem(code=code, path=path, values=values, is_warning=True)


def repeated(names: Sequence[Hashable]) -> Iterator[int]:
    """Where something stands that stood there before."""
    return (place for place, name in enumerate(names) if name in names[:place])


def listed(names: Iterable[object], most: int = 10) -> str:
    """Names for a sentence, the first few of many."""
    shown = [str(name) for name in names]
    return "、".join(shown[:most]) + ("…" if len(shown) > most else "")
