"""A bad value in the environment is refused by name: one line, exit code 2, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECRETS = {"SECRET_KEY": "s" * 50, "PHONE_KEY": "p" * 50}
BAD = [
    ("PORT", "abc"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "²"),
    ("PORT", ""),
    ("DATA_DIR", ""),
    ("DATA_DIR", "/etc/hostname"),
    ("DATA_DIR", "/proc/nowhere"),
    ("DATABASE_URL", "hello"),
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "postgresql://user:password@host:port/name"),
    ("DATABASE_URL", "postgresql://user:password@host:5432/"),
    ("REDIS_URL", "http://host"),
    ("REDIS_URL", "redis://host:port/0"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://host/zero"),
    ("REDIS_URL", "unix://"),
    ("BASE_URL", "quiz.example.org"),
    ("HELP_PHONE", "the office"),
    ("WEB_THREADS", "0"),
    ("SWEEP_SECONDS", "1.5"),
    ("TEXTS_KEPT_DAYS", "7"),
    ("DEBUG", "perhaps"),
    ("HOST", "no-such-host.invalid"),
    ("HOST", "192.0.2.1"),
]


def serve(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess:
    names = ("DATABASE_URL", "REDIS_URL", "HTTPS", "ALLOWED_HOSTS", "BASE_URL", "HOST", "PORT")
    bare = {name: value for name, value in os.environ.items() if name not in names}
    environment = {**bare, "DATA_DIR": str(tmp_path), **settings}
    command = [sys.executable, "-m", "config.serve"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_name(tmp_path, name, value):
    ended = serve(tmp_path, **SECRETS, **{name: value})
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1 and f"{name}" in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_a_server_without_its_secret_is_refused(tmp_path, secret):
    others = {name: value for name, value in SECRETS.items() if name != secret}
    ended = serve(tmp_path, DATABASE_URL="postgresql://u:p@127.0.0.1:1/d", **{secret: ""}, **others)
    assert ended.returncode == 2 and ended.stderr.startswith(f"科普擂台: {secret}: ")


def test_a_password_is_not_repeated(tmp_path):
    ended = serve(tmp_path, DATABASE_URL="oracle://user:hush@host/name")
    assert ended.returncode == 2 and "hush" not in ended.stderr


def test_a_taken_port_is_named_with_the_cure(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = serve(tmp_path, PORT=str(port))
    assert ended.returncode == 2
    assert f"PORT={port}: another program listens there; choose another, e.g. PORT=" in ended.stderr


def test_management_commands_refuse_alike(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": "abc"}
    command = [sys.executable, "manage.py", "check"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
