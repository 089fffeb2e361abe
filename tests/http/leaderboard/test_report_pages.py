"""The report about a contest: page, Word, PDF."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from quiz.models import Contest, Entry
from quiz.services.item_statistics import rebuild_statistics
from tests.clients import named_page
from tests.factories import (
    end_contest,
    give_prizes,
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_user,
    sit,
)
from tests.pdf_text import pdf_text
from tests.sat_contests import crowded_contest

pytestmark = pytest.mark.django_db
AWARDS = [{"name": "一等奖", "by": "place", "quota": 2}]


@pytest.fixture
def department():
    return make_department("河东区科协")


@pytest.fixture
def contest(now, department) -> Contest:
    return crowded_contest(now, department, people=60, awards=AWARDS, title="世界水日竞赛")


def page(client, contest: Contest) -> str:
    return named_page(client, "desk_report", contest.pk)


def test_the_three_forms_say_the_same(desk, contest):
    told = page(desk, contest)
    assert "关于“世界水日竞赛”的总结报告" in told and "参与率98.4%（60÷61）" in told
    word = desk.get(reverse("desk_report_word", args=[contest.pk]))
    assert (
        word["Content-Type"].endswith("wordprocessingml.document") and ".docx" in word["Content-Disposition"]
    )
    lines = [one.text for one in Document(io.BytesIO(word.content)).paragraphs]
    assert any("参与率98.4%（60÷61）" in line for line in lines)
    pdf = desk.get(reverse("desk_report_pdf", args=[contest.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    text = "".join(pdf_text(pdf.content).text.split())
    assert "参与率98.4%（60÷61）" in text and "失分较多的题目" in text


def test_questions_in_doubt_are_left_out_and_winners_put_in(desk, contest, now):
    told = page(desk, contest)
    assert "另有2道题的答案存疑" in told and "被狗咬伤以后" not in told
    assert "获奖名单尚未公布。" in told
    organizer = make_organizer(contest.department)
    give_prizes(organizer, contest, now=now)
    assert "一等奖2人：" in page(desk, contest) and "人*" in page(desk, contest)


def test_excluded_people_and_later_guests_are_not_counted(desk, contest):
    sat = Entry.objects.filter(contest=contest, user__username__startswith="crowd").first()
    Entry.objects.filter(pk=sat.pk).update(excluded_reason="工作人员")
    late = make_user(contest.department)
    Entry.objects.create(contest=contest, user=late, created_at=contest.closed_at + timedelta(days=1))
    assert "参与率98.3%（59÷60）" in page(desk, contest)


def test_departments_below_the_hosts(desk, department, now):
    school = make_department("第三小学", department)
    class_ = make_department("三年级", school)
    people = [make_user(one) for one in [department] * 2 + [school] * 3 + [class_] * 4]
    contest = make_contest(now, department)
    for at, one in enumerate(people[:7]):
        sit(one, contest, right=at, start=now)
    end_contest(None, contest, now=now + timedelta(hours=1))
    told = page(desk, contest)
    assert "参与人数最多的是第三小学（5人）" in told and "主办单位本级" in told and "三年级" not in told


def test_there_is_none_before_the_end(desk, department, now):
    contest = make_contest(now, department)
    assert "还写不出总结" in page(desk, contest)
    for name in ("desk_report_word", "desk_report_pdf"):
        assert desk.get(reverse(name, args=[contest.pk])).status_code == 404


def test_as_many_statements_for_few_as_for_many(desk, department, now):
    counts = []
    for people in (35, 90):
        questions = [make_question(now=now) for _each in range(10)]
        contest = crowded_contest(now, department, people=people, revisions=questions)
        rebuild_statistics(contest, now=now + timedelta(hours=2))
        page(desk, contest)
        with CaptureQueriesContext(connection) as seen:
            page(desk, contest)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 24, counts
