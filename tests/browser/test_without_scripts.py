"""The whole attempt with JavaScript off: a whole paper, and a paper whose items open one after the other."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import AttemptScore
from tests.browser.conftest import PHONE
from tests.browser.stage import (
    BLANK,
    JUDGE,
    MULTI,
    SECOND,
    SINGLE,
    THIRD,
    Scene,
    enter_as,
    is_at,
    option,
    settle,
    start,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(new_context) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=False).new_page()


def test_a_whole_paper(plain: Page, watch) -> None:
    scene = Scene()
    enter_as(plain.context, scene.person, watch.address)
    start(plain, scene.contest)
    is_at(plain, SINGLE)
    option(plain, "马上催吐").click()
    plain.get_by_role("button", name="下一题").click()
    is_at(plain, MULTI)
    option(plain, "出门前关掉炉火").click()
    option(plain, "楼道里不堆杂物").click()
    plain.get_by_role("button", name="标记").click()
    is_at(plain, MULTI)
    expect(option(plain, "楼道里不堆杂物").locator("input")).to_be_checked()
    plain.get_by_role("button", name="下一题").click()
    is_at(plain, JUDGE)
    option(plain, "错误").click()
    plain.get_by_role("button", name="下一题").click()
    is_at(plain, BLANK)
    plain.get_by_label("第 1 空").fill("零")
    plain.get_by_label("第 2 空").fill("100")
    plain.get_by_label("第 2 空").press("Enter")
    is_at(plain, SECOND)
    option(plain, "放进冰箱").click()

    plain.get_by_role("button", name=re.compile("^答题卡")).click()
    expect(plain.get_by_role("heading", name="答题卡")).to_be_visible()
    expect(plain.get_by_text("已答 5，未答 1，标记 1")).to_be_visible()
    expect(plain.get_by_role("link", name="第2题，已答，已标记")).to_be_visible()
    plain.get_by_role("link", name="只看未答").click()
    expect(plain.locator(".cell[href]")).to_have_count(1)
    plain.get_by_role("link", name="第6题，未答").click()
    is_at(plain, THIRD)
    plain.get_by_role("button", name="去交卷").click()
    expect(plain.get_by_text("还有 1 题没答：第6题")).to_be_visible()
    plain.get_by_role("link", name="去答第6题").click()
    is_at(plain, THIRD)
    plain.get_by_role("button", name="去交卷").click()
    plain.get_by_role("button", name="确认交卷").click()
    assert scene.responses() == {1: [1], 2: [1, 2], 3: [0], 4: ["零", "100"], 5: [3]}
    _score(scene, plain, 20)


def test_going_back_and_changing_an_answer_adds_a_row_and_looking_adds_none(plain: Page, watch) -> None:
    scene = Scene()
    enter_as(plain.context, scene.person, watch.address)
    start(plain, scene.contest)
    option(plain, "喝一杯浓茶").click()
    for _each in range(3):  # on past the untouched questions, a blank among them
        plain.get_by_role("button", name="下一题").click()
    is_at(plain, BLANK)
    plain.get_by_role("button", name="下一题").click()
    plain.get_by_role("button", name="上一题").click()
    plain.goto(f"/attempts/{scene.attempt.pk}/1")
    expect(option(plain, "喝一杯浓茶").locator("input")).to_be_checked()
    option(plain, "马上催吐").click()
    plain.get_by_role("button", name="退出").click()
    expect(plain).to_have_url(re.compile("/contests/"))
    assert scene.rows() == [(1, [2]), (1, [1])]
    plain.get_by_role("link", name="继续答题").click()
    is_at(plain, MULTI)  # the first that is not answered


def test_items_one_after_the_other(plain: Page, watch) -> None:
    scene = Scene(time={"paper_seconds": None, "item_seconds": 60})
    enter_as(plain.context, scene.person, watch.address)
    start(plain, scene.contest)
    is_at(plain, SINGLE)
    expect(plain.locator("form.question")).to_have_count(1)  # the others are not on the page at all
    option(plain, "马上催吐").click()
    plain.get_by_role("button", name="就选这个，下一题").click()
    is_at(plain, MULTI)
    option(plain, "出门前关掉炉火").click()
    option(plain, "楼道里不堆杂物").click()
    plain.get_by_role("button", name="就选这个，下一题").click()
    is_at(plain, JUDGE)
    plain.goto(f"/attempts/{scene.attempt.pk}/1")  # there is no way back
    is_at(plain, JUDGE)
    option(plain, "错误").click()
    plain.get_by_role("button", name="就选这个，下一题").click()
    plain.get_by_label("第 1 空").fill("0")
    plain.get_by_label("第 2 空").fill("100")
    plain.get_by_role("button", name="就选这个，下一题").click()
    is_at(plain, SECOND)
    plain.get_by_role("button", name="就选这个，下一题").click()  # nothing chosen: left out
    option(plain, "就近躲避").click()
    plain.get_by_role("button", name="就选这个，交卷").click()
    assert scene.responses() == {1: [1], 2: [1, 2], 3: [0], 4: ["0", "100"], 5: [], 6: [1]}
    _score(scene, plain, 25)


def _score(scene: Scene, page: Page, points: int) -> None:
    page.wait_for_url("**/result")
    settle()
    page.reload()
    expect(page.locator(".score-points")).to_have_text(str(points))
    assert AttemptScore.objects.get(attempt=scene.attempt).points == points * 100
    scene.close()
    page.reload()
    page.get_by_role("link", name="看解析").click()
    expect(page.locator(".review-item")).to_have_count(6)
