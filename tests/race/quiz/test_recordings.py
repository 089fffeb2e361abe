"""Uploads of one question's recording at the same moment: one holds, all are on record."""

from functools import partial

import pytest

from accounts.models import AuditEntry
from quiz.models import QuestionAudio
from quiz.services.audio import upload_audio
from tests.factories import make_department, make_organizer, make_question
from tests.race.together import errors, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_recording_holds(now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organizer, revision = make_organizer(make_department()), make_question(now=now)
    files = [b"ID3\x04" + bytes([number]) * 9 for number in range(6)]
    outcomes = together([partial(upload_audio, organizer, revision, data, now=now) for data in files])
    assert errors(outcomes) == []
    assert QuestionAudio.objects.filter(ended_at=None).count() == 1
    assert QuestionAudio.objects.count() == AuditEntry.objects.count() == 6
