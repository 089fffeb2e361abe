"""What is doubtful in a pool of questions, and in one paper drawn from it: keys that can be guessed, and
questions that give others away (W01, W02, W11, W16)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from .bank_item import BankItem
from .bank_whole import key_findings
from .findings import Finding
from .likeness import giveaways, likeness_findings

RUN = 5


def pool_doubts(items: Sequence[BankItem], *, shuffled: bool) -> list[Finding]:
    """Over the whole pool. Where options are shuffled, their places in the bank say nothing."""
    found = [one for one in key_findings(items) if one.field == "bank"]
    kept = [one for one in found if not (shuffled and one.code == "W02")]
    return [*kept, *giveaways(items)]


def paper_doubts(items: Sequence[BankItem], *, shuffled: bool) -> list[Finding]:
    """In one paper, its items in order: the same said twice, another's answer told, one letter in a row."""
    alike = [one for one in likeness_findings(items) if one.values["kind"] != "sibling"]
    return [*giveaways(items), *alike, *([] if shuffled else _runs(items))]


def _runs(items: Sequence[BankItem]) -> Iterator[Finding]:
    """Five single-choice questions or more in a row with one letter."""
    letters = [item.key_letters for item in items if item.type == "single"]
    for letter, run in groupby(letters):
        length = len(list(run))
        if length >= RUN:
            yield Finding(code="W02", field="paper", values={"letter": letter, "run": length})
