"""Answers outlive the network, the tab and a lost reply: kept on the device, sent in order, saved once."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Answer
from tests.browser.stage import (
    JUDGE,
    MULTI,
    SINGLE,
    Scene,
    enter_as,
    holds,
    is_at,
    is_saved,
    next_question,
    option,
    question,
    start,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)
NETWORK = (r"ERR_INTERNET_DISCONNECTED", r"ERR_FAILED", r"ERR_CONNECTION")


@pytest.fixture
def page(page_of, scene: Scene, watch) -> Page:
    """Somebody answering on a phone."""
    watch.expect(*NETWORK)
    page = page_of(scene.person, has_touch=True, is_mobile=True)
    start(page, scene.contest)
    return page


def _status(page: Page, state: str, words: str) -> None:
    status = page.locator("[data-saved]:visible")
    expect(status).to_have_attribute("data-state", state)
    expect(status).to_have_text(words)


def _waiting(page: Page) -> list[int]:
    """Positions of the answers that the device keeps, in order."""
    return page.evaluate(
        """(attempt) => JSON.parse(localStorage.getItem(`kepu.outbox.${attempt}`) || "[]")
        .map((one) => one.position)""",
        page.locator("[data-attempt]").first.get_attribute("data-attempt"),
    )


def _answer_four_offline(page: Page) -> None:
    option(page, "马上催吐").click()
    _status(page, "offline", "网络断了，答案先存在本机，连上后自动补交")
    next_question(page)
    is_at(page, MULTI)
    option(page, "楼道里不堆杂物").click()
    option(page, "出门前关掉炉火").click()
    next_question(page)
    is_at(page, JUDGE)
    option(page, "正确").click()
    option(page, "错误").click()  # the later choice is the one that counts
    next_question(page)
    page.get_by_label("第 1 空").fill("0")
    page.get_by_label("第 2 空").fill("100")
    next_question(page)


KEPT = {1: [1], 2: [1, 2], 3: [0], 4: ["0", "100"]}


def test_answers_given_offline_are_sent_in_order_when_the_network_is_back(scene: Scene, page: Page) -> None:
    page.context.set_offline(True)
    _answer_four_offline(page)
    wait_until(lambda: _waiting(page) == [1, 2, 3, 4], page)
    assert scene.rows() == []

    page.context.set_offline(False)
    holds(scene, KEPT, page)
    is_saved(page)
    assert [position for position, _response in scene.rows()] == [1, 2, 3, 4]
    assert _waiting(page) == []


def test_a_tab_killed_offline_loses_nothing(scene: Scene, page: Page) -> None:
    context, address = page.context, page.url
    context.set_offline(True)
    _answer_four_offline(page)
    wait_until(lambda: _waiting(page) == [1, 2, 3, 4], page)
    assert scene.rows() == []
    page.close(run_before_unload=False)  # its network is given back a moment before it ends
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    expect(option(again, "马上催吐").locator("input")).to_be_checked()
    holds(scene, KEPT, again)
    expect(again.locator("[data-count=answered]").first).to_have_text("4")


def test_leaving_waits_for_the_network(scene: Scene, page: Page) -> None:
    """去交卷 does not lead to a page that would hand in without the answers that wait."""
    page.context.set_offline(True)
    option(page, "马上催吐").click()
    for _each in range(5):
        next_question(page)
    page.get_by_role("button", name="去交卷").click()
    page.wait_for_timeout(300)
    expect(question(page)).to_be_visible()
    page.context.set_offline(False)
    holds(scene, {1: [1]}, page)
    page.get_by_role("button", name="去交卷").click()
    expect(page.get_by_text("还有 5 题没答：第2、3、4、5、6题")).to_be_visible()


def test_a_lost_reply_makes_one_row(scene: Scene, page: Page) -> None:
    """The request reached the server, its reply did not come back: the same key is sent again."""
    lost = []

    def lose_the_reply(route) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(route.request.post_data_json["client_key"])
        route.abort()

    page.route("**/api/v1/attempts/*/answers/*", lose_the_reply)
    option(page, "马上催吐").click()
    is_saved(page)
    assert scene.rows() == [(1, [1])]
    assert Answer.objects.get().client_key == lost[0]


def test_a_server_in_trouble_is_asked_again(scene: Scene, page: Page, watch) -> None:
    watch.expect("503")
    tries: list[int] = []

    def refuse_twice(route) -> None:
        tries.append(1)
        route.fulfill(status=503, body="{}") if len(tries) < 3 else route.continue_()

    page.route("**/api/v1/attempts/*/answers/*", refuse_twice)
    option(page, "马上催吐").click()
    _status(page, "offline", "系统正忙，答案先存在本机，稍后自动补交")
    is_saved(page)
    assert scene.rows() == [(1, [1])] and len(tries) == 3


def test_logged_out_elsewhere_the_answer_waits_for_the_login(scene: Scene, page: Page, watch) -> None:
    """A session that has ended refuses the answer; it is not thrown away."""
    watch.expect("401", "403")
    address = page.url
    page.context.clear_cookies()
    option(page, "马上催吐").click()
    expect(page.locator("[data-saved]:visible")).to_contain_text("还没交上")
    assert _waiting(page) == [1]
    page.get_by_role("button", name="退出").click()  # leaving leads to the login, and back here
    page.wait_for_url(re.compile("/login\\?next="))
    enter_as(page.context, scene.person, watch.address)
    page.goto(address)
    holds(scene, {1: [1]}, page)
    is_saved(page)


def test_logging_in_again_in_another_tab_does_not_stop_the_first(scene: Scene, page: Page, watch) -> None:
    """A login changes the form token; the open paper uses the new one."""
    option(page, "马上催吐").click()
    is_saved(page)
    other = page.context.new_page()
    other.goto("/settings")
    other.get_by_role("button", name="退出登录").click()
    other.goto("/login")
    other.get_by_label("工号或手机号").fill(scene.person.username)
    other.get_by_label("密码").fill("a-good-password")
    other.get_by_role("button", name="登录").click()
    other.wait_for_url(lambda url: "/login" not in url)
    other.close()
    next_question(page)
    option(page, "出门前关掉炉火").click()
    holds(scene, {1: [1], 2: [1]}, page)


def test_what_is_chosen_before_the_script_has_come_is_saved(page_of) -> None:
    """A slow line: the page stands there, its scripts do not."""
    scene = Scene()
    page = page_of(scene.person)
    start(page, scene.contest)
    held = []
    page.route("**/js/autosave.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    is_at(page, SINGLE)
    option(page, "马上催吐").click()
    wait_until(lambda: held, page)
    held[0].continue_()
    holds(scene, {1: [1]}, page)
    is_saved(page)


def test_one_item_at_a_time_says_that_the_network_is_away(page_of, watch) -> None:
    watch.expect(*NETWORK)
    scene = Scene(time={"paper_seconds": None, "item_seconds": 60})
    page = page_of(scene.person)
    start(page, scene.contest)
    page.context.set_offline(True)
    option(page, "马上催吐").click()
    page.get_by_role("button", name="就选这个，下一题").click()
    _status(page, "offline", "网络断了，答案先存在本机，连上后自动补交")
    page.context.set_offline(False)
    is_at(page, MULTI)
    assert scene.rows() == [(1, [1])]
