"""Contradictions in ranking, organisations, awards and publication."""

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from accounts.domain.problems import Problem

from .checks_paper import pool_size, shown
from .rulesheet import OrganisationBoard, RuleSheet, Tier, centipoints
from .sheet_case import Case, Check, fault, listed, repeated, warning
from .sheet_extent import full_mark, most_attempts, most_points
from .sheet_types import Release

_EARLINESS = get_args(Release)
_COUNTS_OF_PEOPLE = frozenset({"participants", "attempts", "total"})
_IN_POINTS = frozenset({"average", "median"})


def _rank(case: Case) -> Iterator[Problem]:
    sheet, keys = case.sheet, case.sheet.rank.keys
    if not keys:
        yield fault("sheet_no_rank_keys", "rank.keys")
    elif keys[0] not in {"points", "right"}:
        yield fault("sheet_rank_starts_oddly", "rank.keys.0")
    for place in repeated(keys):
        yield fault("sheet_twice", f"rank.keys.{place}", name=keys[place])
    if sheet.rank.groups_apart and sheet.who.groups.by == "none":
        yield fault("sheet_apart_without_groups", "rank.groups_apart")
    yield from _reachable(case, "rank.min_points", sheet.rank.min_points)
    possible, wanted = most_attempts(sheet), sheet.rank.min_attempts
    if possible is not None and wanted is not None and wanted > possible:
        yield fault("sheet_min_attempts_out_of_reach", "rank.min_attempts", possible=possible)


def _reachable(case: Case, path: str, wanted: object) -> Iterator[Problem]:
    """Points that nobody can reach: above the full mark, times the attempts where they add up."""
    full = most_points(case.sheet, case.known.question_types)
    times = (most_attempts(case.sheet) or 0) if case.sheet.counts == "sum" else 1
    if wanted is None or not full or not times:
        return
    if centipoints(wanted) > full * times:  # type: ignore[arg-type]
        yield fault("sheet_points_out_of_reach", path, full=shown(full * times))


def _boards(case: Case) -> Iterator[Problem]:
    boards = case.sheet.organisations
    for place in repeated([board.name for board in boards]):
        yield fault("sheet_twice", f"organisations.{place}.name", name=boards[place].name)
    for place, board in enumerate(boards):
        path = f"organisations.{place}"
        yield from _metrics(case, path, board)
        for number, kind in enumerate(board.kinds):
            if case.known.department_kinds is not None and kind not in case.known.department_kinds:
                yield fault("sheet_unknown_kind", f"{path}.kinds.{number}", name=kind)


def _metrics(case: Case, path: str, board: OrganisationBoard) -> Iterator[Problem]:
    if not board.metrics:
        yield fault("sheet_no_metrics", f"{path}.metrics")
        return
    weights = sum(one.weight for one in board.metrics)
    if board.combine == "weighted" and weights != 100:
        yield fault("sheet_weights_not_100", f"{path}.metrics", sum=weights)
    names = [one.metric for one in board.metrics]
    for place in repeated(names):
        yield fault("sheet_twice", f"{path}.metrics.{place}.metric", name=names[place])
    for place, _ in enumerate(board.metrics):
        yield from _metric(case, f"{path}.metrics.{place}", board, place)


def _metric(case: Case, path: str, board: OrganisationBoard, place: int) -> Iterator[Problem]:
    one, sheet = board.metrics[place], case.sheet
    if one.metric == "participation" and sheet.who.admission == "open":
        yield fault("sheet_participation_needs_roster", f"{path}.metric")
    for metric, mark in (("pass_rate", "pass_mark"), ("excellent_rate", "excellent_mark")):
        if one.metric == metric and getattr(sheet.points, mark) is None:
            yield fault("sheet_rate_without_mark", f"points.{mark}", board=board.name)
        if one.metric == metric and sheet.counts == "sum" and most_attempts(sheet) != 1:
            yield warning("sheet_rate_of_sums", f"{path}.metric")
    if board.combine == "weighted" and len(board.metrics) > 1 and one.relative == "absolute":
        if one.metric in _COUNTS_OF_PEOPLE:
            yield fault("sheet_metric_needs_best", f"{path}.relative")
        elif one.metric in _IN_POINTS and full_mark(sheet, case.known.question_types) != (10_000, 10_000):
            yield warning("sheet_metric_not_of_100", f"{path}.relative")


