"""Receipts of attempts that were handed in: made once, before anything is done with the answers."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from accounts.domain.chain import FIRST
from accounts.models import AuditEntry
from accounts.services.audit import record
from quiz.domain.receipts import Statement, code_of, public_part, signature, signing_key
from quiz.models import Attempt, Receipt, SigningKey
from quiz.selectors.receipts import answers_digests


def issue_receipts(attempts: Sequence[Attempt], *, now: datetime) -> None:
    """Sign what the attempts hold, which are handed in. Five statements; one that has a receipt keeps it.

    Rehearsals, which are thrown away, get none. Call it within the transaction that holds the attempts.
    """
    lacking = Attempt.objects.filter(pk__in=[one.pk for one in attempts], receipt=None)
    ids = set(lacking.filter(contest__is_rehearsal=False).values_list("pk", flat=True))
    if not ids:
        return
    digests = answers_digests(list(ids))
    length, head = _trail_end()
    private = signing_key(settings.SECRET_KEY)
    key = _known(public_part(private), now)
    receipts = []
    for attempt in attempts:
        if attempt.pk not in ids:
            continue
        assert attempt.handed_in_at is not None, "it was claimed as handed in"
        statement = Statement(
            attempt_id=attempt.pk,
            handed_in_at=attempt.handed_in_at,
            answers=digests[attempt.pk],
            trail_length=length,
            trail_head=head,
        )
        signed = signature(statement, private)
        receipts.append(
            Receipt(
                attempt=attempt,
                code=code_of(signed),
                handed_in_at=statement.handed_in_at,
                answers_digest=statement.answers,
                trail_length=length,
                trail_head=head,
                key=key,
                signature=signed,
                created_at=now,
            )
        )
    Receipt.objects.bulk_create(receipts)


def _trail_end() -> tuple[int, str]:
    last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
    return last or (0, FIRST)


def _known(public: str, now: datetime) -> SigningKey:
    """The public part as a row; a new one is put on record, where nobody can take it back."""
    key, is_new = SigningKey.objects.get_or_create(public=public, defaults={"created_at": now})
    if is_new:
        record(None, "signing_key_made", f"signing_key:{key.pk}", details={"key": public}, now=now)
    return key
