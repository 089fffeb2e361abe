"""What all tests share: fast and lonely surroundings, a clock that stands still, nothing left out."""

import gc
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.models import Department, User
from quiz.models import Topic
from tests.clients import logged_in
from tests.emptying import empty_quickly
from tests.factories import make_department, make_organizer, make_reviewer, make_topic, make_user

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
NEEDS_SERVER = "needs PostgreSQL and Redis"

_left_out: list[str] = []
_elsewhere: list[str] = []


# ── Surroundings ──────────────────────────────────────────────────────────────


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"server: {NEEDS_SERVER}; left to the run on that profile")
    config.addinivalue_line("markers", "embedded: brings its own embedded profile; runs there only")
    config.addinivalue_line("markers", "browser: drives Chromium; runs on the server profile only")
    config.addinivalue_line("markers", "long: takes ten seconds or more by itself; begun first")
    # A busy machine is slow, not wrong: no property fails for the time it took.
    hypothesis_settings.register_profile(
        "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("patient")
    _make_fast()
    _keep_workers_apart(getattr(config, "workerinput", {}).get("workerid", ""))


def _make_fast() -> None:
    """Cheap passwords, static files straight from their sources."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


def _keep_workers_apart(worker: str) -> None:
    """Each test process has a database file and a Redis number of its own."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in real life: threads that share an in-memory database see no locks.
        database.setdefault("TEST", {})["NAME"] = str(Path(database["NAME"]).with_name("test.sqlite3"))
        # No test pulls the plug.
        told = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = told.replace("synchronous=FULL", "synchronous=OFF")
    if settings.REDIS_URL and worker:
        number = int(worker.removeprefix("gw")) + 1
        settings.REDIS_URL = f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"
        settings.CELERY_BROKER_URL = settings.REDIS_URL


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def has_server_profile() -> bool:
    return bool(settings.REDIS_URL) and not settings.EMBEDDED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other profile, and say so at the end; of the rest the longest first."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent / "browser"):
            item.add_marker("browser")
    foreign = ("embedded",) if has_server_profile() else ("server", "browser")
    elsewhere = [item for item in items if any(item.get_closest_marker(name) for name in foreign)]
    if elsewhere:
        _elsewhere.extend(item.nodeid for item in elsewhere)
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    # The longest first, each in a process of its own: begun last they would leave the others idle.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


# ── No test is left out silently ──────────────────────────────────────────────


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        _left_out.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _left_out.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _left_out and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _left_out:
        terminalreporter.section("skipped or expected to fail: neither is allowed here", red=True)
        for name in sorted(set(_left_out)):
            terminalreporter.line(name)
    if _elsewhere:
        count = len(set(_elsewhere))
        terminalreporter.line(f"{count} tests run on the other profile only")


# ── Fixtures ──────────────────────────────────────────────────────────────────


@pytest.fixture
def now() -> datetime:
    """A Monday morning, ten o'clock in Beijing."""
    return datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def standing_clock(now: datetime, time_machine: Any) -> None:
    """For whatever asks the clock itself: it is `now`, and stays so."""
    time_machine.move_to(now, tick=False)


@pytest.fixture
def department() -> Department:
    return make_department("科协")


@pytest.fixture
def person(department: Department) -> User:
    return make_user(department)


@pytest.fixture
def organizer(department: Department) -> User:
    return make_organizer(department)


@pytest.fixture
def reviewer() -> User:
    return make_reviewer()


@pytest.fixture
def topic() -> Topic:
    """垃圾分类, of which the questions of `make_item` are."""
    return make_topic()


@pytest.fixture
def own(person: User) -> Client:
    """The person's browser."""
    return logged_in(person)


@pytest.fixture
def desk(organizer: User) -> Client:
    """The organizer's browser."""
    return logged_in(organizer)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> None:
    """Pictures, photos and recordings are kept in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _empty_redis() -> None:
    """No test sees what another left in Redis."""
    if settings.REDIS_URL:
        from redis import Redis

        with Redis.from_url(settings.REDIS_URL) as redis:
            redis.flushdb()


@pytest.fixture(autouse=True)
def _caches_forget() -> Iterator[None]:
    """Sheets, questions and tops of boards cached by id must not outlive the rows of a test.

    Weights of memories are known from the start, so that statements are counted alike in every order.
    """
    from learning.selectors.parameters import forget_parameters

    forget_parameters()
    yield
    from leaderboard.selectors import store, top
    from quiz.selectors.builder import forget_doubts
    from quiz.selectors.content import forget_contents
    from quiz.selectors.learnable import forget_pools
    from quiz.selectors.rules import forget_rules
    from quiz.services.statements import forget_seats

    forget_contents()
    forget_doubts()
    forget_pools()
    forget_rules()
    forget_seats()
    top.forget()
    store.breaker.reset()


@pytest.fixture(autouse=True)
def _nobody_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests speak to this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to connect to {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def _quickly_emptied() -> None:
    empty_quickly()
