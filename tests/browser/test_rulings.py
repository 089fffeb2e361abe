"""A wrong key from the list of questions to the public note, with scripts and without; time given back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quiz.models import Outage, Ruling
from tests.browser.walk import Step

pytestmark = pytest.mark.django_db(transaction=True)


def test_step_by_step_in_two_windows(new_context, watch, world) -> None:
    """What the organizer sees, then everybody."""
    organizer = Step(new_context, watch, world.organizer)
    page, contest = organizer.pc, world.make_over()
    slot = world.over_attempt.slots.filter(type="single").first()
    page.goto(f"/manage/contests/{contest.pk}/rulings")
    organizer.look("questions")
    page.goto(f"/manage/contests/{contest.pk}/rulings/question/{slot.revision_id}")
    organizer.look("question")
    page.get_by_label("此题作废，都得分").check()
    page.get_by_label("依据").fill("评审组2026年11月27日会议")
    page.get_by_label("公告").fill("有一题题干有两种理解，此题作废，都得满分。")
    page.get_by_role("button", name="试算影响").click()
    expect(page.get_by_role("heading", name="试算的结果")).to_be_visible()
    page.get_by_role("button", name="确认裁决").click()
    expect(page.get_by_text("号裁决已生效")).to_be_visible()
    organizer.look("made")
    page.goto(f"/contests/{contest.pk}/winners")
    organizer.look("note")
    assert Ruling.objects.filter(contest=contest, kind="void").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_tried_changed_and_confirmed(page_of, world, scripts) -> None:
    page, contest = page_of(world.organizer, java_script_enabled=scripts), world.make_over()
    slot = world.over_attempt.slots.filter(type="single").first()
    wrong = next(option for option in slot.option_order if option not in slot.revision.key)
    page.goto(f"/manage/contests/{contest.pk}")
    page.get_by_role("link", name="裁决", exact=True).click()
    page.goto(f"/manage/contests/{contest.pk}/rulings/question/{slot.revision_id}")
    page.get_by_label("更正答案").check()
    page.locator(f'input[name="key"][value="{wrong}"]').check()
    page.get_by_label("依据").fill("教材第12页")
    page.get_by_label("公告").fill("答案有误，已更正。")
    page.get_by_role("button", name="试算影响").click()
    expect(page.get_by_role("heading", name="试算的结果")).to_be_visible()
    assert not Ruling.objects.filter(contest=contest).exists()
    page.get_by_role("button", name="回去修改").click()
    expect(page.get_by_label("公告")).to_have_value("答案有误，已更正。")
    page.get_by_label("公告").fill("第一题答案有误，已更正。")
    page.get_by_role("button", name="试算影响").click()
    page.get_by_role("button", name="确认裁决").click()
    expect(page.get_by_text("号裁决已生效")).to_be_visible()
    page.goto(f"/contests/{contest.pk}/winners")
    expect(page.get_by_text("第一题答案有误，已更正。")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_time_is_given_back(page_of, world, scripts) -> None:
    page, contest = page_of(world.organizer, java_script_enabled=scripts), world.make_going()
    page.goto(f"/manage/contests/{contest.pk}/live")
    page.get_by_role("link", name="停表补时").click()
    now = timezone.localtime(timezone.now(), contest.zone)
    for label, minutes in (("从什么时候起答不了题", 9), ("什么时候恢复", 4)):
        moment = now - timedelta(minutes=minutes)
        page.get_by_label(label).fill(moment.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("原因").fill("机房断电")
    page.get_by_role("button", name="看看影响多少人").click()
    expect(page.get_by_text("推迟截止的答卷")).to_be_visible()
    assert not Outage.objects.filter(contest=contest).exists()
    page.get_by_role("button", name="确认补时").click()
    expect(page.get_by_text("已补时 5 分钟")).to_be_visible()
