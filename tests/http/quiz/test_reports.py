"""报错: who may say that a question is wrong, when, and what becomes of it."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from quiz.models import QuestionFlag
from quiz.selectors.item_statistics import pulled_revisions
from quiz.services import question_reports
from quiz.services.question_flags import decide_flag
from quiz.services.scoring import score_all_waiting
from tests.clients import logged_in
from tests.factories import make_contest, make_reviewer, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def learner(department):
    return make_user(department)


def sat(learner, department, now, keys="after_hand_in"):
    contest = make_contest(now, department, publication={"scores": "after_hand_in", "keys": keys})
    attempt = sit(learner, contest, right=3, start=now)
    score_all_waiting(now=now)
    return attempt


def test_a_report_is_kept_and_the_page_says_so(learner, department, now):
    attempt, client = sat(learner, department, now), logged_in(learner)
    said = {"kind": "key", "text": " 应当选\0B\n吧 "}
    answer = client.post(f"/attempts/{attempt.pk}/2/report", said)
    assert answer["Location"] == f"/attempts/{attempt.pk}/explanations#item-2"
    flag = QuestionFlag.objects.get()
    assert (flag.code, flag.source, flag.raised_by, flag.contest) == (
        "REPORT",
        "learner",
        learner,
        attempt.contest,
    )
    assert flag.revision == attempt.slots.get(position=2).revision
    assert flag.details == {"kind": "key", "text": "应当选B 吧"}
    page = client.get(f"/attempts/{attempt.pk}/explanations").content.decode()
    assert page.count("已报错，等审题人核对") == 1
    assert AuditEntry.objects.filter(action="question.reported", actor=learner).count() == 1


def test_saying_it_again_replaces_what_was_said(learner, department, now):
    attempt, client = sat(learner, department, now), logged_in(learner)
    for kind in ("key", "typo"):
        client.post(f"/attempts/{attempt.pk}/2/report", {"kind": kind})
    assert QuestionFlag.objects.get().details["kind"] == "typo"


def test_a_learners_word_alone_pulls_nothing(learner, department, now):
    attempt = sat(learner, department, now)
    logged_in(learner).post(f"/attempts/{attempt.pk}/1/report", {"kind": "key"})
    assert not pulled_revisions().exists()


def test_three_people_who_say_so_pull_it_until_a_reviewer_has_looked(department, now):
    contest = make_contest(now, department, publication={"scores": "after_hand_in", "keys": "after_hand_in"})
    attempts = [sit(make_user(department), contest, right=3, start=now) for _ in range(3)]
    score_all_waiting(now=now)
    # Ten of twelve questions each: some are on all three papers.
    papers = [dict(one.slots.values_list("revision_id", "position")) for one in attempts]
    shared = min(set.intersection(*map(set, papers)))
    for attempt, places in zip(attempts, papers, strict=True):
        assert not pulled_revisions().exists()
        logged_in(attempt.user).post(f"/attempts/{attempt.pk}/{places[shared]}/report", {"kind": "key"})
    assert {one["revision"] for one in pulled_revisions()} == {shared}
    reviewer = make_reviewer(department)
    page = logged_in(reviewer).get("/manage/bank/doubts").content.decode()
    assert page.count("处理之前不进新试卷") == 3
    decide_flag(reviewer, QuestionFlag.objects.first(), upholds=False, reason="见指南准则五", now=now)
    assert not pulled_revisions().exists()


def test_a_report_that_a_reviewer_upholds_keeps_the_question_out_as_the_page_says(learner, department, now):
    attempt = sat(learner, department, now)
    logged_in(learner).post(f"/attempts/{attempt.pk}/1/report", {"kind": "key"})
    reviewer = make_reviewer(department)
    doubt = QuestionFlag.objects.get()
    said = {"decision": "uphold", "reason": "B 也对"}
    page = logged_in(reviewer).post(f"/manage/bank/doubts/{doubt.pk}/decide", said, follow=True)
    assert "改好重审之前不再进新试卷" in page.content.decode()
    assert [one["revision"] for one in pulled_revisions()] == [doubt.revision_id]


def test_what_a_reviewer_decides_is_told(learner, department, now):
    attempt, client = sat(learner, department, now), logged_in(learner)
    client.post(f"/attempts/{attempt.pk}/1/report", {"kind": "key"})
    reviewer = make_reviewer(department)
    decide_flag(reviewer, QuestionFlag.objects.get(), upholds=False, reason="见指南准则五", now=now)
    page = client.get(f"/attempts/{attempt.pk}/explanations").content.decode()
    assert "审题人核对后认为这题没有问题" in page and "见指南准则五" in page


@pytest.mark.parametrize(
    ("said", "cure"),
    [({}, "请选一项"), ({"kind": "bad"}, "请选一项"), ({"kind": "other", "text": " "}, "请写一句")],
)
def test_what_is_missing_is_said(learner, department, now, said, cure):
    attempt = sat(learner, department, now)
    answer = logged_in(learner).post(f"/attempts/{attempt.pk}/1/report", said)
    assert answer.status_code == 400 and cure in answer.content.decode()
    assert not QuestionFlag.objects.exists()


def test_before_the_keys_are_out_and_for_strangers_there_is_nothing(learner, department, now):
    attempt = sat(learner, department, now, keys="after_close")
    for user, position in ((learner, 1), (make_user(department), 1)):
        answer = logged_in(user).post(f"/attempts/{attempt.pk}/{position}/report", {"kind": "key"})
        assert answer.status_code == 404
    assert not QuestionFlag.objects.exists()


def test_no_such_place(learner, department, now):
    attempt = sat(learner, department, now)
    for position in (0, 11, 99999999):
        answer = logged_in(learner).post(f"/attempts/{attempt.pk}/{position}/report", {"kind": "key"})
        assert answer.status_code == 404


def test_a_flood_is_stopped_for_a_day(learner, department, now, monkeypatch, time_machine):
    monkeypatch.setattr(question_reports, "MOST_A_DAY", 2)
    attempt, client = sat(learner, department, now), logged_in(learner)

    def report(position):
        return client.post(f"/attempts/{attempt.pk}/{position}/report", {"kind": "key"}).status_code

    assert [report(position) for position in (1, 2, 3, 2)] == [302, 302, 429, 302]
    time_machine.move_to(now + timedelta(days=1, minutes=1), tick=False)
    assert report(3) == 302
