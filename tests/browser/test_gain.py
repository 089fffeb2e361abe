"""The gain report on the desk, with and without figures: a parallel form made, sat, read and downloaded."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from quiz.models import Contest
from quiz.services.contests import publish_contest
from quiz.services.gain import make_after_test
from tests.browser.conftest import PC, PHONE
from tests.browser.looking import axe_faults, keyboard_faults, sideways, small_targets
from tests.factories import (
    BEIJING,
    end_contest,
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_user,
    sit,
)

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = 5


class Pair:
    """Two units sit a test of five questions and, after a lecture, a parallel one."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.root = make_department("河东区科学技术协会")
        self.organizer = make_organizer(self.root)
        units = [make_department(name, self.root) for name in ("新港路街道", "向阳经济技术开发区管理委员会")]
        self.crowd = [make_user(units[at % 2]) for at in range(24)]
        self.before = make_contest(
            self.now,
            self.root,
            questions=QUESTIONS,
            title="反诈防骗科普讲座前测（职工组与社区居民组）",
            paper={"rows": [{"count": QUESTIONS, "types": ["single"]}]},
            points={"pass_mark": 60, "per_type": {"single": 20}},
        )
        self._sat(self.before, self.crowd, lambda at: 1 + at % 3)

    def after(self) -> Contest:
        for _each in range(QUESTIONS):
            make_question(now=self.now)
        opens = self.now.astimezone(BEIJING).replace(tzinfo=None) - timedelta(minutes=30)
        draft = make_after_test(
            self.organizer, self.before, "讲座后测", opens, opens + timedelta(hours=8), now=self.now
        )
        opened = publish_contest(self.organizer, draft, now=self.now)
        return self._sat(opened, self.crowd, lambda at: 3 + at % 2)

    def _sat(self, contest: Contest, crowd: list[User], right) -> Contest:
        start: datetime = self.now - timedelta(minutes=20)
        for at, one in enumerate(crowd):
            sit(one, contest, right=right(at), start=start)
        return end_contest(self.organizer, contest, now=self.now)


def faults(page: Page) -> list[str]:
    found = []
    for size in (PHONE, PC):
        page.set_viewport_size(size)
        wide = sideways(page)
        found += [*axe_faults(page), *small_targets(page, 44, 48)]
        found += [f"{wide} px too wide"] if wide > 0 else []
    return [*found, *keyboard_faults(page)]


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        for window, size in (("phone", PHONE), ("pc", PC)):
            page.set_viewport_size(size)
            page.screenshot(path=str(Path(folder) / f"{name}-{window}.png"), full_page=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_first_test_to_the_report(page_of, scripts: bool) -> None:
    pair = Pair()
    page = page_of(pair.organizer, viewport=PC, java_script_enabled=scripts)
    page.goto(f"/manage/contests/{pair.before.pk}")
    page.get_by_role("link", name="前后测").click()
    looked = faults(page) if scripts else []
    keep(page, "desk-gain-none")
    page.get_by_role("link", name="再出一份平行卷（后测）").click()
    looked += faults(page) if scripts else []
    keep(page, "desk-gain-parallel")
    page.goto(f"/manage/contests/{pair.after().pk}/gain")
    expect(page.get_by_text("平均提高", exact=True)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="向阳经济技术开发区管理委员会")).to_contain_text("12")
    looked += faults(page) if scripts else []
    keep(page, "desk-gain")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出报告（Excel）").click()
    assert download.value.suggested_filename == "讲座后测-学习增益.xlsx"
    assert not looked, "\n".join(looked)
    page.get_by_role("button", name="解除配对").click()
    expect(page.get_by_text("已解除配对")).to_be_visible()