def _awards(case: Case) -> Iterator[Problem]:
    tiers = case.sheet.awards
    for place in repeated([(tier.name, tier.board, tier.group) for tier in tiers]):
        yield fault("sheet_twice", f"awards.{place}.name", name=tiers[place].name)
    for place, tier in enumerate(tiers):
        path = f"awards.{place}"
        yield from _tier_needs(path, tier)
        yield from _tier_for_whom(case.sheet, path, tier)
        yield from _tier_order(path, tiers[:place], tier)
        yield from _tier_by_lots(case.sheet, path, tiers[:place], tier)
        yield from _tier_per_department(case, path, tiers[:place], tier)
        if tier.board is None:
            yield from _reachable(case, f"{path}.min_points", tier.min_points)


def _tier_needs(path: str, tier: Tier) -> Iterator[Problem]:
    if tier.by != "threshold" and tier.quota is None:
        yield fault("sheet_tier_needs_quota", f"{path}.quota")
    if tier.by == "threshold" and tier.min_points is None:
        yield fault("sheet_tier_needs_points", f"{path}.min_points")
    if tier.by == "threshold" and tier.quota is not None:
        yield fault("sheet_threshold_with_quota", f"{path}.quota")
    if tier.by == "threshold" and tier.cascade:
        yield fault("sheet_cascade_on_threshold", f"{path}.cascade")
    elif tier.cascade and tier.min_points is None:
        yield fault("sheet_cascade_without_points", f"{path}.min_points")
    steps = (*([tier.min_points] if tier.min_points is not None else []), *tier.cascade)
    if any(later >= earlier for earlier, later in pairwise(steps)):
        yield fault("sheet_cascade_not_falling", f"{path}.cascade")


def _tier_for_whom(sheet: RuleSheet, path: str, tier: Tier) -> Iterator[Problem]:
    if tier.board is not None:
        yield from _tier_board(sheet, path, tier)
    elif tier.group is not None:
        yield from _tier_group(sheet, path, tier.group)


def _tier_board(sheet: RuleSheet, path: str, tier: Tier) -> Iterator[Problem]:
    boards = {board.name: board for board in sheet.organisations}
    board = boards.get(tier.board or "")
    if board is None:
        yield fault("sheet_unknown_board", f"{path}.board", name=tier.board, known=listed(boards) or "—")
    elif board.combine == "rank_sum" and tier.min_points is not None:
        yield fault("sheet_points_of_rank_sum", f"{path}.min_points")
    if tier.group is not None:
        yield fault("sheet_board_tier_with_group", f"{path}.group")
    if tier.by == "lottery":
        yield fault("sheet_board_tier_by_lottery", f"{path}.by")


def _tier_group(sheet: RuleSheet, path: str, group: str) -> Iterator[Problem]:
    names = sheet.who.groups.all_names
    if group not in names:
        yield fault("sheet_unknown_group", f"{path}.group", name=group)
    if not sheet.rank.groups_apart:
        yield fault("sheet_group_without_apart", f"{path}.group")


def _tier_order(path: str, above: tuple[Tier, ...], tier: Tier) -> Iterator[Problem]:
    """What the tiers above for the same people leave for this one."""
    rivals = [one for one in above if one.board == tier.board and one.group in (None, tier.group)]
    taken = [one.min_points for one in rivals if one.by == "threshold" and one.min_points is not None]
    if tier.by != "lottery" and tier.board is None and any(one.by == "lottery" for one in above):
        yield fault("sheet_award_after_lottery", f"{path}.by")
    lowest = min(tier.cascade, default=tier.min_points)
    if tier.by == "place" and taken:
        yield fault("sheet_place_after_threshold", f"{path}.by")
    elif tier.by != "place" and lowest is not None and taken and lowest >= min(taken):
        yield fault("sheet_tier_out_of_reach", f"{path}.min_points", least=shown(centipoints(min(taken))))


def _tier_by_lots(sheet: RuleSheet, path: str, above: tuple[Tier, ...], tier: Tier) -> Iterator[Problem]:
    """Ties that lots decide, and who moves up."""
    if tier.by == "threshold" and tier.reserves:
        yield fault("sheet_reserves_on_threshold", f"{path}.reserves")
    rivals = [one for one in above if one.board == tier.board and one.group in (None, tier.group)]
    if tier.tie == "later_key" and tier.by == "place" and any(one.tie == "draw" for one in rivals):
        yield fault("sheet_later_key_after_draw", f"{path}.tie")
    if tier.tie != "draw" or tier.by == "threshold":
        return
    if tier.board is not None:
        yield fault("sheet_board_tie_by_draw", f"{path}.tie")
    elif tier.by == "place" and "points" not in sheet.rank.keys:
        yield fault("sheet_tie_draw_needs_points", f"{path}.tie")


