from collections.abc import Iterator
from datetime import datetime

from accounts.models import AuditEntry
from leaderboard.domain.free_text import text_digest
from leaderboard.models import FreeText
from quiz.models import Contest

from .finding import Broken


def texts_are_as_written(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Every text that is still kept has its digest in the audit trail."""
    texts = FreeText.objects.filter(contest=contest, forgotten_at=None)
    if not texts.exists():
        return
    log = AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("details", flat=True)
    known = {details["text_sha256"] for details in log if "text_sha256" in details}
    for one in texts.order_by("pk"):
        if text_digest(one.salt, one.text) not in known:
            yield Broken(invariant="texts", row=f"free_text:{one.pk}", detail="is not what was written")
