"""The way to Redis: short timeouts, and a breaker that leaves it alone for a while after a failure."""

import hashlib
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

T = TypeVar("T")
Client = Any  # redis.Redis: its stubs mix the answers of the synchronous and the asynchronous client

READ_SECONDS = 0.15
WRITE_SECONDS = 2.0
REST_SECONDS = 3.0


class RedisAway(Exception):
    """Redis is not configured, does not answer, or rests after a failure."""


class Breaker:
    """Closed until a call fails; then every call is refused at once for some seconds."""

    def __init__(self) -> None:
        self._closed_from = 0.0

    def run(self, action: Callable[[], T]) -> T:
        if time.monotonic() < self._closed_from:
            raise RedisAway("rests after a failure")
        try:
            return action()
        except (redis.RedisError, OSError) as error:
            self._closed_from = time.monotonic() + REST_SECONDS
            raise RedisAway(str(error)) from error

    def reset(self) -> None:
        self._closed_from = 0.0


breaker = Breaker()
_clients: dict[tuple[str, float], Client] = {}


def is_configured() -> bool:
    return bool(settings.REDIS_URL)


def reading(action: Callable[[Client], T]) -> T:
    """Run with a client that gives up after 150 ms. Raises RedisAway."""
    return _run(action, READ_SECONDS)


def writing(action: Callable[[Client], T]) -> T:
    """Run with a client for batches, off the request's path. Raises RedisAway."""
    return _run(action, WRITE_SECONDS)


def _run(action: Callable[[Client], T], seconds: float) -> T:
    if not is_configured():
        raise RedisAway("not configured")
    return breaker.run(lambda: action(_client(settings.REDIS_URL, seconds)))


def _client(url: str, seconds: float) -> Client:
    if (url, seconds) not in _clients:
        _clients[url, seconds] = redis.Redis.from_url(
            url.replace("redis+socket://", "unix://", 1),
            socket_timeout=seconds,
            socket_connect_timeout=min(seconds, READ_SECONDS),
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
    return _clients[url, seconds]


def script(client: Client, text: str, keys: Sequence[str], arguments: Sequence[str | int | float]) -> Any:
    """Run a Lua script by its digest, sending the text only where Redis does not know it."""
    try:
        return client.evalsha(_digest(text), len(keys), *keys, *arguments)
    except redis.exceptions.NoScriptError:
        return client.eval(text, len(keys), *keys, *arguments)


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
