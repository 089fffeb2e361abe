"""Recordings: one a revision, on record, made by people or by a program, and the command that makes many."""

import shutil
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.domain.audio import audio_kind
from quiz.models import Question, QuestionAudio
from quiz.selectors.audio import audio_urls, recording_of, revisions_without_audio
from quiz.services import audio as audio_service
from quiz.services.audio import remove_audio, speak_question, text_of, upload_audio
from quiz.services.espeak import Espeak
from tests.factories import make_department, make_organizer, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MP3 = b"ID3\x04" + bytes(40)


class Parrot:
    """A program that says what it is told, as bytes."""

    name = "parrot"

    def __init__(self, faults: int = 0) -> None:
        self.heard: list[str] = []
        self.faults = faults

    def speak(self, text: str) -> bytes:
        self.heard.append(text)
        if len(self.heard) == self.faults:
            raise RuleBroken("speech_failed", program=self.name, said="hoarse")
        return b"RIFF\0\0\0\0WAVE" + text.encode()


@pytest.fixture
def parrot(monkeypatch) -> Parrot:
    bird = Parrot()
    monkeypatch.setattr("quiz.management.commands.make_audio.chosen_speaker", lambda: bird)
    return bird


def made(**options) -> str:
    told = StringIO()
    call_command("make_audio", stdout=told, **options)
    return told.getvalue()


def test_an_upload_is_kept_replaced_and_removed(now):
    organizer, revision = make_organizer(make_department()), make_question(now=now)
    first = upload_audio(organizer, revision, MP3, now=now)
    assert audio_urls([revision.pk]) == {revision.pk: f"/media/{first.name}"}
    assert default_storage.open(first.name).read() == MP3
    second = upload_audio(organizer, revision, MP3 + b"!", now=now)
    assert recording_of(revision) == second and second.size == len(MP3) + 1
    assert QuestionAudio.objects.count() == 2
    assert remove_audio(organizer, revision, now=now)
    assert not remove_audio(organizer, revision, now=now)
    assert audio_urls([revision.pk]) == {}
    told = AuditEntry.objects.filter(subject=f"question:{revision.question.code}")
    assert list(told.order_by("number").values_list("action", flat=True)) == [
        "question.audio_added",
        "question.audio_added",
        "question.audio_removed",
    ]


def test_participants_upload_nothing(now):
    person, revision = make_user(make_department()), make_question(now=now)
    for act in (
        lambda: upload_audio(person, revision, MP3, now=now),
        lambda: remove_audio(person, revision, now=now),
    ):
        with pytest.raises(RuleBroken):
            act()
    assert not QuestionAudio.objects.exists()


def test_what_is_no_recording_leaves_the_old_one(now):
    organizer, revision = make_organizer(make_department()), make_question(now=now)
    kept = upload_audio(organizer, revision, MP3, now=now)
    with pytest.raises(RuleBroken):
        upload_audio(organizer, revision, b"<html>", now=now)
    assert recording_of(revision) == kept


def test_a_program_replaces_nobodys_voice(now):
    organizer, revision = make_organizer(make_department()), make_question(now=now)
    kept = upload_audio(organizer, revision, MP3, now=now)
    assert speak_question(Parrot(), revision, now=now) == kept
    assert QuestionAudio.objects.count() == 1


def test_a_program_is_told_nothing_of_the_key(now):
    revision = make_question(now=now, explanation="秘密的解释")
    text = text_of(revision)
    assert revision.stem.removesuffix("（　　）") in text and "秘密" not in text
    for option in revision.options:
        assert option["text"] in text
    other = make_question(now=now, options_list=list(reversed(revision.options)), key=[4])
    assert text_of(other).count("选项") == text.count("选项")


def test_the_command_makes_what_is_missing(now, parrot):
    for topic in ("0101", "0101", "0202"):
        make_question(now=now, topic=topic)
    retired = make_question(now=now)
    Question.objects.filter(pk=retired.question_id).update(state=Question.State.RETIRED)
    assert "2 recordings made by parrot" in made(topic="01")
    assert "1 recordings made by parrot" in made()
    assert "0 recordings" in made()
    assert len(parrot.heard) == 3
    assert {row.speaker for row in QuestionAudio.objects.all()} == {"parrot"}


def test_it_shows_progress_and_stops_where_it_is_told(now, parrot):
    for _each in range(23):
        make_question(now=now)
    told = made(most=22)
    assert "20 of 22" in told and "22 recordings" in told and "1 questions still have none" in told


def test_it_goes_on_where_it_failed(now, parrot):
    for _each in range(4):
        make_question(now=now)
    parrot.faults = 3
    with pytest.raises(CommandError, match="hoarse"):
        made()
    assert revisions_without_audio().count() == 2
    parrot.faults = 0
    made()
    assert revisions_without_audio().count() == 0


def test_it_says_what_is_missing(now, settings, monkeypatch):
    make_question(now=now)
    with pytest.raises(CommandError, match="SPEECH=espeak-ng"):
        made()
    settings.SPEECH = "espeak-ng"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(CommandError, match="apt install espeak-ng"):
        made()


def test_espeak_really_speaks(now, settings):
    settings.SPEECH = "espeak-ng"
    revision = make_question(now=now, stem="水到零度会怎么样？（　　）")
    assert "1 recordings made by espeak-ng" in made()
    audio = recording_of(revision)
    assert audio is not None and audio.size > 11025  # more than a second of it
    data = default_storage.open(audio.name).read()
    assert audio_kind(data) == "wav"
    assert Espeak().speak(text_of(revision)) == data  # the same words are the same file
    assert audio_service.text_of(revision).startswith("水到零度")
