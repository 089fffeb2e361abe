"""Every page at three widths and in both skins: axe, targets, sideways scrolling, doubled text."""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page

from tests.browser.looking import axe_faults, lost_text, sideways, small_targets
from tests.browser.stage import enter_as
from tests.browser.world import World

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (320, 390, 1280)
HEIGHTS = {320: 640, 390: 844, 1280: 800}
TARGET = {"standard": 44, "elder": 60}
OPTION = {"standard": 48, "elder": 72}
REFUSED = ("404", "429", "409", "403", "500", "400")


def _look(page: Page, pages: Iterable[tuple[str, str]], check: Callable[[Page], list[str]]) -> list[str]:
    """The faults of all pages at once, each with the pages that have it."""
    found: dict[str, list[str]] = {}
    for name, path in pages:
        page.goto(path)
        for fault in check(page):
            found.setdefault(fault, []).append(name)
    return [f"{fault}  [{', '.join(dict.fromkeys(names))}]" for fault, names in found.items()]


def _all_of(skin: str) -> Callable[[Page], list[str]]:
    def check(page: Page) -> list[str]:
        over = sideways(page)
        return [
            *axe_faults(page),
            *small_targets(page, TARGET[skin], OPTION[skin]),
            *([f"scrolls sideways by {over} px"] if over > 0 else []),
        ]

    return check


@pytest.mark.parametrize("skin", ["standard", "elder"])
@pytest.mark.parametrize("width", WIDTHS)
def test_participants_pages(new_context, watch, width: int, skin: str) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context(viewport={"width": width, "height": HEIGHTS[width]}).new_page()
    page.context.add_cookies([{"name": "display", "value": f"{skin}.medium", "url": watch.address}])
    faults = _look(page, world.for_visitors(), _all_of(skin))
    world.person.display_mode = skin
    world.person.save(update_fields=["display_mode"])
    enter_as(page.context, world.person, watch.address)
    faults += _look(page, world.for_participants(), _all_of(skin))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", WIDTHS)
def test_organizers_pages(new_context, watch, width: int) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context(viewport={"width": width, "height": HEIGHTS[width]}).new_page()
    enter_as(page.context, world.organizer, watch.address)
    faults = _look(page, world.for_organizers(), _all_of("standard"))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", [1280, 640])
def test_text_of_twice_the_size_loses_nothing(new_context, watch, width: int) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = new_context(viewport={"width": width, "height": 800}).new_page()

    def doubled(page: Page) -> list[str]:
        page.evaluate(
            "document.documentElement.style.fontSize ="
            " `${2 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px`"
        )
        over = sideways(page)
        return [*lost_text(page), *([f"scrolls sideways by {over} px"] if over > 0 else [])]

    faults = _look(page, world.for_visitors(), doubled)
    enter_as(page.context, world.person, watch.address)
    faults += _look(page, world.for_participants(), doubled)
    assert not faults, "\n".join(faults)
