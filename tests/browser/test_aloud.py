"""朗读 with the browser's voices stubbed at their edge: what is said, in what pieces, and when it stops."""

import wave
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Page, expect

from learning.models import ReviewLog
from quiz.models import Question
from quiz.services.audio import upload_audio
from tests.browser.conftest import PC, PHONE
from tests.browser.stage import enter_as
from tests.factories import make_contest, make_department, make_organizer, make_question, make_user
from tests.unit.quiz.test_speech import SIGNS

pytestmark = pytest.mark.django_db(transaction=True)

# A device whose voices arrive after the page; what is said ends when a test says so, or at once.
VOICES = """(() => {
  const said = [];
  let now = null, voices = [];
  const listeners = new Set();
  class Utterance { constructor(text) { this.text = text; } }
  const speech = {
    getVoices: () => voices,
    speak(one) { said.push(one.text); now = one; if (!window.slowly) queueMicrotask(() => speech.ends()); },
    cancel() { now = null; },
    ends() { const one = now; now = null; one?.onend?.(); },
    addEventListener: (_name, listener) => listeners.add(listener),
    arrive(langs) {
      voices = langs.map((lang) => ({ lang, localService: true }));
      listeners.forEach((listener) => listener());
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech, configurable: true });
  window.SpeechSynthesisUtterance = Utterance;
  window.said = said;
})()"""
READ = "朗读"


@pytest.fixture
def question():
    return make_question(now=timezone.now(), stem="酒精浓度为75%的消毒液，每100 mL水里有多少克？（　　）")


def elder(new_context, watch, *, voices: bool = True, size=PHONE) -> Page:
    context = new_context(viewport=size)
    if voices:
        context.add_init_script(VOICES)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    return context.new_page()


def begin(page: Page) -> None:
    page.goto("/learn")
    page.get_by_role("button", name="开始").click()
    page.locator("form.question").wait_for()


def said(page: Page) -> list[str]:
    return page.evaluate("window.said")


def test_a_question_its_options_and_its_explanation(new_context, watch, question) -> None:
    page = elder(new_context, watch)
    begin(page)
    read = page.get_by_role("button", name=READ)
    expect(read).to_have_count(0)
    page.evaluate("speechSynthesis.arrive(['en-US'])")
    expect(read).to_have_count(0)
    page.evaluate("speechSynthesis.arrive(['en-US', 'zh-TW', 'zh-CN'])")
    box = read.bounding_box()
    assert box and box["height"] >= 60 and box["width"] >= 60
    assert said(page) == []
    read.click()
    expect(read).to_be_visible()
    lines = said(page)
    assert lines[0] == "第1题：酒精浓度为百分之75的消毒液，每100毫升水里有多少克？"
    options = page.locator(".option-text").all_inner_texts()
    assert lines[1:] == [f"{letter}，{text}" for letter, text in zip("ABCD", options, strict=True)]
    page.get_by_role("button", name="不知道").click()
    page.locator(".explanation").wait_for()
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).click()
    whole = "".join(said(page))
    assert "正确答案" in whole and page.locator(".explanation p").first.inner_text()[:8] in whole
    assert ReviewLog.objects.count() == 1 and Question.objects.get().pk == question.question_id


def test_one_tap_stops_and_so_does_leaving(new_context, watch, question) -> None:
    page = elder(new_context, watch)
    begin(page)
    page.evaluate("window.slowly = true; speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).click()
    stop = page.get_by_role("button", name="停止")
    expect(stop).to_have_attribute("aria-pressed", "true")
    page.evaluate("speechSynthesis.ends()")
    assert len(said(page)) == 2
    page.locator(".option").first.click()  # choosing does not interrupt
    expect(stop).to_be_visible()
    stop.click()
    page.evaluate("speechSynthesis.ends()")
    expect(page.get_by_role("button", name=READ)).to_have_attribute("aria-pressed", "false")
    assert len(said(page)) == 2
    page.get_by_role("button", name=READ).click()
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.evaluate("speechSynthesis.ends()")
    assert len(said(page)) == 3


def test_by_keyboard(new_context, watch, question) -> None:
    page = elder(new_context, watch, size=PC)
    begin(page)
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=READ)).to_be_visible()
    assert len(said(page)) == 5


def test_without_a_voice_there_is_no_button(new_context, watch, question) -> None:
    page = elder(new_context, watch, voices=False)
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    begin(page)
    expect(page.get_by_role("button", name="就选这个")).to_be_visible()
    expect(page.get_by_role("button", name=READ)).to_have_count(0)


def test_a_page_to_be_heard_says_where_nothing_can_read(new_context, watch, question) -> None:
    silence = "这台设备没有中文朗读的声音"
    page = elder(new_context, watch)
    page.goto("/learn/listen")
    expect(page.get_by_text(silence)).to_be_visible()
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    expect(page.get_by_text(silence)).to_be_hidden()
    expect(page.get_by_role("button", name=READ)).to_be_visible()
    context = new_context(viewport=PHONE, java_script_enabled=False)
    still = context.new_page()
    still.goto("/learn/listen")
    expect(still.locator("main noscript p")).to_be_visible()


