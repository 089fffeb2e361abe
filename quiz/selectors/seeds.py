"""The seeds of a contest, bound by digests at its publication; that of its papers is told after the close."""

from dataclasses import dataclass

from quiz.domain.dice import seed_digest
from quiz.models import Contest, DrawSeed, RulesVersion

from .rules import sheet_of


@dataclass(frozen=True, kw_only=True)
class SeedNotice:
    """What may be told: the SHA-256 of the seed, and the seed once it can give nothing away ("" before)."""

    digest: str
    seed: str = ""


def seed_notice(contest: Contest) -> SeedNotice | None:
    """What a contest tells of its seed; None before it is announced. No statement before its close."""
    if contest.state == Contest.State.DRAFT or contest.rules is None:
        return None
    seed = contest.rules.seed
    is_told = contest.state == Contest.State.CLOSED and not _draws_elsewhere(contest, seed)
    return SeedNotice(digest=seed_digest(seed), seed=seed if is_told else "")


def draw_commitment(contest: Contest) -> str:
    """What binds the contest's draws, "" where none is announced; no statement without a lottery."""
    if (
        contest.state == Contest.State.DRAFT
        or contest.rules is None
        or not sheet_of(contest.rules).draws_lots
    ):
        return ""
    found = DrawSeed.objects.filter(contest=contest).values_list("commitment", flat=True).first()
    return found or ""


def _draws_elsewhere(contest: Contest, seed: str) -> bool:
    """Whether another contest that is not over yet was given the same seed."""
    others = RulesVersion.objects.filter(seed=seed).exclude(contest=contest)
    return others.exclude(contest__state=Contest.State.CLOSED).exists()
