"""Computing what first attempts say about questions, into rows that may be computed anew at any time."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from quiz.domain.item_flags import Evidence, Flag, flags
from quiz.domain.item_pool import Part, Pooled, pooled
from quiz.domain.item_study import StudiedItem, Study, study
from quiz.models import Contest, ContestStatistic, ItemStatistic
from quiz.selectors.item_responses import asked_in, first_attempts, sample_of
from quiz.selectors.item_statistics import option_lines

from .question_flags import Found, sync_flags

# Revision → people and flags.
Seen = dict[int, tuple[int, tuple[Flag, ...]]]
# What is kept of an item in its own columns.
_COLUMNS = {"n", "facility", "item_rest_r", "d27", "item_total_r"}


def waits() -> Q:
    """Of a ContestStatistic: never computed, asked for since, or closed or amended since."""
    older = Q(computed_at__lt=F("requested_at")) | Q(computed_at__lt=F("contest__closed_at"))
    return Q(computed_at__isnull=True) | older | ~Q(rules=F("contest__rules"))


def refresh_statistics(contest_id: int, *, now: datetime) -> bool:
    """Compute a contest's statistics where they wait; whether it did.

    A paper without its score yet puts it off until the next sweep.
    """
    if Contest.objects.filter(pk=contest_id, state=Contest.State.CLOSED, is_rehearsal=False).exists():
        ContestStatistic.objects.get_or_create(pk=contest_id, defaults={"requested_at": now})
    row = ContestStatistic.objects.filter(waits(), pk=contest_id).select_related("contest__rules").first()
    if row is None:
        return False
    if first_attempts(row.contest).filter(scored_at__isnull=True).exists():
        ContestStatistic.objects.filter(pk=contest_id).update(tried_at=None)
        return False
    rebuild_statistics(row.contest, now=now)
    return True


def rebuild_statistics(contest: Contest, *, now: datetime) -> int:
    """Compute a contest's statistics, whether or not anything changed; how many items they have.

    Nothing is locked while it reads and reckons. Run it ten times: the same rows.
    """
    sample = sample_of(contest)
    found = study(sample, asked_in(sample, contest.rules)) if len(sample) else None
    with transaction.atomic():
        _write(contest, found, now)
    return len(found.items) if found else 0


def _write(contest: Contest, found: Study | None, now: datetime) -> None:
    row, _made = ContestStatistic.objects.select_for_update().get_or_create(
        contest=contest, defaults={"requested_at": now}
    )
    row.rules, row.tried_at, row.computed_at = contest.rules, None, max(now, row.requested_at)
    row.n = found.paper.n if found else 0
    row.is_drawn = bool(found and found.is_drawn)
    row.figures = asdict(found.paper) if found else {}
    row.bins = list(found.bins) if found else []
    row.save()
    old = ItemStatistic.objects.filter(contest=contest)
    touched = set(old.values_list("revision", flat=True))
    old.delete()
    items = found.items if found else ()
    ItemStatistic.objects.bulk_create(_row(contest, one, now) for one in items)
    touched |= {one.revision for one in items}
    over_all = _pool(touched, now)
    here = {one.revision: (one.figures.n, one.flags) for one in items}
    sync_flags([*_found(contest, touched, here), *_found(None, touched, over_all)], now=now)


def _found(contest: Contest | None, touched: Iterable[int], seen: Seen) -> Iterable[Found]:
    for revision in sorted(touched):
        n, flagged = seen.get(revision, (0, ()))
        yield Found(revision_id=revision, contest_id=contest.pk if contest else None, n=n, flags=flagged)


def _row(contest: Contest, one: StudiedItem, now: datetime) -> ItemStatistic:
    figures = {name: value for name, value in asdict(one.figures).items() if name not in _COLUMNS}
    return ItemStatistic(
        contest=contest,
        revision_id=one.revision,
        n=one.figures.n,
        facility=one.figures.facility,
        item_rest_r=one.figures.item_rest_r,
        d27=one.figures.d27,
        median_ms=None if one.median_ms is None else round(one.median_ms),
        figures={
            **figures,
            "guess": one.guess,
            "curve": asdict(one.curve) if one.curve else None,
            "biases": [{**asdict(bias), "ets_class": bias.ets_class} for bias in one.biases],
            "windows": [asdict(window) for window in one.windows or ()],
        },
        options=[asdict(option) for option in one.options],
        flags=_plain(one.flags),
        computed_at=now,
    )


def _plain(flagged: Iterable[Flag]) -> list[dict[str, Any]]:
    return [asdict(flag) for flag in flagged]


def _pool(revisions: Collection[int], now: datetime) -> Seen:
    """Write the rows over all contests anew; for revisions of several contests, people and flags."""
    ItemStatistic.objects.filter(contest__isnull=True, revision__in=revisions).delete()
    rows = ItemStatistic.objects.filter(contest__isnull=False, revision__in=revisions)
    by_revision: dict[int, list[ItemStatistic]] = {}
    for row in rows.select_related("revision").order_by("contest__closes_at", "contest_id"):
        by_revision.setdefault(row.revision_id, []).append(row)
    made: list[ItemStatistic] = []
    seen: Seen = {}
    for revision, parts in by_revision.items():
        whole = pooled([_part(part) for part in parts])
        flagged = flags(_evidence(parts[-1], whole))
        made.append(_pooled_row(revision, whole, flagged, parts, now))
        if len(parts) > 1:
            seen[revision] = (whole.n, flagged)
    ItemStatistic.objects.bulk_create(made)
    return seen


def _part(row: ItemStatistic) -> Part:
    sd = row.figures["sd"]
    return Part(
        n=row.n,
        facility=row.facility,
        sd=None if sd is None else sd / row.figures["most"],
        item_rest_r=row.item_rest_r,
        d27=row.d27,
        options=option_lines(row),
    )


def _evidence(newest: ItemStatistic, whole: Pooled) -> Evidence:
    return Evidence(
        type=newest.revision.type,
        n=whole.n,
        facility=whole.facility,
        guess=newest.figures["guess"],
        item_rest_r=whole.item_rest_r,
        options=whole.options,
        windows=whole.windows,
    )


def _pooled_row(
    revision: int, whole: Pooled, flagged: Collection[Flag], parts: list[ItemStatistic], now: datetime
) -> ItemStatistic:
    return ItemStatistic(
        contest=None,
        revision_id=revision,
        n=whole.n,
        facility=whole.facility,
        item_rest_r=whole.item_rest_r,
        d27=whole.d27,
        figures={"contests": len(parts), "guess": parts[-1].figures["guess"]},
        options=[asdict(option) for option in whole.options],
        # What one contest alone says stands in its own row, with the times and groups that only it knows.
        flags=_plain(flagged) if len(parts) > 1 else parts[0].flags,
        computed_at=now,
    )
