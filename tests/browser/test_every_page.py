"""Every page at three widths: axe, targets, keyboard, sideways scrolling, and with text of twice the size.

At the narrowest a page is the phone's but for its breaks: axe, which takes longest, finds there what it finds
on the phone. Each page is opened once, for all that is measured on it. 长辈版 is measured in `test_elder`.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pytest
from playwright.sync_api import Page

from tests.browser.looking import (
    axe_faults,
    carry_axe,
    double_text,
    keyboard_faults,
    lost_text,
    sideways,
    small_targets,
    undouble_text,
)
from tests.browser.stage import enter_as
from tests.browser.world import World

pytestmark = pytest.mark.django_db(transaction=True)

NARROWEST = 320
WIDTHS = (NARROWEST, 390, 1280)
HEIGHTS = {320: 640, 390: 844, 640: 800, 1280: 800}
REFUSED = ("404", "410", "429", "409", "403", "500", "400")
# What is wrong with a page of this name, and at which width.
Check = Callable[[Page, str], Iterator[tuple[int, str]]]


def look(page: Page, pages: Iterable[tuple[str, str]], check: Check) -> list[str]:
    """The faults of all pages at once, each with the widths and the pages that have it."""
    found: dict[str, list[str]] = {}
    for name, path in pages:
        page.goto(path)
        for width, fault in check(page, name):
            found.setdefault(fault, []).append(f"{name} at {width}")
    return [f"{fault}  [{', '.join(names)}]" for fault, names in found.items()]


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def too_wide(page: Page) -> list[str]:
    over = sideways(page)
    return [f"scrolls sideways by {over} px"] if over > 0 else []


def _as_it_comes(page: Page, _name: str) -> Iterator[tuple[int, str]]:
    for width in WIDTHS:
        resize(page, width)
        axe = axe_faults(page) if width > NARROWEST else []
        for fault in [*axe, *small_targets(page, 44, 48), *too_wide(page)]:
            yield width, fault
    yield from ((width, fault) for fault in keyboard_faults(page))


def _and_doubled(page: Page, name: str) -> Iterator[tuple[int, str]]:
    for width in (1280, 640):
        resize(page, width)
        double_text(page)
        for fault in [*lost_text(page), *too_wide(page)]:
            yield width, f"text of twice the size: {fault}"
        undouble_text(page)
    yield from _as_it_comes(page, name)


@pytest.mark.long
def test_participants_pages(new_context, watch) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = _page(new_context)
    faults = look(page, world.for_visitors(), _and_doubled)
    enter_as(page.context, world.person, watch.address)
    faults += look(page, world.for_participants(), _and_doubled)
    assert not faults, "\n".join(faults)


# Three quarters of a minute are shared between two processes.
@pytest.mark.long
@pytest.mark.parametrize("first", [0, 1])
def test_every_second_page_of_organizers(new_context, watch, first: int) -> None:
    watch.expect(*REFUSED)
    world = World()
    page = _page(new_context)
    enter_as(page.context, world.organizer, watch.address)
    faults = look(page, islice(world.for_organizers(), first, None, 2), _as_it_comes)
    assert not faults, "\n".join(faults)


def _page(new_context) -> Page:
    context = new_context()
    carry_axe(context)
    return context.new_page()
