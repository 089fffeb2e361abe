"""The server's clock is the only one: wrong device clocks, notices, the end of the time, coming back."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import Attempt
from tests.browser.conftest import PC
from tests.browser.stage import (
    MULTI,
    SINGLE,
    Scene,
    holds,
    is_at,
    is_saved,
    option,
    start,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

# The device's clock, so many milliseconds off.
_WRONG_CLOCK = """{
  const Right = Date, off = %d;
  globalThis.Date = class extends Right {
    constructor(...parts) { parts.length ? super(...parts) : super(Right.now() + off); }
    static now() { return Right.now() + off; }
  };
}"""


def _sitting(page_of, scene: Scene, off_ms: int = 0) -> Page:
    page = page_of(scene.person)
    if off_ms:
        page.context.add_init_script(_WRONG_CLOCK % off_ms)
    start(page, scene.contest)
    return page


def _seconds_shown(page: Page) -> float:
    text = page.locator(".timer-left:visible").inner_text()
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + int(seconds)


def _is_right(page: Page, scene: Scene) -> None:
    """The clock on the page agrees with the server's deadline within a second."""
    expect(page.locator(".timer-left:visible")).to_have_text(re.compile(r"^\d+:\d\d$"))

    def difference() -> float:
        before = timezone.now()
        shown = _seconds_shown(page)
        middle = before + (timezone.now() - before) / 2
        return abs((scene.attempt.deadline - middle).total_seconds() + 0.5 - shown)

    differences = sorted(difference() for _each in range(5) if not page.wait_for_timeout(130))
    assert differences[2] <= 1, differences


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wrong_clock_on_the_device_changes_nothing(page_of, hours: int) -> None:
    scene = Scene()
    page = _sitting(page_of, scene, off_ms=hours * 3_600_000)
    assert abs(page.evaluate("Date.now()") / 1000 - timezone.now().timestamp() - hours * 3600) < 60
    _is_right(page, scene)
    option(page, "马上催吐").click()
    is_saved(page)
    saved = timezone.localtime(scene.attempt.answers.get().saved_at)
    expect(page.locator("[data-saved]:visible")).to_have_text(f"已保存 {saved:%H:%M}")


def test_notices_and_a_clock_that_hides(page_of) -> None:
    scene = Scene()
    page = _sitting(page_of, scene)
    scene.lasts(63)
    page.reload()
    notice = page.locator("#timer-notice")
    expect(notice).to_have_attribute("role", "status")
    expect(notice).to_have_text("")
    timer = page.locator(".timer")
    timer.click()
    expect(page.locator(".timer-left")).to_be_hidden()
    expect(timer).to_have_attribute("aria-label", "显示时间")
    expect(notice).to_have_text("还剩 1 分钟")
    timer.click()
    expect(page.locator(".timer-left")).to_be_visible()
    option(page, "马上催吐").click()  # a notice stops nobody
    is_saved(page)


def test_when_time_is_over_the_paper_is_handed_in_with_what_is_saved(page_of) -> None:
    scene = Scene()
    page = _sitting(page_of, scene)
    option(page, "马上催吐").click()
    is_saved(page)
    scene.lasts(3)
    page.reload()
    expect(page.locator("#timer-notice")).to_have_text("时间到，正在交卷…")
    page.wait_for_url("**/result")
    expect(page.get_by_text("时间到了，系统已按保存的答案替您交卷。")).to_be_visible()
    attempt = scene.attempt
    assert (attempt.state, attempt.handed_in_by) == ("handed_in", "deadline")
    assert attempt.handed_in_at == attempt.deadline
    assert scene.responses() == {1: [1]}


def test_an_answer_after_the_end_is_refused_and_the_page_says_what_became_of_the_paper(
    page_of, watch
) -> None:
    scene = Scene()
    page = _sitting(page_of, scene)
    watch.expect("409")
    scene.lasts(-10)  # the page still believes that there is time
    option(page, "马上催吐").click()
    page.wait_for_url("**/result?unsaved=1")
    expect(page.get_by_text("时间到了，系统已按保存的答案替您交卷。")).to_be_visible()
    expect(page.get_by_text(re.compile("第1题最后的选择到得太晚，没有保存"))).to_be_visible()
    assert scene.rows() == []


def test_an_item_whose_time_is_over_makes_way_for_the_next(page_of) -> None:
    scene = Scene(time={"paper_seconds": None, "item_seconds": 4})
    page = _sitting(page_of, scene)
    is_at(page, SINGLE)
    option(page, "马上催吐").click()  # not confirmed: sent at the end of the item's time
    is_at(page, MULTI)
    assert scene.rows() == [(1, [1])]


