"""The files of imports as they are kept: sealed, since they hold keys, and not for ever."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings

from accounts.domain.problems import RuleBroken
from accounts.domain.sealing import seal, unseal
from quiz.domain.imports.draft import Upload
from quiz.models import ImportBatch

# Long enough to read them anew; what was read of them stays.
KEPT = timedelta(days=30)


def uploaded_files(batch: ImportBatch) -> tuple[Upload, Upload | None]:
    """The file and its answers, opened; `import_file_forgotten` where they are no longer kept."""
    if not batch.content:
        raise RuleBroken("import_file_forgotten")
    upload = Upload(content=opened(batch.content), name=batch.file_name)
    answers = Upload(content=opened(batch.answers), name=batch.answers_name) if batch.answers else None
    return upload, answers


def forget_old_files(now: datetime) -> int:
    """Empty the files of old uploads; what was read of them stays."""
    old = ImportBatch.objects.filter(uploaded_at__lt=now - KEPT).exclude(content=b"")
    return old.update(content=b"", answers=b"") if old.exists() else 0


def sealed(content: bytes) -> bytes:
    return seal(content, settings.PHONE_KEY)


def opened(content: bytes | memoryview) -> bytes:
    try:
        return unseal(bytes(content), settings.PHONE_KEY)
    except InvalidToken as error:
        raise RuleBroken("import_file_forgotten") from error


def subject_of(batch: ImportBatch) -> str:
    """How the audit trail names an import."""
    return f"import:{batch.pk}"
