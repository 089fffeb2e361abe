"""Reads about recordings of questions."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from quiz.models import Question, QuestionAudio, QuestionRevision

from .learnable import learnable_revisions


def audio_urls(revision_ids: Collection[int]) -> dict[int, str]:
    """Addresses of the recordings of those revisions that have one; one statement."""
    rows = QuestionAudio.objects.filter(revision__in=revision_ids, ended_at=None)
    return {pk: f"{settings.MEDIA_URL}{name}" for pk, name in rows.values_list("revision", "name")}


def recording_of(revision: QuestionRevision) -> QuestionAudio | None:
    return QuestionAudio.objects.select_related("made_by").filter(revision=revision, ended_at=None).first()


def is_given_out(name: str) -> bool:
    """Whether a stored recording is in use by any revision."""
    return QuestionAudio.objects.filter(name=name, ended_at=None).exists()


def is_for_everybody(name: str, today: date) -> bool:
    """Whether it reads a question that may be practised without an account."""
    rows = QuestionAudio.objects.filter(name=name, ended_at=None)
    return learnable_revisions(today).filter(pk__in=rows.values("revision")).exists()


def revisions_without_audio(topic: str = "") -> QuerySet[QuestionRevision]:
    """What is in use and has no recording, of topics and areas whose code begins so; by code."""
    has_one = QuestionAudio.objects.filter(revision=OuterRef("pk"), ended_at=None)
    rows = QuestionRevision.objects.filter(
        ~Exists(has_one), is_published=True, question__state=Question.State.PUBLISHED
    )
    if topic:
        rows = rows.filter(question__topic__code__startswith=topic)
    return rows.select_related("question").order_by("question__code")
