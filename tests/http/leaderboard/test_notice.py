"""公示: the public page, the objection, the desk, the list for print."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from accounts.models import AuditEntry
from leaderboard.models import FinalList, Objection
from leaderboard.selectors.notice import notice_of
from leaderboard.services.free_texts import forget_texts
from leaderboard.services.notice import answer_objection, raise_objection
from quiz.models import AttemptScore, Contest
from tests.clients import logged_in, named_page
from tests.factories import end_contest, give_prizes, make_contest, make_user, sit
from tests.pdf_text import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
TIERS = [{"name": "一等奖", "quota": 1}]


@pytest.fixture
def winner(department):
    return make_user(department, name="欧阳小明")


@pytest.fixture
def loser(department):
    return make_user(department, name="李未中")


@pytest.fixture
def contest(department, now, winner, loser, organizer) -> Contest:
    found = make_contest(now, department, awards=TIERS)
    sit(winner, found, right=9, start=now)
    sit(loser, found, right=5, start=now)
    found = end_contest(organizer, found, now=now)
    give_prizes(organizer, found, now=now)
    return found


def object_to(client, contest, **changes):
    typed = {"about": "score", "text": "第三题应当得分。", **changes}
    return client.post(reverse("objection", args=[contest.pk]), typed, follow=True)


def test_the_winners_page_says_until_when_and_whom_to_call(contest, loser, now, settings):
    settings.HELP_PHONE = "0571-12345678"
    last = notice_of(contest, now=now).last_day
    own = named_page(logged_in(loser), "winners", contest.pk)
    public = named_page(Client(), "winners", contest.pk)
    for text in (own, public):
        assert "公示中" in text and f"{last.month}月{last.day}日" in text and "tel:0571-12345678" in text
    address = reverse("objection", args=[contest.pk])
    assert address in own and address not in public


def test_an_objection_its_answer_and_the_final_list(contest, loser, organizer, now, time_machine):
    client, desk = logged_in(loser), logged_in(organizer)
    assert "等待答复" in object_to(client, contest).content.decode()
    objection = Objection.objects.get()
    assert objection.receipt in named_page(client, "objection", contest.pk)
    assert objection.receipt in named_page(desk, "desk_notice", contest.pk)
    assert "李未中" in named_page(desk, "desk_objection", objection.pk)
    assert "还不能定最终名单" in named_page(desk, "desk_finalize", contest.pk)
    time_machine.move_to(notice_of(contest, now=now).ends_at, tick=False)
    desk, client = logged_in(organizer), logged_in(loser)
    final = reverse("desk_finalize", args=[contest.pk])
    assert "定最终名单？" in named_page(desk, "desk_finalize", contest.pk)
    assert objection.receipt in desk.post(final, follow=True).content.decode()
    assert not FinalList.objects.exists()
    address = reverse("desk_objection", args=[objection.pk])
    desk.post(address, {"decision": "not_upheld", "text": "已复核，得分无误。"})
    assert "已复核，得分无误。" in named_page(client, "objection", contest.pk)
    desk.post(final)
    assert FinalList.objects.count() == 1
    assert "最终名单已定" in named_page(desk, "desk_finalize", contest.pk)
    assert "定为最终名单" in named_page(Client(), "winners", contest.pk)
    assert "公示期已经结束" in named_page(client, "objection", contest.pk)


def test_whoever_answers_sees_the_papers_marked_again(contest, loser, organizer):
    object_to(logged_in(loser), contest)
    address = reverse("desk_objection", args=[Objection.objects.get().pk])
    assert "得分与记录一致" in logged_in(organizer).get(address).content.decode()
    attempt = contest.attempts.get(user=loser)
    AttemptScore.objects.filter(attempt=attempt).update(points=999)
    told = logged_in(organizer).get(address).content.decode()
    assert "记录对不上" in told and "999" in told and "得分与记录一致" not in told


def test_texts_that_were_forgotten_are_said_to_be_deleted(contest, loser, organizer, now, settings):
    object_to(logged_in(loser), contest)
    objection = Objection.objects.get()
    answer_objection(organizer, objection, decision="not_upheld", text="已复核，得分无误。", now=now)
    pages = (
        (logged_in(loser), "objection", contest.pk),
        (logged_in(organizer), "desk_notice", contest.pk),
        (logged_in(organizer), "desk_objection", objection.pk),
    )
    for one in pages:
        text = named_page(*one)
        assert "第三题应当得分" in text and "已复核，得分无误" in text
    forget_texts(now=now + timedelta(days=settings.TEXTS_KEPT_DAYS + 1))
    for one in pages:
        text = named_page(*one)
        assert text.count("保存期满，原文已删除") == 2
        assert "第三题应当得分" not in text and "已复核，得分无误" not in text


def test_what_is_missing_is_said_and_nothing_is_stored(contest, loser):
    answer = object_to(logged_in(loser), contest, text="")
    assert answer.status_code == 422 and "处需要修改" in answer.content.decode()
    assert object_to(logged_in(loser), contest, about="nothing").status_code == 422
    assert not Objection.objects.exists()


def test_another_persons_objection_is_not_shown(contest, loser, winner):
    object_to(logged_in(loser), contest)
    assert Objection.objects.get().receipt not in named_page(logged_in(winner), "objection", contest.pk)
    assert Client().get(reverse("objection", args=[contest.pk])).status_code == 302


def test_what_somebody_wrote_is_no_markup(contest, loser, organizer):
    object_to(logged_in(loser), contest, text="<b>粗</b>")
    for text in (
        named_page(logged_in(loser), "objection", contest.pk),
        named_page(logged_in(organizer), "desk_notice", contest.pk),
    ):
        assert "&lt;b&gt;粗" in text and "<b>粗" not in text


@pytest.mark.parametrize(
    ("names", "shown", "absent"), [("", "欧**明", "欧阳小明"), ("full", "欧阳小明", "欧**明")]
)
def test_the_list_for_print(contest, organizer, names, shown, absent):
    desk = logged_in(organizer)
    texts = []
    for kind in ("pdf", "docx"):
        answer = desk.post(reverse("desk_notice_list", args=[contest.pk, kind]), {"names": names})
        assert answer.status_code == 200
        texts.append(_text(kind, answer.content))
        entry = AuditEntry.objects.filter(action="winners_printed").order_by("-number").first()
        assert (entry.details["kind"], entry.details["full_names"]) == (kind, names == "full")
    for text in texts:
        assert shown in text and absent not in text and "一等奖" in text and "盖章" in text


def _text(kind: str, content: bytes) -> str:
    if kind == "pdf":
        return pdf_text(content).text
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_no_other_kind_of_file(contest, organizer):
    address = reverse("desk_notice_list", args=[contest.pk, "exe"])
    assert logged_in(organizer).post(address).status_code == 404


def test_the_desk_asks_as_often_for_many_objections_as_for_one(
    contest, loser, winner, organizer, now, django_assert_max_num_queries
):
    desk = logged_in(organizer)
    raise_objection(loser, contest, about="score", text="请复核。", now=now)
    address = reverse("desk_notice", args=[contest.pk])
    desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(address)
    for person in (loser, loser, winner, winner, winner):
        last = raise_objection(person, contest, about="other", text="请复核。", now=now)
    answer_objection(organizer, last, decision="upheld", text="成立。", now=now)
    with django_assert_max_num_queries(len(one)):
        desk.get(address)
