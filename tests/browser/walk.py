"""A walk over several pages in two windows, with a picture of each step where they are wanted."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import PC, PHONE
from tests.browser.looking import sideways
from tests.browser.stage import enter_as


class Step:
    """Two windows of one person; every step is looked at on both, and kept where pictures are wanted."""

    folder = os.environ.get("PICTURES", "")

    def __init__(self, new_context, watch, person) -> None:
        self.taken = 0
        self.pc: Page = new_context(viewport=PC).new_page()
        self.phone: Page = new_context(viewport=PHONE).new_page()
        for page in (self.pc, self.phone):
            enter_as(page.context, person, watch.address)

    def look(self, name: str, keys: str = "") -> None:
        """Both windows at the page of the PC; there `keys`, separated by spaces, are pressed first."""
        self.taken += 1
        self.phone.goto(self.pc.url)
        for window, page in (("pc", self.pc), ("phone", self.phone)):
            for key in keys.split():
                page.keyboard.press(key)
                page.wait_for_timeout(400)
            assert sideways(page) <= 0, (name, window)
            if self.folder:
                page.screenshot(path=Path(self.folder) / f"{self.taken:02}-{name}-{window}.png")
