"""Through the real web server, with the names and the compression that static files have there."""

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.stage import Scene, enter_as, is_saved, option
from tests.factories import make_contest, make_department, make_user
from tests.processes import ROOT, environment, running, wait_for, web_server
from tests.run import free_port

pytestmark = pytest.mark.django_db(transaction=True)

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 12


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory) -> str:
    """A data folder with the static files collected, renamed and compressed."""
    folder = str(tmp_path_factory.mktemp("site"))
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, cwd=ROOT, env={**environment(), "DATA_DIR": folder}, check=True)
    return folder


@pytest.fixture
def site(data_folder: str) -> Iterator[str]:
    """The address of granian on this test's database."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running(web_server(port), DATA_DIR=data_folder):
        wait_for(lambda: _answers(address))
        yield address


def _answers(address: str) -> bool:
    try:
        return urlopen(f"{address}/healthz", timeout=2).status == 200
    except OSError:
        return False


class Meter:
    """Counts what a page asks for and what comes over the wire, headers included."""

    def __init__(self, page: Page) -> None:
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self._sent)
        wire.on("Network.loadingFinished", self._came)

    def _sent(self, event: dict) -> None:
        again = event["requestId"] in self.urls  # a redirect keeps the number
        self.urls[event["requestId"] + ("+" * len(self.urls) if again else "")] = event["request"]["url"]

    def _came(self, event: dict) -> None:
        self.sizes[event["requestId"]] = round(event["encodedDataLength"])

    def report(self) -> str:
        lines = [f"{self.sizes.get(key, 0):7d}  {url}" for key, url in self.urls.items()]
        return "\n".join([*lines, f"{sum(self.sizes.values()):7d}  in {len(self.urls)} requests"])


def test_the_first_view_of_fifty_questions(chromium: Browser, site: str, capsys) -> None:
    assert settings.STATIC_URL.startswith("/")
    call_command("load_bank", verbosity=0)
    department = make_department("河东区科协")
    person = make_user(department)
    paper = {"rows": [{"count": 40, "types": ["single", "judge"]}, {"count": 10, "types": ["multi"]}]}
    contest = make_contest(timezone.now(), department, questions=0, paper=paper)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    enter_as(context, person, site)
    page = context.new_page()
    page.goto(f"{site}/contests/{contest.pk}")
    page.get_by_role("button", name="开始答题").click()  # the second tap: the first opened the link
    page.wait_for_url("**/attempts/*/1")
    expect(page.locator("form.question")).to_have_count(50)
    attempt = page.url
    state = context.storage_state()
    context.close()

    cold = chromium.new_context(viewport=PHONE, locale="zh-CN", storage_state=state)
    page = cold.new_page()
    meter = Meter(page)
    page.goto(attempt, wait_until="networkidle")
    # A browser with windows of its own asks for it; the one without does not.
    page.evaluate("async () => (await fetch(document.querySelector('link[rel=icon]').href)).arrayBuffer()")
    page.wait_for_load_state("networkidle")
    with capsys.disabled():
        print(f"\n{meter.report()}")
    cold.close()
    assert len(meter.urls) <= MOST_REQUESTS, meter.report()
    assert sum(meter.sizes.values()) <= MOST_BYTES, meter.report()
    assert all(url.startswith((site, "data:")) for url in meter.urls.values()), meter.report()
    modules = [re.sub(r"(\.[0-9a-f]{12})?\.js.*", "", url) for url in meter.urls.values() if ".js" in url]
    assert len(modules) == len(set(modules)), meter.report()


def test_the_way_from_the_button_to_the_first_question(chromium: Browser, site: str) -> None:
    """Nothing but one redirect lies between the tap and the question."""
    person = make_user(make_department("河东区科协"))
    contest = make_contest(timezone.now(), person.department)
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    enter_as(context, person, site)
    page = context.new_page()
    page.goto(f"{site}/contests/{contest.pk}", wait_until="networkidle")
    meter = Meter(page)
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/attempts/*/1")
    page.wait_for_load_state("networkidle")
    context.close()
    assert len(meter.urls) <= MOST_REQUESTS, meter.report()


def test_one_choice_makes_one_row(chromium: Browser, site: str) -> None:
    scene = Scene()
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    enter_as(context, scene.person, site)
    page = context.new_page()
    page.goto(f"{site}/contests/{scene.contest.pk}")
    page.get_by_role("button", name="开始答题").click()
    option(page, "马上催吐").click()
    is_saved(page)
    page.get_by_role("button", name="下一题").click()
    option(page, "出门前关掉炉火").click()
    is_saved(page)
    page.wait_for_load_state("networkidle")
    assert scene.rows() == [(1, [1]), (2, [1])]
    context.close()


def test_pages_travel_compressed(site: str) -> None:
    with urlopen(Request(f"{site}/login", headers={"Accept-Encoding": "gzip"}), timeout=5) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "登录" in gzip.decompress(answer.read()).decode()
