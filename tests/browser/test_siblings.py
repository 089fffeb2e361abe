"""Questions of one fact: an organizer writes a second one, a learner is asked by it the next time."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Question, QuestionRevision
from tests.browser.conftest import PC
from tests.browser.stage import enter_as
from tests.factories import (
    make_department,
    make_organizer,
    make_question,
    make_reviewer,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = "用完的充电电池属于（　　）。", "旧手机里拆下的电池，应当投进（　　）。"
OPTIONS = [
    {"id": id_, "text": text} for id_, text in enumerate(("有害垃圾", "可回收物", "厨余垃圾"), start=1)
]


def write_sibling(page: Page, code: str) -> None:
    """From the question's page: what both share stands in the form already."""
    page.goto(f"/manage/bank/{code}")
    page.get_by_role("link", name="再写一道姐妹题").click()
    expect(page.get_by_text(f"{code} 的姐妹题")).to_be_visible()
    expect(page.get_by_label(re.compile("姐妹题代号"))).to_have_value(code)
    expect(page.get_by_label(re.compile("来源名称"))).to_have_value("教科书")
    page.get_by_label("题干").fill(SECOND)
    for id_, option in enumerate(OPTIONS, start=1):
        page.locator(f"[name=option_{id_}]").fill(option["text"])
    page.locator("[name=right_1]").check()
    page.get_by_label(re.compile("解析")).fill("充电电池里有重金属，要单独收走处理。")
    page.get_by_role("button", name="存为草稿").last.click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    expect(page.get_by_role("link", name=code, exact=True)).to_be_visible()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()


def passed(page: Page, code: str) -> None:
    page.goto(f"/manage/bank/{code}")
    page.get_by_role("button", name=re.compile("通过")).click()
    assert QuestionRevision.objects.get(question__code=code).is_published


def todays_stem(page: Page) -> str:
    page.goto("/learn")
    page.get_by_role("button", name=re.compile("今日练习|今天的题|开始")).first.click()
    return page.locator("h1.stem").inner_text()


def answered(page: Page) -> None:
    page.locator("label.option", has_text="有害垃圾").click()
    page.get_by_role("button", name=re.compile("确定|提交|就选这个")).click()
    expect(page.get_by_text(re.compile("答对了|对了")).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_fact_is_asked_in_two_ways(page_of, watch, now: datetime, time_machine: Any, scripts: bool) -> None:
    time_machine.move_to(now)
    office = make_department("区科协")
    make_topic()
    first = make_question(now=now, topic="0901", stem=FIRST, key=[1], options_list=OPTIONS)
    code = first.question.code
    reviewer = make_reviewer(office)

    desk = page_of(make_organizer(office), viewport=PC, java_script_enabled=scripts)
    write_sibling(desk, code)
    sibling = Question.objects.exclude(code=code).get()
    assert sibling.fact == Question.objects.get(code=code).fact == code
    enter_as(desk.context, reviewer, watch.address)
    passed(desk, sibling.code)

    page = page_of(make_user(office), java_script_enabled=scripts)
    asked = todays_stem(page)
    time_machine.shift(timedelta(seconds=20))
    answered(page)
    page.goto("/learn/progress")
    expect(page.get_by_text("问同一件事的几道姐妹题只算一题。")).to_have_count(0)

    time_machine.shift(timedelta(days=25))
    again = todays_stem(page)
    assert {FIRST in asked, FIRST in again} == {True, False}
    time_machine.shift(timedelta(seconds=20))
    answered(page)
    page.goto("/learn/progress")
    expect(page.get_by_text("问同一件事的几道姐妹题只算一题。")).to_be_visible()
