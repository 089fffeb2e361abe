"""A prize is claimed on a phone, another given up, and handed on at the desk; with scripts and without."""

import pytest
from playwright.sync_api import expect

from leaderboard.models import Award, AwardRun, ClaimStep
from tests.browser.walk import Step

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_notice_to_the_prize_and_back(page_of, world, scripts) -> None:
    world.make_ruled()
    page = page_of(world.person, java_script_enabled=scripts)
    page.goto("/")
    page.get_by_role("link", name="去领奖").click()
    page.get_by_role("link", name="放弃").click()
    page.get_by_role("link", name="取消").click()
    assert not ClaimStep.objects.filter(user=world.person).exists()
    page.get_by_role("button", name="确认领奖").click()
    expect(page.get_by_text("“一等奖”已确认")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="去领奖")).to_have_count(0)
    assert ClaimStep.objects.get(user=world.person).kind == "claimed"


@pytest.mark.parametrize("scripts", [True, False])
def test_many_are_handed_over_with_and_without_scripts(page_of, world, scripts) -> None:
    """All of the page are ticked at once, or one after the other; who is looked for stays looked for."""
    page, contest = page_of(world.organizer, java_script_enabled=scripts), world.make_ruled()
    page.goto(f"/manage/contests/{contest.pk}/claims?state=waiting")
    boxes = page.locator('input[name="prize"]')
    waiting = boxes.count()
    assert waiting > 1
    if scripts:
        page.get_by_label("勾选这一页").check()
    else:
        expect(page.get_by_label("勾选这一页")).to_be_hidden()
        for at in range(waiting):
            boxes.nth(at).check()
    page.get_by_role("button", name="勾选的都领走了").click()
    expect(page.get_by_text(f"已登记 {waiting} 个奖领走")).to_be_visible()
    assert "state=waiting" in page.url
    assert ClaimStep.objects.filter(contest=contest, kind="taken").count() == waiting


def test_the_desk_step_by_step_in_two_windows(new_context, watch, world) -> None:
    organizer = Step(new_context, watch, world.organizer)
    page, contest = organizer.pc, world.make_ruled()
    page.goto(f"/manage/contests/{contest.pk}/awards")
    page.get_by_role("link", name="领奖与递补").click()
    organizer.look("claims")
    # Each of the tied winners of the first prize gives it up: the reserve has it.
    for award in Award.objects.filter(run=_run(contest), tier="一等奖").select_related("user"):
        page.goto(f"/manage/prizes/{award.pk}")
        page.get_by_label("本人放弃").check()
        page.get_by_label("原因").fill("来电放弃")
        organizer.look(f"given-up-{award.position}")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已登记")).to_be_visible()
    page.get_by_role("link", name="看看由谁递补").click()
    organizer.look("who-moves-up")
    next_one = _run(contest).reserves.order_by("position").first()
    page.get_by_role("button", name="确认递补").click()
    expect(page.get_by_text("名单重新公示")).to_be_visible()
    organizer.look("handed-on")
    assert Award.objects.get(run=_run(contest), tier="一等奖").user_id == next_one.user_id


def _run(contest) -> AwardRun:
    return AwardRun.objects.get(contest=contest, state=AwardRun.State.PUBLISHED)
