"""Recordings over HTTP: who hears them, ranges for players, the desk's upload, and 朗读 on elders' pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quiz.domain.audio import MOST_BYTES
from quiz.models import QuestionAudio, QuestionRevision
from quiz.services.attempts import start_or_resume
from quiz.services.audio import remove_audio, upload_audio
from tests.factories import (
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_reviewer,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "standing_clock")]
MP3 = b"ID3\x04" + bytes(range(96))


@pytest.fixture
def organizer():
    return make_organizer(make_department())


@pytest.fixture
def revision(now):
    return make_question(now=now)


@pytest.fixture
def path(organizer, revision, now) -> str:
    return upload_audio(organizer, revision, MP3, now=now).url


def sent(client: Client, revision, data: bytes = MP3, name: str = "题.mp3"):
    file = SimpleUploadedFile(name, data, "audio/mpeg")
    return client.post(reverse("bank_audio", args=[revision.pk]), {"audio": file}, follow=True)


def test_it_is_served_as_what_it_is(client, path):
    answer = client.get(path)
    assert answer.status_code == 200 and answer.content == MP3
    assert answer["Content-Type"] == "audio/mpeg" and answer["Accept-Ranges"] == "bytes"
    assert (
        answer["X-Content-Type-Options"] == "nosniff"
        and "default-src 'none'" in answer["Content-Security-Policy"]
    )


def test_players_get_the_part_that_they_ask_for(client, path):
    answer = client.get(path, headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.content) == (206, MP3[4:8])
    assert answer["Content-Range"] == f"bytes 4-7/{len(MP3)}"
    answer = client.get(path, headers={"Range": "bytes=900-"})
    assert answer.status_code == 416 and answer["Content-Range"] == f"bytes */{len(MP3)}"
    assert client.get(path, headers={"Range": "bytes=junk"}).content == MP3


def test_a_contest_keeps_it_from_strangers(client, path, revision, now, department, person):
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": [revision.question.code]})
    assert client.get(path)["Location"].startswith("/login")
    client.force_login(person)
    assert client.get(path).status_code == 200


def test_what_was_removed_and_what_never_was_is_not_there(client, path, organizer, revision, now):
    client.force_login(organizer)
    assert client.get("/media/audio/" + "0" * 64 + ".mp3").status_code == 404
    assert client.get("/media/audio/..%2Fsecret").status_code == 404
    remove_audio(organizer, revision, now=now)
    assert client.get(path).status_code == 404


# ── The desk ──────────────────────────────────────────────────────────────────


def test_an_organizer_uploads_listens_replaces_and_removes(client, organizer, revision):
    client.force_login(organizer)
    desk = reverse("bank_question", args=[revision.question.code])
    assert "没有录音" in client.get(desk).content.decode()
    page = sent(client, revision).content.decode()
    assert "录音已保存" in page and f'src="{QuestionAudio.objects.get().url}"' in page
    sent(client, revision, MP3 + b"x")
    assert QuestionAudio.objects.filter(ended_at=None).get().size == len(MP3) + 1
    page = client.post(reverse("bank_audio_remove", args=[revision.pk]), follow=True).content.decode()
    assert "录音已移除" in page and "没有录音" in page
    assert client.post(reverse("bank_audio_remove", args=[revision.pk])).status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "请先选择"), (b"<html>", "只收 MP3"), (b"ID3" + bytes(MOST_BYTES), "最多 3 MB")],
)
def test_what_is_no_recording_is_refused_in_words(client, organizer, revision, data, words):
    client.force_login(organizer)
    assert words in sent(client, revision, data).content.decode()
    assert not QuestionAudio.objects.exists()
    assert "请先选择" in client.post(reverse("bank_audio", args=[revision.pk]), follow=True).content.decode()


def test_reviewers_listen_and_others_have_no_desk(client, path, revision, department):
    reviewer = make_reviewer(department)
    client.force_login(reviewer)
    page = client.get(reverse("bank_question", args=[revision.question.code])).content.decode()
    assert path in page and 'type="file"' not in page
    for person in (reviewer, make_user(department)):
        client.force_login(person)
        assert sent(client, revision).status_code == 404
        assert client.post(reverse("bank_audio_remove", args=[revision.pk])).status_code == 404
    assert QuestionAudio.objects.get().ended_at is None


# ── 朗读 ──────────────────────────────────────────────────────────────────────


def recordings(page: str) -> list[str]:
    """What the buttons play; without a script the browser's own player has the same."""
    played = re.findall(r'data-audio="([^"]+)"', page)
    assert re.findall(r'<noscript><audio[^>]* controls[^>]* src="([^"]+)"', page) == played
    return played


def test_so_do_the_days_question_and_an_exam(client, path, revision, now):
    client.post("/display", {"mode": "elder"})
    assert recordings(client.get("/learn/day").content.decode()) == [path]
    client.post("/learn/day", {"unknown": "1", "revision": revision.pk})
    assert recordings(client.get("/learn/day").content.decode()) == [path]
    for _each in range(9):
        make_question(now=now)
    exam = client.post("/learn/exam", {"form": "short"})["Location"]
    pages = [client.get(f"{exam}/{place}").content.decode() for place in range(1, 11)]
    assert [one for shown in pages for one in recordings(shown)] == [path]


def test_practice_plays_it_in_the_elders_skin(client, path, revision):
    here = client.post("/learn/begin", {"mode": "random"})["Location"]
    assert path not in client.get(here).content.decode()
    client.post("/display", {"mode": "elder"})
    assert recordings(client.get(here).content.decode()) == [path]
    client.post(f"{here}/1", {"unknown": "1"})
    assert recordings(client.get(f"{here}/1").content.decode()) == [path]


def test_a_contest_plays_that_of_the_frozen_revision(
    client, organizer, path, revision, now, person, department
):
    paper = {"mode": "fixed", "questions": [revision.question.code]}
    contest = make_contest(now, department, questions=0, paper=paper)
    attempt = start_or_resume(person, contest.pk, now=now)
    QuestionRevision.objects.filter(pk=revision.pk).update(is_published=False)
    newer = QuestionRevision.objects.create(
        question=revision.question, number=2, stem="新的一版", is_published=True, created_at=now
    )
    upload_audio(organizer, newer, MP3 + b"newer", now=now)
    client.force_login(person)
    page = f"/attempts/{attempt.pk}/1"
    assert path not in client.get(page).content.decode()
    client.post("/display", {"mode": "elder"})
    assert recordings(client.get(page).content.decode()) == [path]


def test_one_statement_finds_all_of_a_papers(client, organizer, now, person, django_assert_max_num_queries):
    contest = make_contest(now, person.department)
    attempt = start_or_resume(person, contest.pk, now=now)
    slots = list(attempt.slots.select_related("revision__question"))
    client.force_login(person)
    page = f"/attempts/{attempt.pk}/1"
    client.post("/display", {"mode": "elder"})
    client.get(page)
    for slot in slots[:2]:
        upload_audio(organizer, slot.revision, MP3 + bytes([slot.position]), now=now)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for slot in slots[2:]:
        upload_audio(organizer, slot.revision, MP3 + bytes([slot.position]), now=now)
    with django_assert_max_num_queries(len(few)):
        assert len(recordings(client.get(page).content.decode())) == len(slots) == 10
