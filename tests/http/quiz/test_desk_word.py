"""The sample paper as a Word file."""

import io

import pytest
from django.urls import reverse
from docx import Document

from accounts.models import AuditEntry
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def text(answer) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)


def test_the_file_is_the_sample_that_is_shown(now):
    department = make_department()
    organizer = make_organizer(department)
    client = logged_in(organizer)
    contest = make_contest(now, department)
    page = client.get(reverse("desk_preview", args=[contest.pk]), {"as": "print", "seed": "abc"})
    shown = [question.stem for question in page.context["questions"]]
    word = reverse("desk_paper_word", args=[contest.pk])
    for kind, has_keys in (("plain", False), ("keys", True), ("large", True), ("other", False)):
        answer = client.post(word, {"seed": "abc", "kind": kind})
        said = text(answer)
        places = [said.index(stem) for stem in shown]
        assert places == sorted(places) and ("答案" in said) == has_keys
        assert ".docx" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="paper_exported", actor=organizer).count() == 4
