"""One typed reader of the environment; a bad value is refused by name."""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from environs import Env

from .refusal import BadSetting

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()


def _port() -> int:
    raw = env.str("PORT", "8000")
    if not _is_number(raw) or not 1 <= int(raw) <= 65535:
        raise BadSetting(f"PORT={raw!r}: a port number from 1 to 65535 is needed, e.g. PORT=8000")
    return int(raw)


def _data_dir() -> Path:
    raw = env.str("DATA_DIR", str(BASE_DIR / "data"))
    if not raw.strip():
        raise BadSetting("DATA_DIR='': the path of a folder is needed")
    path = Path(raw).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting(f"DATA_DIR={raw!r}: this folder cannot be made ({error.strerror})") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise BadSetting(f"DATA_DIR={raw!r}: this folder cannot be written to")
    return path.resolve()


def _database(data_dir: Path) -> dict:
    raw = env.str("DATABASE_URL", "")
    if not raw:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "kepu.sqlite3")}
    try:
        parsed = dj_database_url.parse(raw)
    except Exception as error:
        raise BadSetting(_database_cure(raw)) from error
    known = ("django.db.backends.postgresql", "django.db.backends.sqlite3")
    if parsed.get("ENGINE") not in known or not parsed.get("NAME"):
        raise BadSetting(_database_cure(raw))
    return dict(parsed)


def _database_cure(raw: str) -> str:
    scheme = raw.partition(":")[0]
    return (
        f"DATABASE_URL (scheme {scheme!r}): an address such as "
        "postgresql://user:password@host:5432/name or sqlite:////path/file.sqlite3 is needed"
    )


def _redis_url() -> str:
    """The address as redis-py reads it (redis://, rediss:// or unix://); "" where there is no Redis."""
    raw = env.str("REDIS_URL", "")
    if not raw:
        return ""
    try:
        parts = urlsplit(raw)
        sound = _redis_is_sound(parts.scheme, parts.hostname, parts.port, parts.path)
    except ValueError:
        sound = False
    if not sound:
        raise BadSetting(
            f"REDIS_URL (scheme {raw.partition(':')[0]!r}): an address such as redis://host:6379/0 "
            "or unix:///path/redis.sock is needed"
        )
    return raw.replace("redis+socket://", "unix://", 1)


def _redis_is_sound(scheme: str, host: str | None, port: int | None, path: str) -> bool:
    if scheme in ("unix", "redis+socket"):
        return path.startswith("/") and len(path) > 1
    number = path.strip("/")
    return scheme in ("redis", "rediss") and bool(host) and port != 0 and (not number or _is_number(number))


def broker_url(redis_url: str) -> str:
    """The same Redis as Celery's messaging library writes it."""
    return redis_url.replace("unix://", "redis+socket://", 1)


def _is_number(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 9


def _flag(name: str, default: bool = False) -> bool:
    raw = env.str(name, "1" if default else "0").strip().lower()
    if raw not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(f"{name}={raw!r}: 1 or 0 is needed")
    return raw in ("1", "true", "yes")


def _number(name: str, default: int, low: int, high: int) -> int:
    raw = env.str(name, str(default))
    if not _is_number(raw) or not low <= int(raw) <= high:
        raise BadSetting(f"{name}={raw!r}: a whole number from {low} to {high} is needed")
    return int(raw)


def _secret(name: str, data_dir: Path, embedded: bool) -> str:
    """A secret from the environment; on the embedded profile made once and kept with mode 0600."""
    given = env.str(name, "")
    if given:
        return given
    if not embedded:
        raise BadSetting(
            f"{name}: a long random value is needed where DATABASE_URL names a server, "
            "e.g. from: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
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


def _base_url() -> str:
    raw = env.str("BASE_URL", "").rstrip("/")
    if raw and not (raw.startswith(("http://", "https://")) and urlsplit(raw).hostname):
        raise BadSetting(f"BASE_URL={raw!r}: an address such as https://quiz.example.org is needed")
    return raw


def _help_phone() -> str:
    raw = env.str("HELP_PHONE", "").strip()
    if raw and not re.fullmatch(r"\+?[0-9][0-9 -]{1,18}[0-9]", raw):
        raise BadSetting(f"HELP_PHONE={raw!r}: a telephone number is needed, e.g. 010-68571234 or 12345")
    return raw


def _speech() -> str:
    raw = env.str("SPEECH", "").strip()
    if raw not in ("", "espeak-ng"):
        raise BadSetting(f"SPEECH={raw!r}: espeak-ng is needed, or nothing")
    return raw


def _allowed_hosts(embedded: bool, base_url: str) -> list[str]:
    """Any name on the embedded profile; else the site's own and this machine's, unless listed."""
    listed = [host.strip() for host in env.str("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if listed or embedded:
        return listed or ["*"]
    return ["127.0.0.1", "localhost", *filter(None, [urlsplit(base_url).hostname])]


DATA_DIR = _data_dir()
PORT = _port()
HOST = env.str("HOST", "127.0.0.1")
DATABASE = _database(DATA_DIR)
EMBEDDED = DATABASE["ENGINE"].endswith("sqlite3")
REDIS_URL = _redis_url()
DEBUG = _flag("DEBUG")
SECRET_KEY = _secret("SECRET_KEY", DATA_DIR, EMBEDDED)
PHONE_KEY = _secret("PHONE_KEY", DATA_DIR, EMBEDDED)
BASE_URL = _base_url()
HELP_PHONE = _help_phone()
SPEECH = _speech()
ALLOWED_HOSTS = _allowed_hosts(EMBEDDED, BASE_URL)
TRUSTED_PROXY = _flag("TRUSTED_PROXY")
HTTPS = _flag("HTTPS", default=not EMBEDDED)
WEB_PROCESSES = _number("WEB_PROCESSES", 1 if EMBEDDED else 2, 1, 64)
# Commits go together best where few are under way: with 4 an attempt costs a twentieth less CPU than with 8.
WEB_THREADS = _number("WEB_THREADS", 8 if EMBEDDED else 4, 1, 64)
SWEEP_SECONDS = _number("SWEEP_SECONDS", 3, 1, 60)
TEXTS_KEPT_DAYS = _number("TEXTS_KEPT_DAYS", 365, 30, 3650)
WORKER_PROCESSES = _number("WORKER_PROCESSES", 2, 1, 64)
DEMO = _flag("DEMO", default=True)

if DEBUG and HOST not in ("127.0.0.1", "localhost", "::1"):
    raise BadSetting(f"DEBUG=1 with HOST={HOST!r}: debug pages are for this machine only; set HOST=127.0.0.1")
