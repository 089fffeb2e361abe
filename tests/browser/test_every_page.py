"""Every page at three widths and in both skins: axe, targets, keyboard, sideways scrolling, doubled text."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page

from tests.browser.looking import axe_faults, keyboard_faults, lost_text, sideways, small_targets
from tests.browser.stage import enter_as
from tests.browser.world import World

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (320, 390, 1280)
HEIGHTS = {320: 640, 390: 844, 640: 800, 1280: 800}
TARGET = {"standard": 44, "elder": 60}
OPTION = {"standard": 48, "elder": 72}
Check = Callable[[Page], list[str]]
# The size that the style sheets give, twice.
_DOUBLED = """addEventListener("load", () => {
  const root = document.documentElement;
  root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
})"""
REFUSED = ("404", "410", "429", "409", "403", "500", "400")


def _look(page: Page, pages: Iterable[tuple[str, str]], sizes: Iterable[int], check: Check) -> list[str]:
    """The faults of all pages at once, each with the widths and the pages that have it."""
    found: dict[str, list[str]] = {}
    for name, path in pages:
        page.goto(path)
        for width in sizes:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            for fault in check(page):
                found.setdefault(fault, []).append(f"{name} at {width}")
    return [f"{fault}  [{', '.join(names)}]" for fault, names in found.items()]


def _all_of(skin: str) -> Check:
    def check(page: Page) -> list[str]:
        targets = small_targets(page, TARGET[skin], OPTION[skin])
        keys = keyboard_faults(page) if page.viewport_size == {"width": 1280, "height": 800} else []
        return [*axe_faults(page), *targets, *_too_wide(page), *keys]

    return check


def _too_wide(page: Page) -> list[str]:
    over = sideways(page)
    return [f"scrolls sideways by {over} px"] if over > 0 else []


@pytest.mark.long
@pytest.mark.parametrize("skin", ["standard", "elder"])
def test_participants_pages(new_context, watch, skin: str) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context().new_page()
    page.context.add_cookies([{"name": "display", "value": f"{skin}.medium", "url": watch.address}])
    faults = _look(page, world.for_visitors(), WIDTHS, _all_of(skin))
    world.person.display_mode = skin
    world.person.save(update_fields=["display_mode"])
    enter_as(page.context, world.person, watch.address)
    faults += _look(page, world.for_participants(), WIDTHS, _all_of(skin))
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_organizers_pages(new_context, watch) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context().new_page()
    enter_as(page.context, world.organizer, watch.address)
    faults = _look(page, world.for_organizers(), WIDTHS, _all_of("standard"))
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_text_of_twice_the_size_loses_nothing(new_context, watch) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context().new_page()
    page.context.add_init_script(_DOUBLED)

    def check(page: Page) -> list[str]:
        return [*lost_text(page), *_too_wide(page)]

    faults = _look(page, world.for_visitors(), (1280, 640), check)
    enter_as(page.context, world.person, watch.address)
    faults += _look(page, world.for_participants(), (1280, 640), check)
    assert not faults, "\n".join(faults)