def test_coming_back_shows_the_time_that_is_left(page_of) -> None:
    scene = Scene()
    page = _sitting(page_of, scene)
    option(page, "马上催吐").click()
    is_saved(page)
    page.get_by_role("button", name="退出").click()
    link = page.get_by_role("link", name=re.compile(r"继续答题（还剩 19:\d\d）"))
    expect(link).to_be_visible()
    page.wait_for_timeout(1500)
    _is_right(page, scene)
    link.click()
    is_at(page, MULTI)
    _is_right(page, scene)
    page.goto("about:blank")
    page.wait_for_timeout(1500)
    page.goto(f"/attempts/{scene.attempt.pk}")
    _is_right(page, scene)


def test_a_second_device_takes_over(page_of, watch) -> None:
    """The same paper, the same clock, the same answers; both write into the one attempt."""
    scene = Scene()
    phone = _sitting(page_of, scene)
    option(phone, "喝一杯浓茶").click()
    is_saved(phone)

    pc = page_of(scene.person, viewport=PC)
    pc.goto("/")
    expect(pc.get_by_text("您有一份没答完")).to_be_visible()
    pc.get_by_role("link", name=re.compile("^继续答题")).click()
    is_at(pc, MULTI)
    _is_right(pc, scene)
    pc.get_by_role("button", name="第1题，已答").click()
    expect(option(pc, "喝一杯浓茶").locator("input")).to_be_checked()
    option(pc, "马上催吐").click()
    is_saved(pc)
    holds(scene, {1: [1]}, pc)
    assert Attempt.objects.count() == 1

    pc.get_by_role("button", name="交卷", exact=True).click()
    pc.get_by_role("button", name="确认交卷").click()
    pc.wait_for_url("**/result")
    watch.expect("409")
    phone.get_by_role("button", name="下一题").click()
    option(phone, "出门前关掉炉火").click()  # the first device learns that the paper is handed in
    phone.wait_for_url("**/result?unsaved=2")
    wait_until(lambda: scene.rows() == [(1, [2]), (1, [1])], phone)


def test_more_time_for_the_open_item_is_noticed_before_it_is_sent(page_of) -> None:
    """The organizer grants time while the item is on the screen: at the old zero nothing is sent."""
    from quiz.models import Entry
    from quiz.services.entries import grant_extra_time
    from tests.factories import make_organizer

    scene = Scene(time={"paper_seconds": None, "item_seconds": 8})
    page = _sitting(page_of, scene)
    is_at(page, SINGLE)
    entry = Entry.objects.get(contest=scene.contest, user=scene.person)
    grant_extra_time(make_organizer(scene.department), entry, 200, "视力障碍", now=timezone.now())
    page.wait_for_timeout(10_000)
    is_at(page, SINGLE)
    assert scene.rows() == []
    option(page, "马上催吐").click()
    page.get_by_role("button", name="就选这个，下一题").click()
    is_at(page, MULTI)
    assert scene.rows() == [(1, [1])]


def test_an_announced_end_reaches_a_page_that_is_open(page_of) -> None:
    """The organizer ends the contest in ten minutes: the clock of whoever is answering says so."""
    from quiz.services.closing import announce_end, take_back_end
    from tests.factories import make_organizer

    scene, now = Scene(), timezone.now()
    page = _sitting(page_of, scene)
    expect(page.locator(".timer-left")).to_have_text(re.compile(r"^(20:00|19:\d\d)$"))
    organizer = make_organizer(scene.department)
    announce_end(organizer, scene.contest, now=now)
    look_again = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(look_again)
    expect(page.locator(".timer-left")).to_have_text(re.compile(r"^(1?\d):\d\d$"))
    expect(page.locator("#timer-notice")).to_contain_text("提前结束")
    take_back_end(organizer, scene.contest, now=now)
    page.evaluate(look_again)
    expect(page.locator(".timer-left")).to_have_text(re.compile(r"^(20:00|19:\d\d)$"))

    scene.lasts(601.2)
    page.evaluate(look_again)
    expect(page.locator("#timer-notice")).to_contain_text("提前结束")
    page.wait_for_timeout(2000)  # the clock has come to ten minutes, and does not talk over it
    expect(page.locator(".timer-left")).to_have_text(re.compile(r"^9:\d\d$"))
    assert "提前结束" in page.locator("#timer-notice").inner_text()


def test_extra_time_is_shown_and_counts(page_of) -> None:
    from quiz.models import Entry
    from quiz.services.entries import grant_extra_time
    from tests.factories import make_organizer

    scene = Scene()
    entry = Entry.objects.get(contest=scene.contest, user=scene.person)
    grant_extra_time(make_organizer(scene.department), entry, 150, "视力障碍", now=timezone.now())
    page = page_of(scene.person)
    page.goto(f"/contests/{scene.contest.pk}")
    expect(page.get_by_text("您的用时是标准的 150%")).to_be_visible()
    start(page, scene.contest)
    expect(page.locator(".timer-left")).to_have_text(re.compile(r"^(30:00|29:\d\d)$"))
    _is_right(page, scene)
