"""A real Chromium against the site on this machine; nothing else can be reached from it.

Every page of every test is watched: an error on its console, a violation of the content security
policy, a script that breaks or a request to another host fails the test.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import User
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.scenery import Scenery
from tests.browser.stage import Scene, enter_as

# Playwright's own event loop makes Django suspect asynchronous code; there is none.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 390, "height": 844}
PC = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
# Two busy cores: longer than Playwright's own five seconds.
PATIENCE = 15_000
_REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""

# A test presses faster than people do: on a new page 长辈版 forgets what was pressed on the one before.
_HASTY = "try { sessionStorage.removeItem('tap') } catch { /* a page without storage */ }"


class Watch:
    """What went wrong on pages, and what a test expects to go wrong there."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.faults: list[str] = []
        self._expected: list[str] = []

    def expect(self, *patterns: str) -> None:
        """Faults that belong to the test: a dead network, a page that refuses."""
        self._expected.extend(patterns)

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._note)

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text} ({message.page and message.page.url})")

    def _note(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"another host: {request.url}")

    def unexpected(self) -> list[str]:
        return [one for one in self.faults if not any(re.search(each, one) for each in self._expected)]


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_kept() -> Iterator[None]:
    """As on the site itself, where their names carry a digest: a browser asks once, not at every page."""
    serve = StaticFilesHandler.serve

    def kept(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(handler, request)
        response["Cache-Control"] = "max-age=86400"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    assert path, "chromium-headless-shell is missing: make test installs it on Debian"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def new_context(chromium: Browser, live_server, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts that know the live server: new_context(viewport=PHONE, …)."""
    made: list[BrowserContext] = []

    def make(*, hasty: bool = True, **options) -> BrowserContext:
        options = {"viewport": PHONE, "locale": "zh-CN", "base_url": live_server.url, **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        if hasty:
            context.add_init_script(_HASTY)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page_of(new_context, watch: Watch) -> Callable[..., Page]:
    """Makes pages of people who are logged in: page_of(person, viewport=PC, …)."""

    def page_of(user: User, **options) -> Page:
        page = new_context(**options).new_page()
        enter_as(page.context, user, watch.address)
        return page

    return page_of


@pytest.fixture
def phone(new_context) -> Page:
    """A page on a phone, with a finger."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def pc(new_context) -> Page:
    """A page on a PC, with a keyboard."""
    return new_context(viewport=PC).new_page()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def world() -> Scenery:
    return Scenery()
