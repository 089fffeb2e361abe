"""What people wrote beside a row: kept apart from it, and forgotten in time."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.services.audit import record
from leaderboard.domain.free_text import text_digest
from leaderboard.models import ClaimStep, FreeText, Objection, ObjectionDecision


def keep_text(
    text: str, contest_id: int, of: ClaimStep | Objection | ObjectionDecision, *, now: datetime
) -> dict[str, str]:
    """Keep what was written beside a row. Returns what the audit trail says of it: a salted digest, nothing
    where nothing was written."""
    if not text:
        return {}
    owner = {ClaimStep: "step", Objection: "objection", ObjectionDecision: "decision"}[type(of)]
    salt = secrets.token_hex(16)
    FreeText.objects.create(contest_id=contest_id, text=text, salt=salt, written_at=now, **{owner: of})
    return {"text_sha256": text_digest(salt, text)}


def forget_texts(*, now: datetime) -> int:
    """Empty the texts that are older than TEXTS_KEPT_DAYS; how many. On record, contest by contest."""
    old = _old_texts(now)
    contests = sorted(set(old.order_by().values_list("contest", flat=True)))  # reading takes no write lock
    return sum(_forgotten(old.filter(contest=contest), contest, now) for contest in contests)


def _old_texts(now: datetime) -> QuerySet[FreeText]:
    """An objection that waits for its answer is kept until there is one."""
    bound = now - timedelta(days=settings.TEXTS_KEPT_DAYS)
    waiting = Objection.objects.filter(decision=None)
    return FreeText.objects.filter(forgotten_at=None, written_at__lt=bound).exclude(objection__in=waiting)


@transaction.atomic
def _forgotten(texts: QuerySet[FreeText], contest_id: int, now: datetime) -> int:
    count = texts.update(text="", salt="", forgotten_at=now)
    if count:
        record(None, "texts_forgotten", f"contest:{contest_id}", now=now, details={"texts": count})
    return count