def test_in_a_contest_a_question_that_is_left_falls_silent(new_context, watch) -> None:
    now = timezone.now()
    department = make_department()
    person = make_user(department, display_mode="elder")
    contest = make_contest(now, department)
    page = elder(new_context, watch)
    enter_as(page.context, person, watch.address)
    page.goto(f"/contests/{contest.pk}")
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/attempts/*/1")
    page.evaluate("window.slowly = true; speechSynthesis.arrive(['zh-CN'])")
    page.locator("form.question:visible").get_by_role("button", name=READ).click()
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("form.question:visible").get_by_role("button", name=READ)).to_be_visible()
    page.evaluate("speechSynthesis.ends()")
    assert len(said(page)) == 1


PIECES = {
    "先关火。再开窗！能打电话吗？": ["先关火。", "再开窗！", "能打电话吗？"],
    "": [],
    "……": [],
    "一" * 130: ["一" * 60, "一" * 60, "一" * 10],
    "二" * 40 + "，" + "三" * 40 + "。": ["二" * 40 + "，", "三" * 40 + "。"],
}


def made_by(page: Page, name: str, texts: Iterable[str]) -> list[Any]:
    """What a function of the script makes of each text."""
    page.goto("/login")
    script = (
        "([name, texts]) => import('/static/js/aloud.js').then((it) => texts.map((one) => it[name](one)))"
    )
    return page.evaluate(script, [name, list(texts)])


def test_no_piece_is_long(phone: Page) -> None:
    assert made_by(phone, "sentences", PIECES) == list(PIECES.values())


def test_signs_are_said_in_words(phone: Page) -> None:
    assert made_by(phone, "spoken", [text for text, _words in SIGNS]) == [words for _text, words in SIGNS]


# ── Recordings ────────────────────────────────────────────────────────────────


def tone(seconds: float) -> bytes:
    """A quiet WAV of silence, so long."""
    made = BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return made.getvalue()


@pytest.fixture
def recorded(question, settings, tmp_path):
    """The question with a recording of a fifth of a second."""
    settings.MEDIA_ROOT = tmp_path
    organizer = make_organizer(make_department())
    return upload_audio(organizer, question, tone(0.2), now=timezone.now())


def test_a_recording_needs_no_voice_of_the_device(new_context, watch, recorded) -> None:
    page = elder(new_context, watch, voices=False)
    page.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    begin(page)
    with page.expect_response(lambda answer: answer.url.endswith(recorded.url)) as heard:
        page.get_by_role("button", name=READ).click()
    assert heard.value.status in (200, 206)
    expect(page.get_by_role("button", name=READ)).to_have_attribute("aria-pressed", "false")  # it is through


def test_the_voice_says_what_the_recording_leaves_out(new_context, watch, recorded) -> None:
    page = elder(new_context, watch)
    begin(page)
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).click()
    expect(page.get_by_role("button", name="停止")).to_have_count(0)
    assert said(page) == []
    page.get_by_role("button", name="不知道").click()
    page.locator(".explanation").wait_for()
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).click()
    expect(page.get_by_role("button", name=READ)).to_be_visible()  # both are through
    whole = "".join(said(page))
    assert "正确答案" in whole and "解析" in whole and "酒精浓度" not in whole


def test_a_recording_stops_at_one_tap(new_context, watch, recorded, question) -> None:
    long = upload_audio(make_organizer(make_department()), question, tone(60), now=timezone.now())
    page = elder(new_context, watch)
    begin(page)
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    with page.expect_response(lambda answer: answer.url.endswith(long.url)):
        page.get_by_role("button", name=READ).click()
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_role("button", name=READ)).to_have_attribute("aria-pressed", "false")
    assert said(page) == []


def test_where_the_recording_is_gone_the_voice_says_it_all(new_context, watch, recorded) -> None:
    watch.expect("404")
    page = elder(new_context, watch)
    begin(page)
    default_storage.delete(recorded.name)
    page.evaluate("speechSynthesis.arrive(['zh-CN'])")
    page.get_by_role("button", name=READ).click()
    expect(page.get_by_role("button", name=READ)).to_be_visible()
    assert len(said(page)) == 5 and said(page)[0].startswith("第1题：酒精浓度")


def test_without_scripts_the_browser_plays_it(new_context, watch, recorded) -> None:
    context = new_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    page = context.new_page()
    begin(page)
    player = page.locator("audio[controls]")
    box = player.bounding_box()
    assert box and box["width"] >= 300 and box["height"] >= 60
    assert (player.get_attribute("src") or "") == recorded.url
