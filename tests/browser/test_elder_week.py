"""An elder's weeks in one piece, with and without JavaScript: from the first visit to the last tap out."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from learning.models import LearningSession, ReviewLog
from quiz.models import Attempt
from tests.browser.conftest import PC, PHONE
from tests.browser.elder_measures import elder_faults
from tests.browser.stage import enter_as, mixed_contest, settle
from tests.browser.test_aloud import VOICES
from tests.factories import make_department, make_question, make_user

pytestmark = pytest.mark.django_db(transaction=True)

RIGHT, WRONG = "拨打120", "自己开车去"
OPTIONS = [
    {"id": number, "text": text} for number, text in enumerate((RIGHT, WRONG, "再等一等", "喝热水"), start=1)
]
AWAY = timedelta(days=30)


class Week:
    """One elder's window. `seen` keeps a picture of the page on both sizes where pictures are wanted."""

    folder = os.environ.get("PICTURES", "")

    def __init__(self, new_context, watch, *, scripts: bool) -> None:
        self.scripts, self.watch, self.taken = scripts, watch, 0
        self.new_context = new_context
        context = new_context(viewport=PHONE, java_script_enabled=scripts)
        if scripts:
            context.add_init_script(VOICES)
        self.page: Page = context.new_page()

    def seen(self, name: str) -> None:
        self.taken += 1
        if not self.scripts:
            return
        self.page.evaluate("speechSynthesis.arrive(['zh-CN'])")
        if self.page.locator('html[data-mode="elder"]').count():
            faults = elder_faults(self.page)
            assert not faults, (name, faults)
        for window, size in (("phone", PHONE), ("pc", PC)) if self.folder else ():
            self.page.set_viewport_size(size)
            self.page.screenshot(path=Path(self.folder) / f"{self.taken:02}-{name}-{window}.png")
        self.page.set_viewport_size(PHONE)

    def stem(self, page: Page | None = None) -> str:
        return (page or self.page).locator("h1.stem").inner_text().rpartition("：")[2].strip()

    def ask_family(self) -> None:
        """The link opens the same question on somebody else's phone; asking is no answer."""
        here = self.page.url
        self.page.get_by_role("link", name="请家人帮忙").click()
        self.seen("ask-family")
        link = self.page.get_by_label("也可以把链接发给家人").input_value()
        family = self.new_context(viewport=PHONE, java_script_enabled=self.scripts).new_page()
        family.goto(link)
        asked = self.stem(family)
        self.page.get_by_role("link", name="返回").click()
        expect(self.page).to_have_url(here)
        assert asked == self.stem()

    def choose(self, text: str) -> None:
        self.page.locator("label.option", has_text=text).click()
        self.page.get_by_role("button", name="就选这个").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_elders_weeks(
    new_context, watch, settings, now: datetime, time_machine: Any, scripts: bool
) -> None:
    settings.HELP_PHONE = "0571-12345678"
    time_machine.move_to(now)
    for number in range(3):
        stem = f"家里老人突然胸口痛，第{'一二三'[number]}件事该做什么？"
        make_question(
            now=now,
            stem=stem,
            key=[1],
            options_list=OPTIONS,
            explanation="胸痛可能是心梗，早一分钟送医就多一分希望。",
        )
    week = Week(new_context, watch, scripts=scripts)
    page = week.page

    # The first visit, and one tap into the mode.
    page.goto("/")
    week.seen("first-visit")
    page.get_by_role("button", name="长辈版").first.click()
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    week.seen("home")

    # Today's set: a wrong answer, told in words, read aloud.
    page.get_by_role("button", name="今天的题").click()
    time_machine.shift(timedelta(seconds=20))
    missed = week.stem()
    week.seen("question")
    week.choose(WRONG)
    expect(page.get_by_text("没答对，看看为什么")).to_be_visible()
    week.seen("feedback")
    if scripts:
        page.get_by_role("button", name="朗读").click()
        assert "早一分钟送医" in "".join(page.evaluate("window.said"))

    # The family is asked. Leaving in the middle, and coming back after a month at the same question.
    page.get_by_role("link", name="下一题").click()
    left = week.stem()
    expect(page.locator('.elder-top a[href="tel:0571-12345678"]')).to_be_visible()
    week.ask_family()
    time_machine.shift(AWAY)
    page.goto("/")
    week.seen("home-after-a-month")
    page.get_by_role("link", name="接着上次").click()
    expect(page.locator("h1.stem")).to_contain_text(left)
    while LearningSession.objects.get().finished_at is None:
        time_machine.shift(timedelta(seconds=20))
        week.choose(RIGHT)
        page.locator("a.btn-primary").first.click()
    expect(page.get_by_role("heading", name="做完了")).to_be_visible()
    week.seen("done")

    # The notebook has what was missed.
    page.goto("/")
    page.get_by_text("更多").click()
    page.get_by_role("link", name="错题和收藏").click()
    page.get_by_role("link", name="错题本").click()
    expect(page.get_by_text(missed)).to_be_visible()
    week.seen("notebook")
    assert ReviewLog.objects.filter(verdict="wrong").count() == 1

    # The unit's contest, the same paper as everybody's, in the skin.
    department = make_department("河东区老科协")
    elder = make_user(department, name="王桂芳", display_mode="elder")
    contest = mixed_contest(now + AWAY, department, title="重阳节健康知识竞赛", singles=True)
    enter_as(page.context, elder, watch.address)
    page.goto(f"/contests/{contest.pk}")
    week.seen("contest")
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/attempts/*/1*")
    week.seen("contest-question")
    size = Attempt.objects.get().slots.count()
    for position in range(1, size + 1):
        page.locator("form.question:visible label.option").first.click()
        if position < size:
            page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name=re.compile("去交卷|交卷")).first.click()
    page.get_by_role("button", name="确认交卷").click()
    page.wait_for_url("**/result*")
    settle(now + AWAY)
    page.goto(page.url)
    expect(page.locator(".score-points")).to_be_visible()
    week.seen("result")

    # Help is where it always was, and one tap leads out.
    expect(page.locator('.elder-top a[href="tel:0571-12345678"]')).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="回到标准版").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "standard")
    week.seen("out")
