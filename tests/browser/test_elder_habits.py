"""长辈版's habits: nothing moves by itself, a second tap is none, everything fits, in all three sizes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PC, PHONE
from tests.browser.test_aloud import READ, begin, elder, question

__all__ = ["question"]

pytestmark = pytest.mark.django_db(transaction=True)

_SHIFTS = """new Promise((tell) => new PerformanceObserver((list) => {
  tell(list.getEntries().map((one) => one.value.toFixed(3)));
}).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => tell([]), 700))"""


@pytest.mark.parametrize("size", [PHONE, PC], ids=["phone", "pc"])
@pytest.mark.parametrize("arrives", [True, False])
def test_nothing_moves_when_a_voice_comes_late_or_never(new_context, watch, question, size, arrives) -> None:
    page = elder(new_context, watch, size=size)
    begin(page)
    for path in (page.url, "/learn/day", "/learn/listen"):
        page.goto(path)
        if arrives:
            page.wait_for_timeout(100)
            page.evaluate("speechSynthesis.arrive(['zh-CN'])")
            expect(page.get_by_role("button", name=READ).first).to_be_visible()
        else:
            page.wait_for_timeout(1600)  # as long as a voice is waited for
        assert page.evaluate(_SHIFTS) == [], path
    note = "点“朗读”就读给您听" if arrives else "这台设备没有中文朗读的声音"
    expect(page.get_by_text(note)).to_be_visible()
