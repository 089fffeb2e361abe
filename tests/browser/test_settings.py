"""Language, skin and text size: one tap, and remembered."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.browser.looking import sideways
from tests.browser.stage import PASSWORD, Scene, enter_as, is_saved, option, question, start
from tests.factories import make_question

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_language_changes_and_stays(pc: Page) -> None:
    pc.goto("/")
    html = pc.locator("html")
    expect(html).to_have_attribute("lang", "zh-Hans")
    pc.locator("header").get_by_role("button", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    pc.goto("/login")
    expect(html).to_have_attribute("lang", "en")
    assert settings.LANGUAGE_COOKIE_NAME in {cookie["name"] for cookie in pc.context.cookies()}
    pc.locator("header").get_by_role("button", name="中文").click()
    expect(html).to_have_attribute("lang", "zh-Hans")
    expect(pc).to_have_url(re.compile("/login$"))


def test_a_browser_that_asks_for_english_gets_it(new_context, watch) -> None:
    page = new_context(locale="en-GB").new_page()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("skin", ["standard", "elder"])
def test_english_fits_the_narrowest_phone(new_context, watch, skin) -> None:
    """Its words are longer than the Chinese ones."""
    scene = Scene()
    make_question(now=timezone.now())
    for person in (None, scene.person):
        context = new_context(locale="en-GB", viewport=NARROW)
        context.add_cookies([{"name": "display", "value": f"{skin}.medium", "url": watch.address}])
        if person is not None:
            type(person).objects.filter(pk=person.pk).update(display_mode=skin)
            enter_as(context, person, watch.address)
        page = context.new_page()
        page.goto("/learn")
        page.locator("button[value=random]").click()
        page.locator("button[name=unknown]").click()
        page.locator(".explanation").wait_for()
        assert sideways(page) <= 0
        for path in ("/", "/learn", "/settings"):
            page.goto(path)
            assert sideways(page) <= 0, path


def test_the_elder_skin_is_one_tap_away_and_one_tap_back(phone: Page) -> None:
    scene = Scene()
    phone.goto("/")
    phone.get_by_role("button", name="长辈版").tap()
    html = phone.locator("html")
    expect(html).to_have_attribute("data-mode", "elder")
    phone.goto("/login")
    phone.get_by_label("工号或手机号").fill(scene.person.username)
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").tap()
    expect(html).to_have_attribute("data-mode", "elder")
    scene.person.refresh_from_db()
    assert scene.person.display_mode == "elder"
    phone.get_by_role("button", name="回到标准版").tap()
    expect(html).to_have_attribute("data-mode", "standard")


def test_the_text_grows_in_the_middle_of_a_paper(pc: Page, watch) -> None:
    """Nothing chosen is lost, and the next page has the size too."""
    scene = Scene()
    enter_as(pc.context, scene.person, watch.address)
    start(pc, scene.contest)
    option(pc, "马上催吐").click()
    is_saved(pc)
    size = (
        "parseFloat(getComputedStyle(document.querySelector('form.question:not([hidden]) .stem')).fontSize)"
    )
    before = pc.evaluate(size)
    with pc.expect_response("**/display"):
        pc.get_by_role("button", name="大", exact=True).click()
    assert pc.evaluate(size) > before * 1.1
    expect(option(pc, "马上催吐").locator("input")).to_be_checked()
    pc.goto("/")
    expect(pc.locator("html")).to_have_attribute("data-text", "large")
    scene.person.refresh_from_db()
    assert scene.person.text_size == "large"


def _stem_size(page: Page) -> float:
    return (
        question(page)
        .locator("[data-stem]")
        .evaluate("(stem) => parseFloat(getComputedStyle(stem).fontSize)")
    )
