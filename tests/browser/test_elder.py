"""长辈版 by measure, on every page that an elder meets, on a phone and on a PC."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from learning.models import LearningSession
from tests.browser.conftest import PHONE
from tests.browser.elder_measures import WITH_A_VOICE, corners, sizes_faults, timers, type_and_rest_faults
from tests.browser.looking import axe_faults, carry_axe, keyboard_faults, small_targets
from tests.browser.stage import enter_as
from tests.browser.test_every_page import NARROWEST, REFUSED, WIDTHS, look, resize, too_wide
from tests.browser.world import World

pytestmark = pytest.mark.django_db(transaction=True)


# A ranked paper has its time, and says it until it is handed in; its questions have a head of their own.
_TIMED = ("attempt", "review")
_OWN_HEAD = "attempt"
_NUMBER = "0571-12345678"


@pytest.mark.long
def test_every_page(new_context, watch, settings) -> None:
    """What holds in both skins, the mode's own measures, and 返回 and 求助 in their places."""
    watch.expect(*REFUSED)
    world = World()
    world.person.display_mode = "elder"
    world.person.save(update_fields=["display_mode"])
    settings.HELP_PHONE = _NUMBER
    page, look_at = _elder(new_context, watch, PHONE), _Look(_NUMBER)
    faults = look(page, world.for_visitors(), look_at)
    enter_as(page.context, world.person, watch.address)
    faults += look(page, world.for_participants(), look_at)
    settings.HELP_PHONE = ""
    silent, without = _elder(new_context, watch, PHONE, voice=False), _Look("")
    faults += look(silent, _where_the_number_stands_for_visitors(), without)
    enter_as(silent.context, world.person, watch.address)
    faults += look(silent, _where_the_number_or_a_voice_shows(world), without)
    assert not faults, "\n".join(faults)
    assert (len(look_at.places), len(without.places)) == (2, 2), (look_at.places, without.places)


def _where_the_number_stands_for_visitors() -> Iterator[tuple[str, str]]:
    yield "welcome without a number", "/"
    yield "card-unknown without a number", reverse("card", args=["0" * 27])


def _where_the_number_or_a_voice_shows(world: World) -> Iterator[tuple[str, str]]:
    """The pages whose templates ask for them; the others have only the head and the foot of these."""
    opened = LearningSession.objects.filter(learner__user=world.person).order_by("pk").first()
    assert opened
    yield "home without a number", "/"
    yield "attempt without a number", f"/attempts/{world.answering.pk}/1"
    yield "winners without a number", f"/contests/{world.over.pk}/winners"
    yield "objection without a number", f"/contests/{world.over.pk}/objection"
    yield "learn-item without a voice", f"/learn/sets/{opened.pk}"
    yield "learn-feedback without a voice", f"/learn/sets/{opened.pk}/1"


class _Look:
    """What is measured on a page; `places` are those of the head's buttons, with their pages."""

    def __init__(self, number: str) -> None:
        self.number, self.places = number, dict[str, list[str]]()

    def __call__(self, page: Page, name: str) -> Iterator[tuple[int, str]]:
        own_head = name.startswith(_OWN_HEAD)
        for width in WIDTHS:
            resize(page, width)
            yield from ((width, fault) for fault in _faults(page, name, width))
            if width > NARROWEST and not own_head:
                self.places.setdefault(f"{width} {corners(page)}", []).append(name)
        yield from ((width, fault) for fault in keyboard_faults(page))
        if self.number and own_head:
            _has_its_own_head(page)
        elif self.number and page.locator(f'.elder-top a[href="tel:{self.number}"]').count() != 1:
            yield width, "no 求助 in the head"


def _faults(page: Page, name: str, width: int) -> Iterator[str]:
    yield from [*small_targets(page, 60, 72), *too_wide(page)]
    if width <= PHONE["width"]:
        yield from sizes_faults(page)
    if width > NARROWEST:
        yield from [*axe_faults(page, enhanced=True), *type_and_rest_faults(page)]
    if not name.startswith(_TIMED) and timers(page):
        yield "a clock runs"


def _elder(new_context, watch, size: dict[str, int], *, voice: bool = True) -> Page:
    """Somebody in 长辈版 on this device, not logged in."""
    context = new_context(viewport=size)
    carry_axe(context)
    if voice:
        context.add_init_script(WITH_A_VOICE)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    return context.new_page()


def _has_its_own_head(page: Page) -> None:
    """退出 where 返回 is elsewhere, and 求助 in the same corner."""
    page.set_viewport_size(PHONE)
    leave = page.locator(".sit-exit").bounding_box()
    helping = page.locator(f'.sit-top a[href="tel:{_NUMBER}"]').bounding_box()
    assert leave and helping
    assert leave["x"] <= 16 and helping["x"] + helping["width"] >= PHONE["width"] - 16
    assert leave["y"] < 60 and helping["y"] < 60
