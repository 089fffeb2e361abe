"""A rule sheet as the forecast sees it: who is ranked with whom, which attempt counts, which seats."""

from collections.abc import Mapping, Sequence

from .forecast import Crowd, Rules
from .paper import PoolRow, rows_for
from .rulesheet import RuleSheet, Tier, centipoints
from .sheet_extent import most_attempts

# Without a limit, and beyond it, people are taken to try so often.
USUAL_TRIES, MOST_TRIES, MOST_SUMMED = 3, 10, 60
BY_TIME = frozenset({"elapsed", "handed_in", "started"})


def rules_of(sheet: RuleSheet) -> Rules:
    """Everybody is taken to use all attempts that the rules give."""
    possible = most_attempts(sheet) or USUAL_TRIES
    tries = min(possible, MOST_SUMMED if sheet.counts == "sum" else MOST_TRIES)
    penalty = centipoints(sheet.points.penalty)
    return Rules(
        counts=sheet.counts, tries=1 if sheet.counts in ("first", "last") else tries, penalty=penalty
    )


def crowds_of(
    sheet: RuleSheet, rows: Sequence[PoolRow], headcounts: Mapping[str, int]
) -> dict[str, list[Crowd]]:
    """Board ("" for all, or each group that is ranked apart) → who is on it, by the papers they sit.

    `headcounts`: people by group, "" for those in none. Groups whose paper has no rows are left out.
    """
    boards: dict[str, list[Crowd]] = {}
    for group, people in headcounts.items():
        own = rows_for(rows, group)
        if own and people:
            board = group if sheet.rank.groups_apart else ""
            boards.setdefault(board, []).append(Crowd(rows=own, people=people))
    return boards


def place_tiers(sheet: RuleSheet, board: str) -> list[tuple[int, Tier]]:
    """The prizes for people by place on this board, with their positions in the sheet."""
    return [
        (at, tier)
        for at, tier in enumerate(sheet.awards)
        if tier.by == "place" and tier.board is None and tier.quota and tier.group in (None, board)
    ]


def is_decided_by_time(sheet: RuleSheet, tier: Tier) -> bool:
    """Whether equals at the tier's last seat are told apart by how quick or how early they were."""
    return bool(BY_TIME & set(sheet.rank.keys)) or tier.tie == "later_key"
