"""Recordings of questions: kept under the digest of their bytes, replaced, removed; on record."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from accounts.services.audit import record
from quiz.access import need_author
from quiz.domain.audio import audio_kind
from quiz.domain.speech import Speaker, said_of
from quiz.models import QuestionAudio, QuestionRevision
from quiz.selectors.content import contents


def upload_audio(actor: User, revision: QuestionRevision, data: bytes, *, now: datetime) -> QuestionAudio:
    """An organizer's recording of a revision, instead of the one before. Refused with an `audio_…` code."""
    need_author(actor)
    return _keep(actor, revision, data, speaker="", now=now)


def speak_question(speaker: Speaker, revision: QuestionRevision, *, now: datetime) -> QuestionAudio:
    """Let a program read a revision; a recording that somebody made meanwhile stays."""
    data = speaker.speak(text_of(revision))
    return _keep(None, revision, data, speaker=speaker.name, now=now)


def text_of(revision: QuestionRevision) -> str:
    """What a program is given to read."""
    content = contents([revision.pk])[revision.pk]
    options = [text for _id, text in content.options if text]
    seed = f"audio/{revision.pk}"
    return said_of(content.type, content.stem, options, seed=seed, may_move=content.options_may_move)


@transaction.atomic
def remove_audio(actor: User, revision: QuestionRevision, *, now: datetime) -> bool:
    """The recording is given out no more; whether there was one."""
    need_author(actor)
    found = QuestionAudio.objects.filter(revision=revision, ended_at=None).first()
    if found is None or not QuestionAudio.objects.filter(pk=found.pk, ended_at=None).update(ended_at=now):
        return False
    _note(actor, "audio_removed", revision, found, now)
    return True


def _keep(
    actor: User | None, revision: QuestionRevision, data: bytes, *, speaker: str, now: datetime
) -> QuestionAudio:
    name = f"audio/{hashlib.sha256(data).hexdigest()}.{audio_kind(data)}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    with transaction.atomic():
        # One at a time for a question, so that the newest upload is the one that holds.
        QuestionRevision.objects.select_for_update(no_key=True).get(pk=revision.pk)
        there = QuestionAudio.objects.filter(revision=revision, ended_at=None)
        if actor is None and (spoken := there.first()):
            return spoken
        there.update(ended_at=now)
        kept = QuestionAudio.objects.create(
            revision=revision, name=name, size=len(data), speaker=speaker, made_by=actor, made_at=now
        )
        _note(actor, "audio_added", revision, kept, now)
    return kept


def _note(
    actor: User | None, what: str, revision: QuestionRevision, audio: QuestionAudio, now: datetime
) -> None:
    details = {"revision": revision.number, "file": audio.name, "speaker": audio.speaker}
    record(actor, f"question.{what}", f"question:{revision.question.code}", now=now, details=details)
