"""The Chromium that tests and screenshots drive."""

import shutil

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # No page lives long enough for optimized scripts to pay: a sixth of a measured page's CPU.
    "--js-flags=--no-turbofan --no-maglev",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def chromium_path() -> str | None:
    """Debian builds both of the same source; the one that cannot draw windows of its own is far quicker:

    a context costs 0.09 s of CPU where the other, which opens a window for each, takes 0.45 s.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
