"""Sets on paper: printed in two clicks, and back on a phone by the QR code."""

import re
from urllib.parse import urlsplit

import pytest
import segno
from django.test import Client

from learning.models import LearningSession
from quiz.models import Question, QuestionRevision
from tests.factories import make_contest, make_question
from tests.pdf_text import PdfText, pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now, explanation=f"因为{number}。") for number in range(6)]


@pytest.fixture
def codes(monkeypatch) -> list[str]:
    """The paths that QR codes were drawn of."""
    drawn: list[str] = []
    make = segno.make

    def watched(text: str, **how):
        assert text.startswith("http")
        drawn.append(urlsplit(text).path)
        return make(text, **how)

    monkeypatch.setattr(segno, "make", watched)
    return drawn


def todays_set(client: Client) -> str:
    return client.post("/learn/begin", {"mode": "daily"})["Location"]


def pdf(client: Client, address: str) -> PdfText:
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline") and ".pdf" in answer["Content-Disposition"]
    return pdf_text(answer.content)


def test_todays_set_is_printed_from_its_first_page(client, bank, codes):
    address = todays_set(client)
    page = client.get(address).content.decode()
    link = re.search(r'href="([^"]+paper\.pdf)"', page)[1]
    found = pdf(client, link)
    session = LearningSession.objects.get()
    stems = QuestionRevision.objects.filter(question__in=session.plan).values_list("stem", flat=True)
    assert len(stems) == 4 and all(stem in found.text for stem in stems)
    assert "今日练习" in found.pages[0] and "手机扫一扫" in found.pages[0]
    answers = next(page for page in found.pages if "参考答案" in page)
    assert all(stem not in answers for stem in stems) and answers.count("因为") == 4


def test_its_code_opens_the_same_set_and_on_another_phone_the_same_questions(client, bank, codes):
    address = todays_set(client)
    pdf(client, f"{address}/paper.pdf")
    own = LearningSession.objects.get()
    assert "4 道题" in client.get(codes[0]).content.decode()
    assert client.post(codes[0])["Location"] == address
    phone = Client()
    phone.get(codes[0])
    assert LearningSession.objects.count() == 1  # looking makes no rows
    begun = phone.post(codes[0])["Location"]
    other = LearningSession.objects.latest("pk")
    assert (begun, other.plan) == (f"/learn/sets/{other.pk}", own.plan) and other.learner != own.learner
    assert phone.get(begun).status_code == 200
    assert phone.post(codes[0])["Location"] == begun  # scanned again: the same set goes on


def test_a_forged_code_is_a_404(client, bank, codes):
    pdf(client, f"{todays_set(client)}/paper.pdf")
    assert client.get(f"{codes[0][:-3]}xyz").status_code == 404
    assert client.post("/learn/paper/x").status_code == 404


def test_other_peoples_sets_are_not_printed(client, bank):
    assert Client().get(f"{todays_set(client)}/paper.pdf").status_code == 404


def test_a_logged_in_person_has_the_name_on_it(client, bank, person):
    client.force_login(person)
    found = pdf(client, f"{todays_set(client)}/paper.pdf")
    assert person.name in found.pages[0] and person.department.name in found.pages[0]


def test_a_topic_is_printed_as_it_is_read(client, bank):
    page = client.get("/learn/read/0101").content.decode()
    link = re.search(r'href="([^"]+paper\.pdf[^"]*)"', page)[1]
    found = pdf(client, link)
    assert all(one.stem in found.text for one in bank)
    assert client.get("/learn/read/9999/paper.pdf").status_code == 404


def test_what_a_contest_keeps_to_itself_is_on_no_paper(client, bank, now, department, codes):
    address = todays_set(client)
    pdf(client, f"{address}/paper.pdf")
    paper = {"mode": "fixed", "questions": list(Question.objects.values_list("code", flat=True))}
    make_contest(now, department, questions=0, paper=paper)
    answer = client.get(f"{address}/paper.pdf")
    assert answer["Content-Type"].startswith("text/html") and "没有题" in answer.content.decode()
    for again in (client.get(codes[0]), Client().post(codes[0]), client.get("/learn/read/0101/paper.pdf")):
        assert "因为" not in again.content.decode() and "没有题" in again.content.decode()
