"""Reading the uploads that wait: claimed by a row, so that many readers do each once."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from quiz.domain.imports.conversion import find_topic, item_of_draft
from quiz.domain.imports.draft import Draft, Reading
from quiz.domain.imports.duplicates import Duplicate, duplicates, known
from quiz.domain.imports.standing import standing
from quiz.domain.imports.stored import draft_json
from quiz.models import ImportBatch, ImportItem, Topic
from quiz.selectors.imports import bank_known, known_topics

from .import_files import uploaded_files
from .import_reading import read_upload

State = ImportBatch.State
# Longer than any reading may take (`import_reading`): whoever claimed it so long ago is gone.
ABANDONED = timedelta(minutes=3)
MOST_TRIES = 3
# So short a transaction that a contest on the same SQLite database saves its answers in between.
CHUNK = 250
MOST_UNREAD = 2_000


def parse_waiting(*, now: datetime) -> int:
    """Read every upload that waits, and those whose reader is gone; how many were read."""
    _take_up_abandoned(now)
    waiting = ImportBatch.objects.filter(state=State.WAITING).order_by("uploaded_at", "pk")
    return sum(parse_batch(pk, now=now) for pk in waiting.values_list("pk", flat=True))


def parse_batch(batch_id: int, *, now: datetime) -> bool:
    """Read one upload, unless somebody else is at it; whether it was this one who did."""
    mine = ImportBatch.objects.filter(pk=batch_id, state=State.WAITING)
    if not mine.update(state=State.PARSING, claimed_at=now, tries=F("tries") + 1, done=0, total=0):
        return False
    batch = ImportBatch.objects.get(pk=batch_id)
    try:
        upload, answers = uploaded_files(batch)
        reading = read_upload(upload, format=batch.wanted_format, answers=answers)
    except RuleBroken as broken:
        _fail(batch, broken.code, broken.values)
        return True
    _keep(batch, reading, now)
    return True


def _take_up_abandoned(now: datetime) -> None:
    gone = ImportBatch.objects.filter(state=State.PARSING, claimed_at__lt=now - ABANDONED)
    if not gone.exists():
        return
    gone.filter(tries__gte=MOST_TRIES).update(state=State.FAILED, error="import_takes_too_long")
    gone.filter(tries__lt=MOST_TRIES).update(state=State.WAITING)


def _keep(batch: ImportBatch, reading: Reading, now: datetime) -> None:
    total = len(reading.drafts)
    _mine(batch).update(
        total=total,
        format=reading.format,
        confidence=reading.confidence,
        issues=[asdict(issue) for issue in reading.issues],
        unread=[asdict(one) for one in reading.unread[:MOST_UNREAD]],
    )
    if not total:
        _fail(batch, "import_nothing_read", {})
        return
    rows = _items(batch, reading.drafts, now)
    batch.items.all().delete()
    for start in range(0, total, CHUNK):
        with transaction.atomic():
            ImportItem.objects.bulk_create(rows[start : start + CHUNK])
    _mine(batch).update(state=State.READY, done=total, ready_at=now)


def _items(batch: ImportBatch, drafts: Sequence[Draft], now: datetime) -> list[ImportItem]:
    """The rows of a reading; the longest part, which tells how far it is."""
    topics = _topics(drafts)
    asked = [known(item_of_draft(draft, ""), str(place)) for place, draft in enumerate(drafts, 1)]
    pairs = duplicates(asked, bank_known(), tell=lambda done: _mine(batch).update(done=done))
    return [
        _item(batch, place, draft, twin.digest, near, topics.get(draft.topic), now)
        for place, (draft, twin, near) in enumerate(zip(drafts, asked, pairs, strict=True), 1)
    ]


def _item(
    batch: ImportBatch,
    place: int,
    draft: Draft,
    digest: str,
    near: list[Duplicate],
    topic: int | None,
    now: datetime,
) -> ImportItem:
    stands = standing(draft, today=timezone.localdate(now))
    return ImportItem(
        batch=batch,
        position=place,
        draft=draft_json(draft),
        ext_id=draft.ext_id[:200],
        digest=digest,
        is_blocked=stands.is_blocked,
        is_doubtful=stands.is_doubtful,
        duplicates=[asdict(one) for one in near],
        duplicate=near[0].kind if near else "",
        topic_id=topic,
    )


def _topics(drafts: Sequence[Draft]) -> dict[str, int]:
    """Ids of the topics that the drafts name beyond doubt, by what they say."""
    known = known_topics()
    ids = dict(Topic.objects.values_list("code", "pk"))
    codes = {text: find_topic(text, known) for text in {draft.topic for draft in drafts} if text}
    return {text: ids[code] for text, code in codes.items() if code}


def _mine(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """The batch's row as long as nobody else has taken it up."""
    return ImportBatch.objects.filter(pk=batch.pk, state=State.PARSING, claimed_at=batch.claimed_at)


def _fail(batch: ImportBatch, code: str, values: dict) -> None:
    _mine(batch).update(state=State.FAILED, error=code, values=values)
