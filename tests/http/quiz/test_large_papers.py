"""Papers in large type at the desk: the sample, the printed paper, a person's own, and the way back in."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from django.urls import reverse

from accounts.models import AuditEntry
from quiz.models import Attempt
from quiz.selectors.content import contents
from quiz.selectors.papers import printed_paper
from quiz.services.entries import enter
from tests.factories import make_contest, make_user
from tests.forms import form_with
from tests.pdf_text import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
RANK = {"rank": {"keys": ["points"]}}
OPEN = {**RANK, "who": {"admission": "open", "paper_entries": True}}
ROSTER = {**RANK, "who": {"paper_entries": True}}


@pytest.fixture
def codes(monkeypatch) -> list[str]:
    """The addresses that QR codes were drawn of."""
    drawn: list[str] = []
    make = segno.make

    def watched(text: str, **how):
        drawn.append(text)
        return make(text, **how)

    monkeypatch.setattr(segno, "make", watched)
    return drawn


def pdf(desk, contest, name: str = "desk_printed_pdf", **sent: str):
    answer = desk.post(reverse(name, args=[contest.pk]), sent)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"] and ".pdf" in answer["Content-Disposition"]
    return pdf_text(answer.content)


def way_in(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_the_sample_of_the_preview_with_its_answers_on_their_own_sheet(desk, department, now):
    contest = make_contest(now, department, questions=30)
    page = desk.get(reverse("desk_preview", args=[contest.pk]), {"as": "print", "seed": "7"}).content.decode()
    assert re.search(r'formaction="[^"]+paper\.pdf"', page)
    found = pdf(desk, contest, "desk_paper_pdf", seed="7")
    assert contest.title in found.pages[0] and "参考答案" in found.text and "扫码" not in found.text
    logged = AuditEntry.objects.get(action="paper_exported")
    assert logged.details == {"questions": 10, "keys": "sheet", "large": True}


def test_the_printed_paper_holds_its_questions_in_order_and_no_key(desk, department, now, codes):
    contest = make_contest(now, department, questions=30, **OPEN)
    found = pdf(desk, contest)
    slots = printed_paper(contest.rules)
    known = contents([slot.revision_id for slot in slots])
    places = [found.text.index(known[slot.revision_id].stem) for slot in slots]
    assert places == sorted(places)
    assert "参考答案" not in found.text and "解析" not in found.text
    assert "参考答案" in pdf(desk, contest, keys="1").text
    page = desk.get(reverse("desk_paper_print", args=[contest.pk])).content.decode()
    assert form_with(page, "keys").action.endswith("paper-entries/paper.pdf")


def test_its_code_opens_the_page_where_it_is_typed_in(desk, department, now, codes):
    contest = make_contest(now, department, questions=30, **OPEN)
    pdf(desk, contest)
    assert codes[0].startswith("http") and "@" not in codes[0]
    page = desk.get(way_in(codes[0])).content.decode()
    fields = form_with(page, "received_at").fields
    assert "answer-10" in fields and "另一版规则" not in page
    sent = {**{name: values[0] for name, values in fields.items()}, "name": "李四", "phone": "13812340001"}
    desk.post(way_in(codes[0]), {**sent, "answer-1": "A", "save": "1"})
    assert Attempt.objects.get(on_paper=True).user.name == "李四"


def test_a_personal_paper_bears_the_name_and_fills_in_who_it_is(desk, department, now, codes):
    contest = make_contest(now, department, questions=30, **ROSTER)
    person = make_user(department, name="欧阳𬭎")
    entry = enter(person, contest.pk, now=now)
    at_person = desk.get(reverse("desk_person", args=[contest.pk, entry.pk])).content.decode()
    assert form_with(at_person, "entry").fields["entry"] == [str(entry.pk)]
    found = pdf(desk, contest, entry=str(entry.pk))
    assert "欧阳𬭎" in found.pages[0] and department.name in found.pages[0]
    assert form_with(desk.get(way_in(codes[0])).content.decode(), "received_at").fields["number"] == [
        person.username
    ]


def test_a_paper_of_other_rules_is_not_typed_in(desk, department, now, codes):
    contest = make_contest(now, department, questions=30, **OPEN)
    pdf(desk, contest)
    stale = way_in(codes[0]).replace(parse_qs(urlsplit(codes[0]).query)["paper"][0], "0123456789")
    page = desk.get(stale)
    assert page.status_code == 200 and "另一版规则" in page.content.decode()
    assert 'name="answer-1"' not in page.content.decode()
    desk.post(stale, {"name": "李四", "phone": "13812340001", "answer-1": "A", "save": "1"})
    assert not Attempt.objects.exists()


def test_other_peoples_entries_and_contests_without_papers_are_404(desk, department, now):
    contest, plain = make_contest(now, department, **OPEN), make_contest(now, department)
    stranger = enter(make_user(department), plain.pk, now=now)
    address = reverse("desk_printed_pdf", args=[contest.pk])
    assert desk.post(address, {"entry": str(stranger.pk)}).status_code == 404
    assert desk.post(address, {"entry": "x"}).status_code == 404
    assert desk.post(address, {"group": "没有的组"}).status_code == 404
    assert desk.post(reverse("desk_printed_pdf", args=[plain.pk])).status_code == 404
    assert desk.get(address).status_code == 405
