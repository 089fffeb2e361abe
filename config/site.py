"""The whole site on one machine: prepared, started in order, looked after, stopped together."""

import fcntl
import os
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from . import addresses, env, programs, sqlite
from .refusal import BadSetting
from .supervisor import Supervisor

SLOWEST_START = 60.0


def say(text: str) -> None:
    print(text, flush=True)


def run() -> int:
    """Serve until somebody stops it; the exit code. Raises BadSetting."""
    os.chdir(env.BASE_DIR)
    with claim(env.DATA_DIR / "run"):
        addresses.refuse_a_taken_port(env.HOST, env.PORT)
        return serve()


def claim(folder: Path) -> IO[str]:
    """The lock of a data folder, so that no two supervisors run on one. Raises BadSetting."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise BadSetting(
            f"DATA_DIR={str(folder.parent)!r}: the site already runs from this folder; "
            "stop it there, or choose another folder"
        ) from error
    return lock


def serve() -> int:
    """Start everything in order, look after it until somebody stops it; the exit code."""
    raise_file_limit()
    site = Supervisor(lambda text: say(f"科普擂台: {text}"))
    say(f"科普擂台 is starting; its data is in {env.DATA_DIR}")
    private = None if env.REDIS_URL else programs.private_redis(env.DATA_DIR / "run")
    if private:
        site.add(private.program)
    environment = {"REDIS_URL": private.url if private else env.REDIS_URL}
    code = prepare(environment)
    if code == 0 and not site.stopping:
        site.add(programs.web(environment))
        if wait_until_it_answers(site):
            for program in programs.behind_the_scenes(environment):
                site.add(program)
            announce(private is not None)
            site.run()
        elif not site.stopping:
            code = 1
    site.stop()
    say("科普擂台 has stopped")
    return 0 if site.stopping else code


def raise_file_limit() -> None:
    """As many open connections as this machine allows without asking anybody."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def prepare(environment: dict[str, str]) -> int:
    """Run `config.prepare` in a process of its own: the supervisor stays small."""
    command = [sys.executable, "-m", "config.prepare"]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode  # noqa: S603


def wait_until_it_answers(site: Supervisor) -> bool:
    """Look after the children until the site answers; False where somebody stopped it or it never did."""
    address = addresses.own_address(env.HOST, env.PORT) + "/healthz"
    give_up = time.monotonic() + SLOWEST_START
    while not site.stopping and time.monotonic() < give_up:
        if _answers(address):
            return True
        site.look_after()
        site.wait(0.2)
    if not site.stopping:
        say(f"科普擂台: no answer from {address} within {SLOWEST_START:g} s")
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def announce(private_redis: bool) -> None:
    """What runs, where it is, and who scores."""
    own = env.BASE_URL or addresses.own_address(env.HOST, env.PORT)
    say(f"\n科普擂台 is ready:  {own}")
    for number, line in enumerate(addresses.for_phones(env.HOST, env.PORT, env.BASE_URL)):
        say(f"  {'' if number else 'phones':<10} {line}")
    say(f"  API        {own}/api/docs")
    say(f"  database   {database_in_words()}")
    say(f"  scoring    {scoring_in_words(private_redis)}")
    accounts = env.DATA_DIR / "demo-accounts.csv"
    if accounts.exists():
        say(f"  accounts   {accounts}")
    if env.HTTPS:
        say("  HTTPS=1    pages answer only behind a proxy that speaks https; HTTPS=0 to try without one")
    say("  stop       Ctrl-C\n")


def database_in_words() -> str:
    if not env.EMBEDDED:
        return f"PostgreSQL on {env.DATABASE.get('HOST') or 'this machine'}"
    version = ".".join(map(str, sqlite.linked_version()))
    if sqlite.wal_is_sound(sqlite.linked_version()):
        return f"SQLite {version}, journal mode WAL"
    return f"SQLite {version}, journal mode DELETE: slower, since WAL is not safe in this version"


def scoring_in_words(private_redis: bool) -> str:
    every = f"every {env.SWEEP_SECONDS} s"
    if private_redis:
        return f"Celery worker on a private Redis; the sweep repairs {every}"
    if env.REDIS_URL:
        return f"Celery worker on the Redis of REDIS_URL; the sweep repairs {every}"
    return f"no redis-server or valkey-server found: the sweep scores {every}"
