"""Uploads of questions: kept sealed, read anew, mended, decided about. Into the bank: `import_commit`."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import may_organize_somewhere
from accounts.domain.problems import RuleBroken
from accounts.doorbell import ring
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.imports.conversion import item_of_draft
from quiz.domain.imports.draft import Draft, Upload
from quiz.domain.imports.duplicates import digest_of, duplicates, known
from quiz.domain.imports.formats import AUTO, FORMATS
from quiz.domain.imports.standing import mended, standing
from quiz.domain.imports.stored import draft_json
from quiz.models import ImportBatch, ImportItem, Topic
from quiz.selectors.imports import bank_known
from quiz.tasks.imports import read_imports_task

from .import_files import sealed, subject_of
from .import_reading import check_upload

State = ImportBatch.State
OPEN = (State.READY, State.COMMITTED, State.UNDONE)


def upload_questions(
    actor: User, upload: Upload, *, now: datetime, format: str = AUTO, answers: Upload | None = None
) -> ImportBatch:
    """Keep a file until it is read, in a moment, by a worker or the sweep.

    Refused at once (400, `file_…`) where it is empty, too big or a bomb.
    """
    if not may_organize_somewhere(actor):
        raise RuleBroken("bank_not_an_author", status=404)
    for one in filter(None, (upload, answers)):
        check_upload(one)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            uploaded_by=actor,
            file_name=upload.name[-200:],
            sha256=hashlib.sha256(upload.content).hexdigest(),
            content=sealed(upload.content),
            answers_name=answers.name[-200:] if answers else "",
            answers=sealed(answers.content) if answers else b"",
            wanted_format=_known_format(format),
            uploaded_at=now,
        )
        details = {"file": batch.file_name, "sha256": batch.sha256}
        record(actor, "import.uploaded", subject_of(batch), now=now, details=details)
        ring(read_imports_task)
    return batch


@transaction.atomic
def reread_batch(
    actor: User, batch: ImportBatch, *, now: datetime, format: str = AUTO, answers: Upload | None = None
) -> None:
    """Read the file once more, as another format or with a file of answers; what was mended is read anew too.

    Refused where questions of it are in the bank already, and where the file is no longer kept.
    """
    kept = ImportBatch.objects.filter(pk=batch.pk)
    if not kept.exclude(content=b"").exists():
        raise RuleBroken("import_file_forgotten")
    fields: dict[str, object] = {"wanted_format": _known_format(format), "state": State.WAITING}
    if answers:
        check_upload(answers)
        fields |= {"answers": sealed(answers.content), "answers_name": answers.name[-200:]}
    if not kept.filter(state__in=(State.READY, State.FAILED)).update(
        **fields, tries=0, done=0, total=0, error="", values={}
    ):
        raise RuleBroken("import_not_open")
    record(actor, "import.reread", subject_of(batch), now=now, details={"format": format})
    ring(read_imports_task)


# ── Single questions ──────────────────────────────────────────────────────────


@transaction.atomic
def edit_item(
    actor: User, item: ImportItem, draft: Draft, *, topic: Topic | None, now: datetime
) -> ImportItem:
    """The question as a person mended it; the reader's doubts are settled thereby."""
    _need_open(item)
    kept = mended(draft)
    stands = standing(kept, today=timezone.localdate(now))
    near = duplicates([known(item_of_draft(kept, ""))], bank_known())[0]
    item.edited = draft_json(kept)
    item.digest = digest_of(kept)
    item.is_blocked, item.is_doubtful = stands.is_blocked, stands.is_doubtful
    item.duplicates = [asdict(one) for one in near]
    item.duplicate = near[0].kind if near else ""
    item.topic = topic
    item.save(
        update_fields=[
            "edited", "digest", "is_blocked", "is_doubtful", "duplicates", "duplicate", "topic",
        ]
    )  # fmt: skip
    return item


@transaction.atomic
def decide_item(actor: User, item: ImportItem, decision: str) -> None:
    """Take it, skip it, or "" to leave it to the rules."""
    if decision not in ("", *ImportItem.Decision.values):
        raise RuleBroken("wrong_shape", status=400)
    _need_open(item)
    ImportItem.objects.filter(pk=item.pk).update(decision=decision)


def _need_open(item: ImportItem) -> None:
    """The batch, locked, still lets its questions be changed, and this one is not in the bank."""
    batch = ImportBatch.objects.select_for_update().only("pk", "state").get(pk=item.batch_id)
    if batch.state not in OPEN:
        raise RuleBroken("import_not_open")
    if batch.state != State.UNDONE and item.question_id is not None:
        raise RuleBroken("import_item_taken")


def _known_format(name: str) -> str:
    if name != AUTO and name not in FORMATS:
        raise RuleBroken("import_format_unknown", status=400, name=name)
    return name
