"""裁决 at the desk: the form, the trial, the confirmation, and what everybody reads afterwards."""

import re

import pytest
from django.test import Client

from leaderboard.services.certificates import issue_certificates
from quiz.models import Entry, Ruling
from tests.clients import logged_in
from tests.factories import make_department, make_organizer
from tests.service.leaderboard.disputes import Case

pytestmark = pytest.mark.django_db
WORDS = {"reason": "教材第12页", "note": "第10题答案有误，更正为B。"}


@pytest.fixture
def case() -> Case:
    made = Case()
    issue_certificates(made.organizer, made.published(), now=made.later)
    return made


@pytest.fixture
def desk(case) -> Client:
    return logged_in(case.organizer)


def question(case) -> str:
    return f"/manage/contests/{case.contest.pk}/rulings/question/{case.disputed.pk}"


def digest_in(page: str) -> str:
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def test_from_the_list_over_the_trial_to_the_public_note(case, desk):
    listed = desk.get(f"/manage/contests/{case.contest.pk}/rulings").content.decode()
    assert question(case) in listed and "还没有裁决" in listed
    assert "原答案" in desk.get(question(case)).content.decode()

    sent = {"kind": "rekey", "key": "2", **WORDS}
    trial = desk.post(question(case), sent).content.decode()
    assert not Ruling.objects.exists()
    assert "乙二" in trial and "退出获奖名单" in trial
    back = desk.post(question(case), {**sent, "back": "1"}).content.decode()
    assert 'value="第10题答案有误，更正为B。"' in back and 'value="rekey" checked' in back

    done = desk.post(question(case), {**sent, "digest": digest_in(trial)}, follow=True).content.decode()
    assert "第 1 号裁决已生效" in done and "已裁决" in done
    public = Client().get(f"/contests/{case.contest.pk}/winners").content.decode()
    assert WORDS["note"] in public and WORDS["reason"] not in public
    log = desk.get(f"/manage/contests/{case.contest.pk}/log").content.decode()
    assert "加分 1 份，减分 1 份" in log

    person = logged_in(case.people[1])
    attempt = case.attempts[1].pk
    assert WORDS["note"] in person.get(f"/attempts/{attempt}/result").content.decode()
    assert WORDS["note"] in person.get(f"/attempts/{attempt}/explanations").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "rekey", **WORDS}, "请填写裁决后的答案"),
        ({"kind": "rekey", "key": "1", **WORDS}, "这就是原来的答案"),
        ({"kind": "rekey", "key": "77", **WORDS}, "不能用这样的答案"),
        ({"kind": "nothing", **WORDS}, "请选一种裁决"),
        ({**WORDS}, "请选一种裁决"),
        ({"kind": "void", "reason": "", "note": "公告"}, "原因"),
    ],
)
def test_what_is_missing_is_said_at_the_field(case, desk, sent, words):
    answer = desk.post(question(case), sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Ruling.objects.exists()


def test_a_trial_that_is_out_of_date_is_refused(case, desk):
    sent = {"kind": "rekey", "key": "2", **WORDS}
    answer = desk.post(question(case), {**sent, "digest": "0" * 64})
    assert answer.status_code == 409
    assert "请重新试算" in answer.content.decode()
    assert not Ruling.objects.exists()


def test_a_person_out_and_back(case, desk):
    entry = Entry.objects.get(contest=case.contest, user=case.people[0])
    address = f"/manage/contests/{case.contest.pk}/rulings/person/{entry.pk}"
    assert address in desk.get(f"/manage/contests/{case.contest.pk}/people/{entry.pk}").content.decode()
    words = {"reason": "请人代答", "note": "一人违反规则，成绩取消。"}
    trial = desk.post(address, {"kind": "out", **words}).content.decode()
    desk.post(address, {"kind": "out", **words, "digest": digest_in(trial)})
    assert "恢复甲一的成绩" in desk.get(address).content.decode()
    again = {"kind": "back", "reason": "查明是误会", "note": "恢复一人的成绩。"}
    trial = desk.post(address, again).content.decode()
    desk.post(address, {**again, "digest": digest_in(trial)})
    assert [one.kind for one in Ruling.objects.order_by("number")] == ["out", "back"]


def test_other_organizers_and_other_questions_are_not_there(case, desk):
    other = logged_in(make_organizer(make_department()))
    assert other.get(question(case)).status_code == 404
    assert other.post(question(case), {"kind": "void", **WORDS}).status_code == 404
    assert desk.get(f"/manage/contests/{case.contest.pk}/rulings/question/999999").status_code == 404


def test_the_page_costs_the_same_with_many_questions(case, desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        desk.get(f"/manage/contests/{case.contest.pk}/rulings")
