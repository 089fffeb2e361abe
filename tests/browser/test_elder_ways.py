"""An elder's day by keyboard and without JavaScript, and that no page of the mode is forgotten."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, resolve
from django.utils import timezone
from playwright.sync_api import Page, expect

import accounts.web.urls
import leaderboard.web.desk_urls
import leaderboard.web.ledger_urls
import leaderboard.web.urls
import learning.web.urls
import quiz.web.bank_urls
import quiz.web.desk_urls
import quiz.web.import_urls
import quiz.web.urls
from learning.models import LearningSession, ReviewLog
from tests.browser.conftest import PC, PHONE
from tests.browser.stage import tab_to
from tests.browser.world import World
from tests.factories import make_question

pytestmark = pytest.mark.django_db(transaction=True)

# What an elder's browser never shows as a page: name → why.
NO_PAGES = {
    "attempt": "leads on to the question",
    "question_picture": "a picture",
    "question_audio": "a recording",
    "contest_start": "by POST",
    "hand_in": "by POST",
    "report": "by POST, the question again",
    "report_revision": "by POST, the question again",
    "logout": "by POST",
    "own-slip": "by POST, right after registering",
    "end-own-card": "by POST",
    "display": "by POST",
    "set_language": "by POST",
    "learn_begin": "by POST",
    "learn_told": "by POST",
    "learn_mark": "by POST",
    "learn_exam_open": "leads on to the question",
    "learn_run_item": "by POST",
    "learn_board_choice": "by POST",
    "learn_set_paper": "a PDF",
    "learn_topic_paper": "a PDF",
    "learn_notebook_paper": "a PDF",
    "certificate_pdf": "a PDF",
    "draw_file": "a file",
    "prize_claim": "by POST",
}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        elif not str(one.pattern).startswith("manage"):
            assert one.name, one
            yield one.name


def test_every_page_of_the_mode_is_measured(live_server) -> None:
    """`World` lists the pages that all measurements go through; a new address stands there or above."""
    world = World()
    paths = [*world.for_visitors(), *world.for_participants()]
    seen = {resolve(path.split("?")[0]).url_name for _name, path in paths if "nothing" not in path}
    rooms = (
        quiz.web.urls, quiz.web.desk_urls, quiz.web.bank_urls, quiz.web.import_urls, learning.web.urls,
        leaderboard.web.urls, leaderboard.web.desk_urls, leaderboard.web.ledger_urls, accounts.web.urls,
    )  # fmt: skip
    known = {name for room in rooms for name in _names(room.urlpatterns)}
    assert known - seen == set(NO_PAGES)


def _bank() -> None:
    for number in range(2):
        make_question(now=timezone.now(), stem=f"第{number}个问题（　　）。", explanation="这是解析。")


def _elder(new_context, watch, **how) -> Page:
    context = new_context(**how)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    return context.new_page()


def test_a_day_by_keyboard_alone(new_context, watch, settings) -> None:
    settings.HELP_PHONE = "0571-12345678"
    _bank()
    page = _elder(new_context, watch, viewport=PC)
    page.goto("/")
    tab_to(page, ".elder-block-first")
    page.keyboard.press("Enter")
    for position in (1, 2):
        expect(page.get_by_role("button", name="就选这个")).to_be_visible()
        tab_to(page, 'input[type="radio"]')
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(page.locator('input[type="radio"]').nth(1)).to_be_checked()
        tab_to(page, "button.btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/learn/sets/*/*")
        tab_to(page, "a.btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/learn/sets/\d+$"))
        assert ReviewLog.objects.filter(position=position).exists()
    tab_to(page, ".elder-back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn")
    tab_to(page, ".elder-back")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))
    tab_to(page, '[href="/learn/listen"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="听科普")).to_be_visible()
    tab_to(page, ".elder-top a[href^=tel]")
    page.goto("/")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, '.elder-more [href="/login"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/login*")


def test_a_day_without_javascript(new_context, watch) -> None:
    _bank()
    page = _elder(new_context, watch, viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="今天的题").click()
    page.locator("label.option").nth(1).click()
    page.get_by_role("button", name="就选这个").click()
    expect(page.get_by_text("这是解析。")).to_be_visible()
    # Leaving and coming back: the same place.
    page.get_by_role("link", name="返回").click()
    page.goto("/")
    page.get_by_role("link", name="接着上次").click()
    assert LearningSession.objects.get().position == 1
    page.get_by_role("button", name="不知道").click()
    page.get_by_role("link", name="下一题").click()
    while not LearningSession.objects.get().finished_at:  # what was missed comes once more
        page.locator("label.option").first.click()
        page.get_by_role("button", name="就选这个").click()
        page.locator("a.btn-primary").first.click()
    expect(page.get_by_role("heading", name="做完了")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("今天的做完了，看看对错")).to_be_visible()
    page.get_by_role("link", name="听科普").click()
    expect(page.locator("[data-aloud]").first).to_be_visible()
    page.goto("/")
    page.get_by_text("更多").click()
    page.get_by_role("link", name="错题和收藏").click()
    page.get_by_role("link", name="错题本").click()
    expect(page.get_by_role("heading", name="错题本", exact=True)).to_be_visible()
    page.get_by_role("button", name="回到标准版").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "standard")
    page.goto("/")
    page.get_by_role("button", name="长辈版").first.click()
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")


def test_the_four_blocks_fit_the_window(new_context, watch, settings) -> None:
    settings.HELP_PHONE = "0571-12345678"
    _bank()
    page = _elder(new_context, watch, viewport=PHONE)
    page.goto("/")
    page.get_by_role("button", name="今天的题").click()
    page.goto("/")
    blocks = page.locator(".elder-block")
    expect(blocks).to_have_count(4)
    box = page.locator(".elder-more summary").bounding_box()
    assert box and box["y"] + box["height"] <= PHONE["height"]
