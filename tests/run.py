"""`make test`: a private PostgreSQL and Redis, then every check and every test on both profiles.

On Debian as root it installs what is missing; elsewhere it names it and fails.
PYTEST_ARGS is handed to pytest, ONLY=embedded|server|checks runs one part.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# program: the Debian package that has it
PROGRAMS = {
    "initdb": "postgresql",
    "redis-server": "redis-server",
    "chromium-headless-shell": "chromium-headless-shell",
    "msgfmt": "gettext",
    "git": "git",
    "espeak-ng": "espeak-ng",
}
CHINESE_FONT = "fonts-noto-cjk"
# One more than the two cores: a test that drives a browser waits for a quarter of its time.
PROCESSES = "3"


def main() -> int:
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    require_programs()
    with tempfile.TemporaryDirectory(prefix="kepu-test-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        with postgresql(home) as database, redis(home) as broker:
            failed = run_all(embedded(home), server(home, database, broker))
    print(
        f"\n{'FAILED: ' + ', '.join(failed) if failed else 'all passed'} ({time.monotonic() - began:.0f} s)"
    )
    return 1 if failed else 0


def run_all(embedded_profile: Mapping[str, str], server_profile: Mapping[str, str]) -> list[str]:
    """Every step, whatever the one before it said; the names of those that failed."""
    python = sys.executable
    pytest = [
        python,
        "-m",
        "pytest",
        "-n",
        PROCESSES,
        "--dist",
        "loadgroup",
        *os.environ.get("PYTEST_ARGS", "").split(),
    ]
    checks: dict[str, tuple[list[str], Mapping[str, str]]] = {
        "ruff check": ([python, "-m", "ruff", "check", "."], embedded_profile),
        "ruff format": ([python, "-m", "ruff", "format", "--check", "."], embedded_profile),
        "mypy": ([python, "-m", "mypy", "."], embedded_profile),
        "migrations": ([python, "manage.py", "makemigrations", "--check", "--dry-run"], embedded_profile),
        "check --deploy": (
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            {**server_profile, "HTTPS": "1", "BASE_URL": "https://quiz.example.org"},
        ),
    }
    # The domain knows of no profile, nor does the source that the house tests read: they run once, embedded.
    once = ["--ignore=tests/unit", "--ignore=tests/house"]
    tests: dict[str, tuple[list[str], Mapping[str, str]]] = {
        "server profile, all but tests/unit and tests/house": ([*pytest, *once], server_profile),
        "embedded profile": (pytest, embedded_profile),
    }
    only = os.environ.get("ONLY", "")
    steps = {**({} if only and only != "checks" else checks)}
    steps |= {name: step for name, step in tests.items() if not only or name.startswith(only)}
    return [name for name, (command, profile) in steps.items() if not passes(name, command, profile)]


def passes(name: str, command: list[str], profile: Mapping[str, str]) -> bool:
    print(f"\n── {name} ──", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, env=dict(profile), check=False).returncode
    outcome = "passed" if code == 0 else f"FAILED (exit code {code})"
    print(f"── {name}: {outcome}, {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


# ── What tests need ───────────────────────────────────────────────────────────


def postgresql_program(name: str) -> str | None:
    """A PostgreSQL program: Debian keeps them off PATH, newest version first."""
    versions = Path("/usr/lib/postgresql")
    found = sorted(versions.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    return str(found[0]) if found else shutil.which(name)


def missing_packages() -> list[str]:
    absent = [
        package
        for program, package in PROGRAMS.items()
        if not (postgresql_program(program) if program == "initdb" else shutil.which(program))
    ]
    fonts = (
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        if shutil.which("fc-list")
        else None
    )
    return absent if fonts and fonts.stdout else [*absent, CHINESE_FONT]


def require_programs() -> None:
    missing = missing_packages()
    if not missing:
        return
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        sys.exit(f"make test needs these packages (Debian's names): {' '.join(missing)}")
    print(f"installing {' '.join(missing)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A package that starts a service of its own at once is told not to.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(install, env=quiet, check=True, stdout=subprocess.DEVNULL)
    finally:
        if ours:
            policy.unlink()
    if still := missing_packages():
        sys.exit(f"still missing after apt-get install: {' '.join(still)}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def postgresql(home: Path) -> Iterator[str]:
    """A cluster of our own; its address. `fsync` is off: no test pulls the plug, and each starts empty.

    `synchronous_commit` stays on, as the site demands. PostgreSQL refuses to run as root:
    there it runs as the user that Debian's package made for it.
    """
    folder, port, password = home / "postgresql", free_port(), secrets.token_hex(8)
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir(mode=0o700)
    secret = folder / "password"
    secret.write_text(password)
    cluster = folder / "cluster"
    if user:
        owner = pwd.getpwnam(user)
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    initdb = [str(postgresql_program("initdb")), "-D", str(cluster), "-U", "kepu", f"--pwfile={secret}"]
    initdb += ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(initdb, user=user, group=user, extra_groups=[] if user else None, cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    options = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"port={port}",
        "-c",
        f"unix_socket_directories={folder}",
    ]
    options += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "jit=off"]
    command = [str(postgresql_program("postgres")), "-D", str(cluster), *options]
    log = (home / "postgresql.log").open("wb")
    server_process = subprocess.Popen(command, user=user, group=user, extra_groups=[] if user else None,
                                      cwd=folder, stdout=log, stderr=log)  # fmt: skip
    address = f"postgresql://kepu:{password}@127.0.0.1:{port}/postgres"
    try:
        wait_for_port(port, server_process, log.name)
        yield address
    finally:
        stop(server_process, signal.SIGINT)


@contextlib.contextmanager
def redis(home: Path) -> Iterator[str]:
    """A Redis of our own on a free port; each test process takes one of its numbered databases."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command += [
        "--dir",
        str(home),
        "--databases",
        "64",
        "--loglevel",
        "warning",
        "--logfile",
        str(home / "redis.log"),
    ]
    process = subprocess.Popen(command)
    try:
        wait_for_port(port, process, str(home / "redis.log"))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(process, signal.SIGTERM)


def wait_for_port(port: int, process: subprocess.Popen, log: str) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"port {port}: the server did not start:\n{Path(log).read_text()}")


def stop(process: subprocess.Popen, number: int) -> None:
    process.send_signal(number)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# ── The two profiles ──────────────────────────────────────────────────────────

OURS = {
    "ALLOWED_HOSTS",
    "BASE_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "DEMO",
    "DJANGO_SETTINGS_MODULE",
    "HELP_PHONE",
    "HOST",
    "HTTPS",
    "PHONE_KEY",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
    "SWEEP_SECONDS",
    "TRUSTED_PROXY",
    "WEB_PROCESSES",
    "WEB_THREADS",
    "WORKER_PROCESSES",
}


# Where it is set, each of some fifty Python processes compiles this project and its tests anew.
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


def bare() -> dict[str, str]:
    """The environment without anything that this site would read."""
    return {name: value for name, value in os.environ.items() if name not in {*OURS, NO_BYTECODE}}


def embedded(home: Path) -> dict[str, str]:
    return {**bare(), "DATA_DIR": str(home / "embedded")}


def server(home: Path, database: str, broker: str) -> dict[str, str]:
    return {
        **bare(),
        "DATA_DIR": str(home / "server"),
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PHONE_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "quiz.example.org",
        "HTTPS": "0",
    }


if __name__ == "__main__":
    sys.exit(main())
