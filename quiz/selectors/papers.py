"""The paper of an attempt, drawn from the rules and the seed; and whether it is the one that was frozen."""

from collections.abc import Iterator, Sequence

from accounts.domain.problems import RuleBroken
from quiz.domain.dice import derive_seed
from quiz.domain.paper import PaperSlot, draw_paper, rows_for
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Attempt, RulesVersion, Slot

from .paper_rows import band_of
from .rules import pool_of, sheet_of

_PRINTED = "on_paper"


def paper_of(attempt: Attempt, sheet: RuleSheet) -> tuple[PaperSlot, ...]:
    """The paper that an attempt's seeds draw: always the same one. Needs the attempt's entry and rules."""
    return draw_paper(
        rows_for(pool_of(attempt.rules), attempt.entry.group),
        order=sheet.paper.order,
        shuffle_options=sheet.paper.shuffle_options,
        draw_seed=_draw_seed(attempt, sheet),
        arrange_seed=arrange_seed(attempt),
        band=band_of(sheet),
    )


def printed_paper(rules: RulesVersion, group: str = "") -> tuple[PaperSlot, ...]:
    """The paper of somebody who answers on paper: the same for everybody of the group."""
    sheet = sheet_of(rules)
    return draw_paper(
        rows_for(pool_of(rules), group),
        order=sheet.paper.order,
        shuffle_options=sheet.paper.shuffle_options,
        draw_seed=derive_seed(rules.seed, "draw", _PRINTED),
        arrange_seed=derive_seed(rules.seed, "arrange", _PRINTED),
        band=band_of(sheet),
    )


def arrange_seed(attempt: Attempt) -> str:
    """What decides the order of an attempt's questions and options."""
    if attempt.on_paper:
        return derive_seed(attempt.rules.seed, "arrange", _PRINTED)
    return derive_seed(attempt.rules.seed, "arrange", attempt.user_id, attempt.kind, attempt.number)


def _draw_seed(attempt: Attempt, sheet: RuleSheet) -> str:
    secret, kind = attempt.rules.seed, attempt.kind
    if attempt.on_paper:
        return derive_seed(secret, "draw", _PRINTED)
    if kind == Attempt.Kind.PRACTICE or sheet.paper.draw == "per_attempt":
        return derive_seed(secret, "draw", attempt.user_id, kind, attempt.number)
    if sheet.paper.draw == "per_day":
        return derive_seed(secret, "draw", kind, attempt.day)
    return derive_seed(secret, "draw", kind)


def differences(attempt: Attempt, slots: Sequence[Slot]) -> list[str]:
    """How a frozen paper (its slots by position) differs from the one drawn again; mostly it does not."""
    try:
        drawn = paper_of(attempt, sheet_of(attempt.rules))
    except RuleBroken as error:
        return [f"the paper cannot be drawn again: {error.code}"]
    return list(_differences(drawn, slots))


def _differences(drawn: Sequence[PaperSlot], slots: Sequence[Slot]) -> Iterator[str]:
    if len(drawn) != len(slots):
        yield f"{len(slots)} slots frozen, {len(drawn)} drawn"
    for number, (one, slot) in enumerate(zip(drawn, slots, strict=False), start=1):
        frozen = (slot.position, slot.revision_id, tuple(slot.option_order), slot.points)
        again = (number, one.revision_id, one.option_order, one.points)
        if frozen != again:
            yield f"slot {number}: (position, revision, options, points) {frozen} frozen, {again} drawn"
