"""Contradictions in how equal the papers are, and in what decides them."""

from collections.abc import Iterator, Sequence

from accounts.domain.problems import Problem

from .evenness import distance, least_band
from .fairness import sample_papers
from .forecast import full_marks
from .forecast_sheet import crowds_of, is_decided_by_time, place_tiers, rules_of
from .paper import PoolRow, rows_for
from .rulesheet import centipoints
from .sheet_case import Case, Check, fault, warning

# Fewer characters can be tried out against the digest that is published.
SHORTEST_SEED = 16
_SAMPLES = 60


def _seed(case: Case) -> Iterator[Problem]:
    seed = case.sheet.paper.seed
    if seed and len(seed) < SHORTEST_SEED:
        yield fault("sheet_seed_guessable", "paper.seed", least=SHORTEST_SEED)


def _band(case: Case) -> Iterator[Problem]:
    paper, path = case.sheet.paper, "paper.difficulty_band"
    if paper.difficulty_band is None:
        return
    if paper.mode == "fixed":
        yield fault("sheet_band_on_fixed_paper", path)
        return
    if case.rows is None or not _are_enough(case.rows):
        return
    band = centipoints(paper.difficulty_band)
    for group in case.sheet.who.groups.all_names or ("",):
        found = _reached(rows_for(case.rows, group), band)
        if found is not None:
            yield fault("sheet_band_out_of_reach", path, least=found)
            return


def _are_enough(rows: Sequence[PoolRow]) -> bool:
    """Whether papers can be drawn at all; that they cannot is said elsewhere."""
    return all(row.count <= len(row.items) for row in rows)


def _reached(rows: Sequence[PoolRow], band: int) -> str | None:
    """None where papers lie within the band; else the narrowest band that they can keep, written out."""
    least = least_band(rows)
    if band >= least:
        papers = sample_papers(rows, draws=_SAMPLES, seed="check", band=band)
        missed = max((_needed(rows, paper, band) for paper in papers), default=band)
        if missed <= band:
            return None
        least = max(least, missed)
    return f"{-(-least // 10) / 10:g}"


def _needed(rows: Sequence[PoolRow], paper: Sequence[Sequence], band: int) -> int:
    """The band that would hold this paper."""
    worth = sum(row.points[item.type] for row, one in zip(rows, paper, strict=True) for item in one)
    return band + -(-distance(rows, paper, band) // max(1, worth))


def _first_prize(case: Case) -> Iterator[Problem]:
    """More full marks than first prizes: then how quick one was decides alone, or all of them win it."""
    sheet, people = case.sheet, case.known.headcounts
    if case.rows is None or people is None or not _are_enough(case.rows):
        return
    for board, crowds in crowds_of(sheet, case.rows, people).items():
        tiers = place_tiers(sheet, board)
        if not tiers:
            continue
        at, tier = tiers[0]
        full = full_marks(crowds, rules_of(sheet))
        if full.expected >= (tier.quota or 0) + 1:
            code = "sheet_seconds_decide" if is_decided_by_time(sheet, tier) else "sheet_first_prize_shared"
            values = {"full": round(full.expected), "low": full.low, "high": full.high, "quota": tier.quota}
            yield warning(code, f"awards.{at}.quota", name=tier.name, **values)
            return


FAIRNESS_CHECKS: tuple[Check, ...] = (_seed, _band, _first_prize)
