"""Whether what is stored is still what a receipt says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import QuerySet

from accounts.domain.chain import FIRST
from accounts.models import AuditEntry, User
from quiz.domain.receipts import Given, Statement, answers_digest, is_signed
from quiz.models import Answer, Attempt, Contest, Receipt, SigningKey

from .json_lists import as_text, decoded

_BATCH = 500


class Fault(StrEnum):
    """What does not fit."""

    SIGNATURE = "signature"  # nobody with one of our keys said so
    NO_ATTEMPT = "no_attempt"
    TIME = "time"
    ANSWERS = "answers"
    RECEIPT = "receipt"  # what we kept is another receipt than the one that was shown
    TRAIL = "trail"  # the audit trail no longer holds the entry that it ended with
    NO_RECEIPT = "no_receipt"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A receipt and its faults; `attempt` is None where there is no such attempt."""

    statement: Statement
    attempt: Attempt | None
    faults: list[Fault]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def receipt_of(attempt: Attempt) -> Receipt | None:
    return Receipt.objects.filter(attempt=attempt).first()


def answers_digests(attempt_ids: Sequence[int]) -> dict[int, str]:
    """The digest of each attempt's answers as they are stored now; one statement."""
    rows = (
        Answer.objects.filter(attempt__in=attempt_ids)
        .order_by("attempt", "sequence", "pk")
        .values_list("attempt_id", "position", "sequence", as_text("response"), "client_key", "saved_at")
    )
    given = {
        attempt: answers_digest(
            Given(
                position=position,
                sequence=sequence,
                response=decoded(response),
                client_key=client_key,
                saved_at=saved_at,
            )
            for _attempt, position, sequence, response, client_key, saved_at in group
        )
        for attempt, group in groupby(rows.iterator(), key=lambda row: row[0])
    }
    nothing = answers_digest([])
    return {attempt: given.get(attempt, nothing) for attempt in attempt_ids}


def check_code(code: str) -> Checked | None:
    """The receipt with this code against what is stored; None where there is none."""
    receipt = Receipt.objects.select_related("key", "attempt__contest").filter(code=code).first()
    if receipt is None:
        return None
    return _checked(receipt.statement, receipt.signature, [receipt.key.public], receipt.attempt)


def check_shown(statement: Statement, signature: str) -> Checked:
    """A receipt that somebody holds, against what is stored: also against the receipt that we kept."""
    publics = list(SigningKey.objects.values_list("public", flat=True))
    attempt = None
    if statement.attempt_id < 2**63:
        attempt = Attempt.objects.select_related("contest").filter(pk=statement.attempt_id).first()
    checked = _checked(statement, signature, publics, attempt)
    kept = receipt_of(attempt) if attempt else None
    if attempt and (kept is None or (kept.statement, kept.signature) != (statement, signature)):
        checked.faults.append(Fault.RECEIPT)
    return checked


def _checked(statement: Statement, signature: str, publics: list[str], attempt: Attempt | None) -> Checked:
    heads = _heads([statement.trail_length] if statement.trail_length < 2**63 else [])
    digest = answers_digests([attempt.pk])[attempt.pk] if attempt else ""
    faults = _faults(statement, signature, publics, attempt, digest, heads)
    return Checked(statement=statement, attempt=attempt, faults=faults)


def _faults(
    statement: Statement,
    signature: str,
    publics: Sequence[str],
    attempt: Attempt | None,
    digest: str,
    heads: dict[int, str],
) -> list[Fault]:
    """`digest` is of the answers that are stored now, `heads` of the trail's entries by their numbers."""
    holds = {
        Fault.SIGNATURE: any(is_signed(statement, signature, public) for public in publics),
        Fault.TRAIL: heads.get(statement.trail_length) == statement.trail_head,
        Fault.NO_ATTEMPT: attempt is not None,
    }
    if attempt is not None:
        holds[Fault.TIME] = attempt.handed_in_at == statement.handed_in_at
        holds[Fault.ANSWERS] = digest == statement.answers
    return [fault for fault, is_right in holds.items() if not is_right]


def _heads(lengths: Iterable[int]) -> dict[int, str]:
    """The digest of the audit trail's last entry when it had so many; of none before the first."""
    entries = AuditEntry.objects.filter(number__in=set(lengths))
    return {0: FIRST, **dict(entries.values_list("number", "digest"))}


def broken_receipts(contest: Contest, person: User | None = None) -> Iterator[tuple[int, Fault]]:
    """(attempt id, fault) of every scored attempt, or of one person's, whose receipt is missing or does not
    fit."""
    own = {} if person is None else {"user": person}
    since = SigningKey.objects.order_by("created_at").values_list("created_at", flat=True).first()
    scored = Attempt.objects.filter(contest=contest, scored_at__isnull=False, receipt=None, **own)
    # Older papers were handed in before there were receipts; rehearsals get none.
    if since is not None and not contest.is_rehearsal:
        for attempt_id in scored.filter(scored_at__gte=since).values_list("pk", flat=True):
            yield attempt_id, Fault.NO_RECEIPT
    receipts = Receipt.objects.filter(attempt__contest=contest).select_related("key", "attempt")
    if person is not None:
        receipts = receipts.filter(attempt__user=person)
    heads = _heads(receipts.values_list("trail_length", flat=True).distinct())
    for batch in _batches(receipts):
        digests = answers_digests([receipt.attempt_id for receipt in batch])
        for one in batch:
            signed = (one.statement, one.signature, [one.key.public])
            for fault in _faults(*signed, one.attempt, digests[one.attempt_id], heads):
                yield one.attempt_id, fault


def _batches(receipts: QuerySet[Receipt]) -> Iterator[list[Receipt]]:
    last = 0
    while batch := list(receipts.filter(attempt__gt=last).order_by("attempt")[:_BATCH]):
        yield batch
        last = batch[-1].attempt_id