def _tier_per_department(case: Case, path: str, above: tuple[Tier, ...], tier: Tier) -> Iterator[Problem]:
    if not tier.per_department:
        if tier.kinds:
            yield fault("sheet_kinds_unused", f"{path}.kinds")
        return
    if tier.board is not None or tier.by != "place":
        yield fault("sheet_department_seats_by_place", f"{path}.per_department")
    elif tier.tie == "draw" or any(one.tie == "draw" and one.board is None for one in above):
        yield fault("sheet_department_seats_and_draw", f"{path}.per_department")
    for number, kind in enumerate(tier.kinds):
        if case.known.department_kinds is not None and kind not in case.known.department_kinds:
            yield fault("sheet_unknown_kind", f"{path}.kinds.{number}", name=kind)


def _frozen(case: Case) -> Iterator[Problem]:
    when, board = case.sheet.when, case.sheet.publication.board
    if board.visibility == "frozen" and board.frozen_from is None:
        yield fault("sheet_frozen_needs_time", "publication.board.frozen_from")
    if board.visibility != "frozen" and board.frozen_from is not None:
        yield fault("sheet_frozen_time_unused", "publication.board.frozen_from")
    if board.frozen_from is not None and not when.opens_at < board.frozen_from < when.closes_at:
        yield fault("sheet_frozen_outside", "publication.board.frozen_from")


def _scores(case: Case) -> Iterator[Problem]:
    shows = case.sheet.publication
    if shows.scores == "at_once":
        if case.sheet.is_sequential:
            yield warning("sheet_verdicts_at_once", "publication.scores")
        else:
            yield fault("sheet_at_once_needs_items", "publication.scores")
    if shows.scores in {"after_close", "never"} and shows.board.visibility != "hidden":
        yield fault("sheet_board_shows_scores", "publication.board.visibility")


def _keys(case: Case) -> Iterator[Problem]:
    """Keys given out while others still sit leak the paper, or at least the pool."""
    shows, sheet = case.sheet.publication, case.sheet
    if _EARLINESS.index(shows.keys) < _EARLINESS.index(shows.scores):
        yield fault("sheet_keys_before_scores", "publication.keys")
    if shows.keys not in {"at_once", "after_hand_in"}:
        return
    if _is_shared(case):
        yield fault("sheet_keys_leak_paper", "publication.keys")
    elif shows.keys == "at_once" and not sheet.is_sequential:
        yield fault("sheet_at_once_needs_items", "publication.keys")
    else:
        yield warning("sheet_keys_leak_pool", "publication.keys")


def _is_shared(case: Case) -> bool:
    """Whether others, or the same person again, sit the same questions."""
    paper = case.sheet.paper
    if case.sheet.who.paper_entries:  # the printed paper is one for all
        return True
    if paper.mode == "fixed" or paper.draw != "per_attempt":
        return True
    return _is_all_of_the_pool(case)


def _is_all_of_the_pool(case: Case) -> bool:
    """Whether each paper holds every question that may be drawn."""
    counts = [row.count for row in case.sheet.paper.rows]
    sizes = [pool_size(questions) for questions in case.pool or ()]
    return bool(counts) and counts == sizes


def _practice(case: Case) -> Iterator[Problem]:
    """Practice papers come from the contest's own questions, so that they show them, though not the keys."""
    practice, keys = case.sheet.when.practice, case.sheet.publication.keys
    for name in ("before", "during"):
        if not getattr(practice, name):
            continue
        if case.sheet.paper.mode == "fixed":
            yield fault("sheet_practice_shows_paper", f"when.practice.{name}")
        elif _is_all_of_the_pool(case):
            yield fault("sheet_practice_shows_pool", f"when.practice.{name}")
        elif keys in {"at_once", "after_hand_in"}:
            yield warning("sheet_practice_keys_wait", f"when.practice.{name}")


RESULT_CHECKS: tuple[Check, ...] = (_practice, _rank, _boards, _awards, _scores, _keys, _frozen)
