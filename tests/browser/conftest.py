"""A real Chromium against the site on this machine; nothing else can be reached from it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

# Playwright's own event loop makes Django suspect asynchronous code; there is none.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 390, "height": 844}
PC = {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is missing: make test installs it on Debian"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts that know the live server and reach nothing else: new_context(viewport=PHONE, …)."""
    made: list[BrowserContext] = []

    def make(**options) -> BrowserContext:
        options = {"viewport": PHONE, "locale": "zh-CN", "base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        context.route("**/*", lambda route: _only(route, live_server.url))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def _only(route: Route, address: str) -> None:
    if route.request.url.startswith((address, "data:", "blob:")):
        route.continue_()
    else:
        route.abort()


@pytest.fixture
def phone(new_context) -> Page:
    """A page on a phone, with a finger."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def pc(new_context) -> Page:
    """A page on a PC, with a keyboard."""
    return new_context(viewport=PC).new_page()
