"""长辈版 by measure, on every page that an elder meets, on a phone and on a PC."""

from collections.abc import Iterable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from learning.models import ReviewLog
from tests.browser.conftest import PC, PHONE
from tests.browser.elder_measures import WITH_A_VOICE, corners, elder_faults, timers
from tests.browser.stage import enter_as
from tests.browser.test_every_page import REFUSED
from tests.browser.world import World
from tests.factories import make_question

pytestmark = pytest.mark.django_db(transaction=True)


# A ranked paper has its time, and says it until it is handed in; its questions have a head of their own.
_TIMED = ("attempt", "review")
_OWN_HEAD = "attempt"


def _faults(page: Page, pages: Iterable[tuple[str, str]]) -> list[str]:
    found: dict[str, list[str]] = {}
    for name, path in pages:
        page.goto(path)
        for size in (PHONE, PC):
            page.set_viewport_size(size)
            clocks = 0 if name.startswith(_TIMED) else timers(page)
            for fault in [*elder_faults(page), *(["a clock runs"] if clocks else [])]:
                found.setdefault(fault, []).append(f"{name} at {size['width']}")
    return [f"{fault}  [{', '.join(names)}]" for fault, names in found.items()]


@pytest.mark.long
def test_type_lines_contrast_and_rest_on_every_page(new_context, watch, settings) -> None:
    settings.HELP_PHONE = "0571-12345678"
    watch.expect(*REFUSED)
    world = World()
    page = _elder(new_context, watch, PHONE)
    faults = _faults(page, world.for_visitors())
    world.person.display_mode = "elder"
    world.person.save(update_fields=["display_mode"])
    enter_as(page.context, world.person, watch.address)
    faults += _faults(page, world.for_participants())
    assert not faults, "\n".join(faults)


def _elder(new_context, watch, size: dict[str, int]) -> Page:
    """Somebody in 长辈版 on this device, not logged in."""
    context = new_context(viewport=size)
    context.add_init_script(WITH_A_VOICE)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    return context.new_page()


@pytest.mark.long
def test_the_head_stands_in_the_same_place_on_every_page(new_context, watch, settings) -> None:
    settings.HELP_PHONE = "0571-12345678"
    watch.expect(*REFUSED)
    world = World()
    world.person.display_mode = "elder"
    world.person.save(update_fields=["display_mode"])
    page = _elder(new_context, watch, PHONE)
    places: dict[str, list[str]] = {}

    def look(pages: Iterable[tuple[str, str]]) -> None:
        for name, path in pages:
            page.goto(path)
            if name.startswith(_OWN_HEAD):
                _has_its_own_head(page)
                continue
            expect(page.locator('.elder-top a[href="tel:0571-12345678"]')).to_have_count(1)
            for size in (PHONE, PC):
                page.set_viewport_size(size)
                places.setdefault(f"{size['width']} {corners(page)}", []).append(name)

    look(world.for_visitors())
    enter_as(page.context, world.person, watch.address)
    look(world.for_participants())
    assert len(places) == 2, places


def _has_its_own_head(page: Page) -> None:
    """退出 where 返回 is elsewhere, and 求助 in the same corner."""
    page.set_viewport_size(PHONE)
    leave = page.locator(".sit-exit").bounding_box()
    helping = page.locator('.sit-top a[href="tel:0571-12345678"]').bounding_box()
    assert leave and helping
    assert leave["x"] <= 16 and helping["x"] + helping["width"] >= PHONE["width"] - 16
    assert leave["y"] < 60 and helping["y"] < 60


def test_a_question_fits_the_window_without_scrolling_and_no_clock_runs(new_context, watch) -> None:
    """A stem of forty characters, four options of fifteen: as long as elders' questions may be."""
    options = [{"id": number, "text": "一二三四五六七八九十甲乙丙丁戊"} for number in range(1, 5)]
    make_question(now=timezone.now(), stem="家里老人" * 10, key=[1], options_list=options)
    page = _elder(new_context, watch, PHONE)
    page.goto("/learn")
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("button", name="朗读")).to_be_visible()
    box = page.get_by_role("button", name="就选这个").bounding_box()
    assert box and box["y"] + box["height"] <= PHONE["height"]
    assert timers(page) == 0


def test_a_second_tap_within_a_second_does_nothing(new_context, watch) -> None:
    for _each in range(2):
        make_question(now=timezone.now())
    page = _elder(new_context, watch, PHONE)
    page.goto("/learn")
    page.get_by_role("button", name="开始").click()
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").dblclick()
    expect(page.get_by_role("link", name="下一题")).to_be_visible()
    assert ReviewLog.objects.count() == 1
