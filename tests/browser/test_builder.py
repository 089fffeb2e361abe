"""The paper builder in a real browser: live beside the form, and the same with JavaScript off."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import Contest, RulesVersion
from quiz.services.contests import create_contest
from tests.browser.conftest import PC, PHONE
from tests.browser.looking import axe_faults, sideways, small_targets
from tests.browser.stage import enter_as
from tests.factories import make_department, make_organizer, make_question, make_sheet

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """A draft with two rows over a bank of sixteen questions, and its organizer."""

    def __init__(self) -> None:
        now = timezone.now()
        for level in (1, 3):
            for _each in range(8):
                make_question(now=now, difficulty=level)
        rows = [
            {"count": 6, "types": ["single"], "difficulty": [1, 1]},
            {"count": 4, "types": ["single"], "difficulty": [3, 3]},
        ]
        department = make_department("河东区科协")
        self.organizer = make_organizer(department)
        sheet = make_sheet(now + timedelta(days=1), paper={"rows": rows})
        self.draft: Contest = create_contest(self.organizer, department, sheet, now=now)

    @property
    def address(self) -> str:
        return f"/manage/contests/{self.draft.pk}/rules"


def opened(page: Page, watch) -> Desk:
    desk = Desk()
    enter_as(page.context, desk.organizer, watch.address)
    page.goto(desk.address)
    return desk


def clean(page: Page) -> list[str]:
    wide = sideways(page)
    return [*axe_faults(page), *small_targets(page, 44, 48), *([f"{wide} px too wide"] if wide > 0 else [])]


@pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
def test_what_is_typed_is_judged_beside_the_form(new_context, watch, size) -> None:
    page = new_context(viewport=size).new_page()
    desk = opened(page, watch)
    beside, first = page.locator("#beside"), page.locator("[id='at-paper.rows.0']")
    expect(beside).to_contain_text("规则没有矛盾")
    expect(beside).to_contain_text("每份答卷10道题")
    expect(first).to_contain_text("题库里有 8 题符合")
    first.get_by_label("题数").fill("9")
    expect(beside).to_contain_text("还有 1 处要改")
    expect(beside).to_contain_text("每份答卷13道题")
    expect(first.locator(".errorlist")).to_have_text(
        "要抽 9 题，符合条件的只有 8 题（姐妹题只算一道）。请减少题数或放宽条件。"
    )
    assert clean(page) == []
    first.get_by_label("题数").fill("5")
    expect(beside).to_contain_text("规则没有矛盾")
    expect(first.locator(".errorlist")).to_have_count(0)
    assert clean(page) == []
    assert RulesVersion.objects.filter(contest=desk.draft).count() == 1


def test_beside_on_a_pc_and_below_on_a_phone(new_context, watch) -> None:
    page = new_context(viewport=PC).new_page()
    opened(page, watch)

    def left_and_top(selector: str) -> tuple[float, float]:
        box = page.locator(selector).bounding_box()
        assert box is not None
        return box["x"], box["y"]

    form, beside = left_and_top("#sheet-form"), left_and_top("#beside")
    assert beside[0] > form[0] + 300 and abs(beside[1] - form[1]) < 60
    page.set_viewport_size(PHONE)
    form, beside = left_and_top("#sheet-form"), left_and_top("#beside")
    assert beside[0] < 40 and beside[1] > form[1] + 1000


def test_a_sample_at_each_click_and_the_whole_paper_in_one(new_context, watch) -> None:
    page = new_context(viewport=PC).new_page()
    opened(page, watch)
    again = page.get_by_role("button", name="抽一份样卷")
    again.click()
    stems = page.locator("#sample .sample-stem")
    expect(stems).to_have_count(10)
    before = stems.all_inner_texts()
    again.click()
    page.wait_for_function(
        "before => [...document.querySelectorAll('#sample .sample-stem')]"
        ".map(one => one.textContent).join() !== before",
        arg=",".join(before),
    )
    assert clean(page) == []
    page.locator("[id='at-paper.rows.0']").get_by_label("题数").fill("3")
    for name in ("手机", "电脑", "长辈版", "纸质"):
        with page.context.expect_page() as opening:
            page.get_by_role("group", name="整卷预览").get_by_role("button", name=name).click()
        other = opening.value
        expect(other.locator(".preview-item")).to_have_count(7)
        assert clean(other) == []
        other.close()


def test_the_same_with_scripts_off(new_context, watch) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    desk = opened(page, watch)
    page.locator("[id='at-paper.rows.0']").get_by_label("题数").fill("9")
    page.get_by_role("button", name="看活动规则").click()
    expect(page.get_by_text("还没有保存。下面是按您填的内容显示的。")).to_be_visible()
    expect(page.locator("#beside")).to_contain_text("每份答卷13道题")
    expect(page.locator("[id='at-paper.rows.0'] .errorlist")).to_have_count(1)
    page.locator("[id='at-paper.rows.0']").get_by_label("题数").fill("7")
    page.get_by_role("button", name="抽一份样卷").click()
    expect(page.locator("#sample .sample-stem")).to_have_count(11)
    assert RulesVersion.objects.filter(contest=desk.draft).count() == 1
    page.get_by_role("button", name="保存规则").last.click()
    expect(page.get_by_text("规则已保存，现在是第 2 版。")).to_be_visible()
    assert RulesVersion.objects.filter(contest=desk.draft).count() == 2
