"""长辈版's habits: nothing moves by itself, a second tap is none, a question fits wherever it is asked."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from learning.models import LearningSession, ReviewLog
from quiz.services.attempts import start_or_resume
from tests.browser.conftest import PC, PHONE
from tests.browser.elder_measures import WITH_A_VOICE
from tests.browser.looking import measured, sideways
from tests.browser.stage import enter_as
from tests.browser.test_aloud import READ, VOICES, begin
from tests.factories import make_contest, make_department, make_question, make_user

pytestmark = pytest.mark.django_db(transaction=True)

# As long as elders' questions may be: a stem of forty characters, four options of fifteen.
LONGEST = "家里老人" * 10
OPTIONS = [{"id": number, "text": "一二三四五六七八九十甲乙丙丁戊"} for number in range(1, 5)]
# What moved once the page was there: one that comes in pieces may move while it does.
_SHIFTS = """new Promise((tell) => {
  const moved = [];
  const loaded = performance.getEntriesByType("navigation")[0].loadEventEnd;
  new PerformanceObserver((list) => moved.push(...list.getEntries()))
    .observe({ type: "layout-shift", buffered: true });
  const later = () => moved.filter((one) => one.startTime > loaded).map((one) => one.value.toFixed(3));
  setTimeout(() => tell(later()), 500);
})"""
# By how much the button, or the last option behind a bar that stays, is below the window.
_LOW = """() => {
  const seen = (one) => one.checkVisibility();
  const last = (what) => Array.from(document.querySelectorAll(what)).filter(seen).at(-1);
  const bar = last(".sit-bar")?.getBoundingClientRect();
  const behind = bar ? last(".option").getBoundingClientRect().bottom - bar.top : 0;
  return Math.max(behind, last("button.btn-primary").getBoundingClientRect().bottom - innerHeight);
}"""
_SIZES = """() => {
  const sizes = (rows) => Array.from(document.querySelectorAll(rows))
    .filter((one) => one.textContent.trim() && one.checkVisibility({ visibilityProperty: true }))
    .map((one) => parseFloat(getComputedStyle(one).fontSize));
  return [Math.min(...sizes("body p, body span, body b, body a, body button, body h1, body h2, body label")),
          Math.min(...sizes(".stem, .option-text, .btn, .elder-block b, .explanation > p:not(.small)"))];
}"""


def elder(new_context, watch, *, size=PHONE, text="medium", script=WITH_A_VOICE) -> Page:
    context = new_context(viewport=size, hasty=False)
    context.add_init_script(script)
    context.add_cookies([{"name": "display", "value": f"elder.{text}", "url": watch.address}])
    return context.new_page()


@pytest.mark.parametrize("size", [PHONE, PC], ids=["phone", "pc"])
@pytest.mark.parametrize("arrives", [True, False])
def test_nothing_moves_when_a_voice_comes_late_or_never(new_context, watch, size, arrives) -> None:
    make_question(now=timezone.now(), explanation="这是解析。")
    page = elder(new_context, watch, size=size, script=VOICES)
    begin(page)
    page.goto(page.url)
    tabs = [page, page.context.new_page(), page.context.new_page()]
    tabs[1].goto("/learn/day")
    tabs[2].goto("/learn/listen")
    if not arrives:
        page.wait_for_timeout(1600)  # as long as a voice is waited for
    for tab in tabs:
        if arrives:
            tab.evaluate("speechSynthesis.arrive(['zh-CN'])")
            expect(tab.get_by_role("button", name=READ).first).to_be_visible()
        assert tab.evaluate(_SHIFTS) == [], tab.url
    note = "点“朗读”就读给您听" if arrives else "这台设备没有中文朗读的声音"
    expect(tabs[2].get_by_text(note)).to_be_visible()


def test_a_second_tap_within_a_second_does_nothing(new_context, watch) -> None:
    for _each in range(2):
        make_question(now=timezone.now())
    page = elder(new_context, watch)
    begin(page)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").dblclick()
    expect(page.get_by_role("link", name="下一题")).to_be_visible()
    assert ReviewLog.objects.count() == 1


def test_a_second_tap_does_not_reach_the_page_that_the_first_one_led_to(new_context, watch) -> None:
    for number in range(3):
        make_question(now=timezone.now(), stem=f"第{number}个问题（　　）。")
    page = elder(new_context, watch)
    begin(page)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").click()
    expect(page).to_have_url(re.compile(r"/learn/sets/\d+/1$"))
    going_on = page.get_by_role("link", name="下一题")
    going_on.scroll_into_view_if_needed()
    box = going_on.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # As if the finger had come down there before.
    page.evaluate("([x, y]) => sessionStorage.tap = JSON.stringify({ at: Date.now(), x, y: y - 20 })", [x, y])
    page.mouse.click(x, y)
    page.mouse.click(x, y)
    expect(going_on).to_be_visible()
    assert page.url.endswith("/1")
    page.wait_for_timeout(1100)
    page.mouse.click(x, y)
    page.wait_for_url(re.compile(r"/learn/sets/\d+$"))
    assert ReviewLog.objects.count() == 1


def test_in_a_contest_two_taps_go_on_by_one_question(new_context, watch) -> None:
    page = elder(new_context, watch)
    _sitting(page, watch, questions=3)
    page.get_by_role("button", name="下一题").dblclick()
    expect(page.locator("[data-count=position]")).to_have_text("2")
    page.get_by_role("button", name="上一题").click()  # elsewhere: a tap of its own
    expect(page.locator("[data-count=position]")).to_have_text("1")


def test_the_standard_takes_every_tap(new_context, watch) -> None:
    page = new_context().new_page()
    _sitting(page, watch, questions=3, mode="standard")
    page.get_by_role("button", name="下一题").dblclick()
    expect(page.locator("[data-count=position]")).to_have_text("3")


def test_a_question_fits_wherever_it_is_asked(new_context, watch, settings) -> None:
    settings.HELP_PHONE = "0571-12345678"
    for _each in range(20):
        make_question(now=timezone.now(), stem=LONGEST, key=[1], options_list=OPTIONS)
    page = elder(new_context, watch)
    too_low = {}
    for name in _asked_everywhere(page, watch):
        expect(page.get_by_role("button", name=READ)).to_be_visible()
        too_low[name] = page.evaluate(_LOW)
    assert {name: low for name, low in too_low.items() if low > 0} == {}
    assert len(too_low) == 4


def _asked_everywhere(page: Page, watch) -> Iterator[str]:
    begin(page)
    yield "practice"
    page.goto("/learn/day")
    yield "the day's question"
    page.goto("/learn/exam")
    page.get_by_role("button", name="开始").click()
    page.wait_for_url(re.compile(r"/learn/exam/\d+/1"))
    yield "exam"
    _sitting(page, watch, questions=2)
    yield "contest"


def _sitting(page: Page, watch, *, questions: int, mode: str = "elder") -> None:
    """The first question of a contest's paper."""
    now = timezone.now()
    department = make_department()
    person = make_user(department, display_mode=mode)
    made = [make_question(now=now, stem=LONGEST, key=[1], options_list=OPTIONS) for _each in range(questions)]
    codes = [one.question.code for one in made]
    paper = {"mode": "fixed", "questions": codes, "order": "as_listed"}
    contest = make_contest(now, department, questions=0, paper=paper)
    attempt = start_or_resume(person, contest.pk, now=now)
    enter_as(page.context, person, watch.address)
    page.goto(f"/attempts/{attempt.pk}/1")
    expect(page.get_by_role("button", name="下一题")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "smallest", "least"), [("small", 18, 20), ("medium", 18, 24), ("large", 18, 30)]
)
def test_text_in_its_three_sizes(new_context, watch, settings, text, smallest, least) -> None:
    settings.HELP_PHONE = "0571-12345678"
    make_question(now=timezone.now(), explanation="这是解析。")
    page = elder(new_context, watch, text=text)
    page.goto("/")
    _sizes(page, smallest, least)
    begin(page)
    _sizes(page, smallest, least)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").click()
    expect(page.get_by_text("这是解析。")).to_be_visible()
    _sizes(page, smallest, least)
    assert LearningSession.objects.count() == 1


def _sizes(page: Page, smallest: float, least: float) -> None:
    of_all, of_what_is_read = measured(page, _SIZES)
    assert of_all >= smallest and of_what_is_read >= least, page.url
    assert sideways(page) <= 0, page.url


def test_the_pointer_is_large_on_a_pc(new_context, watch) -> None:
    page = elder(new_context, watch, size=PC)
    page.goto("/")
    for selector in ("html", "button", "a", "summary"):
        shown = page.locator(selector).first.evaluate("(one) => getComputedStyle(one).cursor")
        address = re.match(r'url\("([^"]+)"\)', shown)
        assert address, (selector, shown)
        picture = page.request.get(address[1])
        assert picture.ok and 'width="48"' in picture.text()
    standard = new_context(viewport=PC).new_page()
    standard.goto("/")
    assert "url" not in standard.locator("html").evaluate("(one) => getComputedStyle(one).cursor")


def test_whoever_looks_for_it_by_another_name_finds_it(new_context) -> None:
    page = new_context().new_page()
    for path in ("/", "/settings"):
        page.goto(path)
        for name in ("长辈版", "亲情版", "关爱版", "关怀版"):
            expect(page.locator("main").get_by_text(name).first).to_be_visible()
