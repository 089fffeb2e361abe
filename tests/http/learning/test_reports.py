"""报错 from the feedback of practice: who may, about what, and that it waits for the reviewers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.problems import RuleBroken
from learning.models import LearningSession
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin
from quiz.models import Question, QuestionFlag
from quiz.selectors.item_statistics import pulled_among
from quiz.services.question_reports import MOST_OF_A_DEVICE, report_practised
from quiz.web.item_words import doubt_words
from tests.clients import logged_in
from tests.factories import make_contest, make_question, make_reviewer, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
SAID = {"kind": "key", "text": "应当选 B"}


@pytest.fixture
def revision(now):
    return make_question(now=now, review_by=now.date())


@pytest.fixture
def feedback(person, revision, now) -> str:
    """The page of a question that was answered."""
    session = begin(learner_for(person, None, now=now), LearningSession.Mode.RANDOM, now=now)
    assert session is not None
    answer_item(session, 1, [1], shown_at=now - timedelta(seconds=20), now=now)
    return reverse("learn_item", args=[session.pk, 1])


def test_a_report_waits_for_the_reviewers_and_the_page_says_so(own, person, revision, feedback):
    assert ">报错<" in own.get(feedback).content.decode()
    answer = own.post(reverse("report_revision", args=[revision.pk]), {**SAID, "next": feedback})
    assert answer["Location"] == feedback
    flag = QuestionFlag.objects.get()
    assert (flag.code, flag.revision, flag.raised_by, flag.contest) == ("REPORT", revision, person, None)
    page = own.get(feedback).content.decode()
    assert "已报错，等审题人核对" in page and "报错已收到" in page and "应当选 B" in page
    own.post(reverse("report_revision", args=[revision.pk]), {"kind": "typo"})
    assert QuestionFlag.objects.get().details["kind"] == "typo"


@pytest.mark.parametrize("change", ["replaced", "retired", "expired"])
def test_what_was_answered_may_be_reported_whatever_became_of_it(
    own, revision, feedback, time_machine, change
):
    """The pass comes from the page of feedback, and is good for this person and this question alone."""
    if change == "replaced":
        type(revision).objects.filter(pk=revision.pk).update(is_published=False)
    elif change == "retired":
        Question.objects.filter(pk=revision.question_id).update(state=Question.State.RETIRED)
    else:
        time_machine.shift(timedelta(days=1))
    there = reverse("report_revision", args=[revision.pk])
    held = re.search(r'name="pass" value="([^"]+)"', own.get(feedback).content.decode())[1]
    assert own.post(there, SAID).status_code == 404
    assert own.post(there, {**SAID, "pass": held + "x"}).status_code == 404
    stranger = logged_in(make_user())
    assert stranger.post(there, {**SAID, "pass": held}).status_code == 404
    assert own.post(there, {**SAID, "pass": held, "next": feedback})["Location"] == feedback
    assert QuestionFlag.objects.get().revision == revision


def test_the_reviewers_see_where_nothing_but_practice_is_behind_it(own, revision, department):

    own.post(reverse("report_revision", args=[revision.pk]), SAID)
    reviewer = make_reviewer(department)
    client = logged_in(reviewer)
    for address in ("/manage/bank/doubts", f"/manage/bank/{revision.question.code}"):
        page = client.get(address)
        assert page.status_code == 200 and "应当选 B" in page.content.decode()


def test_a_question_that_a_contest_keeps_to_itself_is_not_there(own, now, department):
    contest = make_contest(now, department)
    kept = contest.rules.pool[0][0]
    assert own.post(reverse("report_revision", args=[kept]), SAID).status_code == 404
    assert not QuestionFlag.objects.exists()


@pytest.mark.parametrize(
    ("changed", "status"), [({"kind": "nonsense"}, 400), ({"kind": "other", "text": " "}, 400)]
)
def test_what_says_nothing_is_refused(own, revision, changed, status):
    assert own.post(reverse("report_revision", args=[revision.pk]), {**SAID, **changed}).status_code == status
    assert not QuestionFlag.objects.exists()


def test_it_leads_nowhere_else(own, revision):
    sent = {**SAID, "next": "https://elsewhere.example/"}
    assert own.post(reverse("report_revision", args=[revision.pk]), sent)["Location"] == "/learn"


def test_without_login_and_without_a_pass_one_is_asked_to_log_in(client, revision):
    answer = client.post(reverse("report_revision", args=[revision.pk]), {**SAID, "next": "/learn/day"})
    assert answer["Location"] == "/login?next=/learn/day" and not QuestionFlag.objects.exists()


@pytest.fixture
def device(client, revision) -> dict[str, str]:
    """What the form of 报错 brings along from a device on which nobody is logged in."""
    there = client.post(reverse("learn_begin"), {"mode": "random"})["Location"]
    client.post(f"{there}/1", {"kind": "single", "unknown": "1"})
    return pass_on(client, f"{there}/1")


def pass_on(client: Client, feedback: str) -> dict[str, str]:
    held = re.search(r'name="pass" value="([^"]+)"', client.get(feedback).content.decode())[1]
    return {**SAID, "next": feedback, "pass": held}


def test_a_device_reports_what_it_has_answered(client, device, revision):
    there = reverse("report_revision", args=[revision.pk])
    assert client.post(there, device)["Location"] == device["next"]
    assert client.post(there, {**device, "kind": "typo"}).status_code == 302
    flag = QuestionFlag.objects.get()
    assert (flag.revision, flag.raised_by, flag.details["kind"]) == (revision, None, "typo")
    page = client.get(device["next"]).content.decode()
    assert "已报错，等审题人核对" in page and "报错已收到" in page


def test_a_pass_is_of_one_device_and_one_question(client, device, revision, now):
    other = make_question(now=now)
    refused = client.post(reverse("report_revision", args=[other.pk]), device)
    assert refused["Location"].startswith("/login?next=")
    forged = {**device, "pass": device["pass"] + "x"}
    assert client.post(reverse("report_revision", args=[revision.pk]), forged)["Location"].startswith(
        "/login"
    )
    assert not QuestionFlag.objects.exists()


def test_what_devices_say_is_kept_within_a_measure(now, monkeypatch):
    def say(device: str) -> None:
        report_practised(device, make_question(now=now).pk, kind="key", text="", now=now)

    for _each in range(MOST_OF_A_DEVICE):
        say("learner:1")
    with pytest.raises(RuleBroken, match="report_too_many"):
        say("learner:1")
    say("learner:2")
    monkeypatch.setattr("quiz.services.question_reports.MOST_OF_ALL_DEVICES", MOST_OF_A_DEVICE + 1)
    with pytest.raises(RuleBroken, match="report_all_devices"):
        say("learner:3")


def test_however_many_devices_say_so_the_question_stays(revision, now):
    for number in range(9):
        report_practised(f"learner:{number}", revision.pk, kind="key", text="", now=now)
    assert QuestionFlag.objects.count() == 9 and not pulled_among([revision.pk])
    label = doubt_words(QuestionFlag.objects.select_related("revision")[0]).label
    assert label == "学习者报错（没有登录）"  # the reviewers see whose word it is
