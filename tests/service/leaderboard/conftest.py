"""A private Redis for the tests that want one, without the fixture there is none; and who acts."""

import shutil
import subprocess
import time

import pytest
import redis
from django.db import transaction

from accounts.models import User
from leaderboard.selectors import store, top

from .rows import person


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """The address of a Redis of our own on a Unix socket, gone at the end."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program, "redis-server is needed: apt-get install redis-server"
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "redis.sock"
    child = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    _wait_for(socket)
    yield f"redis+socket://{socket}"
    child.terminate()
    child.wait(10)


def _wait_for(socket):
    client = redis.Redis(unix_socket_path=str(socket))
    for _ in range(100):
        try:
            client.ping()
            return
        except redis.RedisError:
            time.sleep(0.05)
    raise AssertionError("redis-server did not start")


@pytest.fixture(autouse=True)
def no_redis(settings):
    """Boards start from nothing: no Redis, no copies."""
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_URL = None
    top.forget()
    store.breaker.reset()


@pytest.fixture
def committed_at_once(monkeypatch):
    """What waits for a commit happens at once; the races commit for real."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, *_args, **_kwargs: do())


@pytest.fixture
def live_redis(redis_server, settings, no_redis):
    """Boards drawn into an empty Redis; gives a client for looking into it."""
    settings.REDIS_URL = redis_server
    client = redis.Redis(unix_socket_path=redis_server.removeprefix("redis+socket://"), decode_responses=True)
    client.flushall()
    return client


@pytest.fixture
def actor() -> User:
    return person("组织者")
