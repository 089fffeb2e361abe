"""What a contest's report says about prizes: who won them, and what became of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from accounts.domain.masking import mask_name
from leaderboard.domain.claims import ClaimState
from leaderboard.domain.contest_facts import Handing, Prize
from leaderboard.domain.contest_prizes import prize_words
from leaderboard.models import Award, AwardRun, ClaimStep
from quiz.domain.rulesheet import RuleSheet
from quiz.sheet_labels import group_word

from .awards import TierRows, WinnerRow, apart_by_group, run_page
from .claims import claim_rows
from .tenures import PRIZE

Kind = ClaimStep.Kind
# Prize, board, the group where several have a prize of this name.
_Name = tuple[str, str, str]


def prizes_of(run: AwardRun, sheet: RuleSheet) -> tuple[Prize, ...]:
    """The winners of a published run; names as the sheet has them published."""
    is_masked, by = sheet.publication.names == "masked", sheet.who.groups.by
    return tuple(_prize(tier, by, is_masked) for tier in run_page(run).tiers)


def _prize(tier: TierRows, by: str, is_masked: bool) -> Prize:
    names = tuple(one.name if tier.board else _winner(one, is_masked) for one in tier.rows)
    return Prize(
        name=tier.name,
        board=tier.board,
        group=group_word(by, tier.group),
        names=names,
        is_drawn=tier.is_drawn,
    )


def _winner(row: WinnerRow, is_masked: bool) -> str:
    name = mask_name(row.name) if is_masked else row.name
    return f"{name}（{row.department}）" if row.department else name


def handing_of(run: AwardRun, sheet: RuleSheet, *, now: datetime) -> tuple[Handing, ...]:
    """What became of each prize by `now`, in the order of the sheet, also where nobody has it any more. Six
    statements."""
    apart, by = apart_by_group(sheet), sheet.who.groups.by

    def name(tier: str, board: str, group: str) -> _Name:
        return tier, board, group if not board and tier in apart else ""

    found: dict[_Name, Counter[str]] = {}
    for row in claim_rows(run, now=now):
        award = row.award
        found.setdefault(name(award.tier, award.board, award.group), Counter())[row.claim.state] += 1
    for tier, board, group, how in _handed_on(run):
        found.setdefault(name(tier, board, group), Counter()).update((how, Kind.HANDED_ON))
    order = _order(sheet)
    return tuple(
        Handing(name=_words(*one, by), counts={str(key): n for key, n in found[one].items()})
        for one in sorted(found, key=lambda one: order(*one))
    )


def _order(sheet: RuleSheet) -> Callable[[str, str, str], int]:
    tiers = [(one.name, one.board or "", one.group or "") for one in sheet.awards]

    def place(tier: str, board: str, group: str) -> int:
        fits = [at for at, one in enumerate(tiers) if one in ((tier, board, group), (tier, board, ""))]
        return fits[0] if fits else len(tiers)

    return place


def _words(tier: str, board: str, group: str, by: str) -> str:
    return prize_words(Prize(name=tier, board=board, group=group_word(by, group), names=()))


def _handed_on(run: AwardRun) -> Iterable[tuple[str, str, str, str]]:
    """(prize, board, group, how it was lost) of whatever was handed on since the first publication."""
    groups, before = _groups(run), dict[tuple, str]()
    steps = ClaimStep.objects.filter(contest=run.contest_id).order_by("pk")
    for tier, board, user, department, kind in steps.values_list(*PRIZE, "kind"):
        key = tier, board, user, department
        if kind == Kind.HANDED_ON:
            was_waived = before.get(key) == Kind.WAIVED
            how = ClaimState.WAIVED if was_waived else ClaimState.LAPSED
            yield tier, board, groups.get((tier, board, user), ""), how
        before[key] = kind


def _groups(run: AwardRun) -> dict[tuple[str, str, int | None], str]:
    """In which group each lost prize had been won."""
    lost = ClaimStep.objects.filter(contest=run.contest_id, kind=Kind.HANDED_ON).values("user")
    awards = Award.objects.filter(run__contest=run.contest_id, user__in=lost)
    return {
        (tier, board, user): group
        for tier, board, user, group in awards.values_list("tier", "board", "user_id", "group")
    }
