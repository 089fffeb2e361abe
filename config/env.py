"""One typed reader of the environment; a bad value is refused by name."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()


class BadSetting(Exception):
    """An environment variable holds a value that cannot be used; the text names it and the cure."""


def _port() -> int:
    raw = env.str("PORT", "8000")
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise BadSetting(f"PORT={raw!r}: a port number from 1 to 65535 is needed, e.g. PORT=8000")
    return int(raw)


def _data_dir() -> Path:
    raw = env.str("DATA_DIR", str(BASE_DIR / "data"))
    path = Path(raw).expanduser()
    if not raw or (path.exists() and not path.is_dir()):
        raise BadSetting(f"DATA_DIR={raw!r}: the path of a folder is needed, and this is a file or empty")
    return path.resolve()


def _database(data_dir: Path) -> dict:
    raw = env.str("DATABASE_URL", "")
    if not raw:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "kepu.sqlite3")}
    try:
        parsed = dj_database_url.parse(raw)
    except Exception as error:
        raise BadSetting(_database_cure(raw)) from error
    if parsed.get("ENGINE") not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise BadSetting(_database_cure(raw))
    return dict(parsed)


def _database_cure(raw: str) -> str:
    scheme = raw.partition(":")[0]
    return (
        f"DATABASE_URL (scheme {scheme!r}): an address such as "
        "postgresql://user:password@host:5432/name or sqlite:////path/file.sqlite3 is needed"
    )


def _redis_url() -> str:
    raw = env.str("REDIS_URL", "")
    parts = urlsplit(raw)
    sound = (parts.scheme in ("redis", "rediss") and parts.hostname) or parts.scheme == "redis+socket"
    if raw and not sound:
        raise BadSetting(
            f"REDIS_URL (scheme {parts.scheme!r}): an address such as redis://host:6379/0 "
            "or redis+socket:///path/redis.sock is needed"
        )
    return raw


def _flag(name: str, default: bool = False) -> bool:
    raw = env.str(name, "1" if default else "0").strip().lower()
    if raw not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(f"{name}={raw!r}: 1 or 0 is needed")
    return raw in ("1", "true", "yes")


def _number(name: str, default: int, low: int, high: int) -> int:
    raw = env.str(name, str(default))
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise BadSetting(f"{name}={raw!r}: a whole number from {low} to {high} is needed")
    return int(raw)


def _secret(name: str, data_dir: Path, embedded: bool) -> str:
    """A secret from the environment; on the embedded profile made once and kept with mode 0600."""
    given = env.str(name, "")
    if given:
        return given
    if not embedded:
        raise BadSetting(f"{name}: a long random value is needed where DATABASE_URL is set")
    return _kept_secret(data_dir / f"{name.lower()}.txt")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


DATA_DIR = _data_dir()
PORT = _port()
HOST = env.str("HOST", "127.0.0.1")
DATABASE = _database(DATA_DIR)
EMBEDDED = not env.str("DATABASE_URL", "")
REDIS_URL = _redis_url()
DEBUG = _flag("DEBUG")
SECRET_KEY = _secret("SECRET_KEY", DATA_DIR, EMBEDDED)
PHONE_KEY = _secret("PHONE_KEY", DATA_DIR, EMBEDDED)
ALLOWED_HOSTS = [
    host.strip() for host in env.str("ALLOWED_HOSTS", "*" if EMBEDDED else "").split(",") if host
]
BASE_URL = env.str("BASE_URL", "").rstrip("/")
TRUSTED_PROXY = _flag("TRUSTED_PROXY")
HTTPS = _flag("HTTPS", default=not EMBEDDED)
WEB_PROCESSES = _number("WEB_PROCESSES", 1 if EMBEDDED else 2, 1, 64)
WEB_THREADS = _number("WEB_THREADS", 8, 1, 64)
SWEEP_SECONDS = _number("SWEEP_SECONDS", 3, 1, 60)

if DEBUG and HOST not in ("127.0.0.1", "localhost", "::1"):
    raise BadSetting(f"DEBUG=1 with HOST={HOST!r}: debug pages are for this machine only; set HOST=127.0.0.1")
