"""A draw from the list to the big screen, and the page that checks it away from the site."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from leaderboard.models import DrawResult
from quiz.models import Contest, DrawSeed
from tests.browser.scenery import Scenery
from tests.browser.walk import Step
from tests.unit.leaderboard.test_lottery import VECTORS, script, spoilt

pytestmark = pytest.mark.django_db(transaction=True)
VERIFIER = settings.BASE_DIR / "static" / "verify" / "verify-draw.html"
BIG = {"width": 1920, "height": 1080}


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_list_to_the_result(page_of, world, tmp_path, scripts) -> None:
    page = page_of(world.organizer, java_script_enabled=scripts, accept_downloads=True)
    contest: Contest = world.make_lots(1)
    page.goto(f"/manage/contests/{contest.pk}")
    page.get_by_role("link", name="抽奖", exact=True).click()
    page.get_by_role("button", name="定名单").click()
    expect(page.get_by_text("名单已定，并已公布")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="抽奖文件").click()
    before = tmp_path / "before.json"
    download.value.save_as(before)
    assert json.loads(before.read_text(encoding="utf-8"))["seed"] is None
    page.get_by_label("公开的随机数").fill(" 3  5 1 ")
    page.get_by_label("这个数怎么来的").fill("现场掷三次骰子")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="用这个数抽奖？")).to_be_visible()
    assert not DrawResult.objects.filter(roll__contest=contest).exists()
    page.get_by_role("button", name="没有错，抽奖").click()
    expect(page.get_by_text("已经抽出")).to_be_visible()
    result = DrawResult.objects.get(roll__contest=contest)
    assert (result.public, len(result.results[1]["winners"])) == ("3 5 1", 4)
    page.goto(f"/contests/{contest.pk}/draw")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载抽奖文件").click()
    after = tmp_path / "after.json"
    download.value.save_as(after)
    assert script(after, DrawSeed.objects.get(contest=contest).commitment, result.roll.digest)[0] == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核对页").click()
    assert Path(download.value.path()).read_bytes() == VERIFIER.read_bytes()


def test_step_by_step_in_two_windows(new_context, watch, world) -> None:
    """What the organizer sees from the close on, then the public page and the big screen."""
    organizer = Step(new_context, watch, world.organizer)
    page, contest = organizer.pc, world.make_lots(1)
    page.goto(f"/manage/contests/{contest.pk}/draw")
    organizer.look("ready")
    page.get_by_role("button", name="定名单").click()
    page.goto(f"/manage/contests/{contest.pk}/draw")
    organizer.look("list")
    page.get_by_label("公开的随机数").fill("6 2 5")
    page.get_by_label("这个数怎么来的").fill("请三位观众各掷一次骰子")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="没有错，抽奖").click()
    page.goto(f"/manage/contests/{contest.pk}/draw")
    organizer.look("drawn")
    page.goto(f"/contests/{contest.pk}/draw")
    organizer.look("public")
    page.goto(f"/manage/draws/{contest.draw_rolls.get().pk}/stage")
    organizer.look("stage", "PageDown PageDown PageDown PageDown")


def _drawn(world: Scenery) -> int:
    return world.make_lots(3).draw_rolls.get().pk


def shown(page: Page) -> list[str]:
    return page.locator(".stage-prize li:visible b").all_text_contents()


def test_the_big_screen_reveals_one_by_one(page_of, world) -> None:
    page = page_of(world.organizer, viewport=BIG)
    page.goto(f"/manage/draws/{_drawn(world)}/stage")
    everybody = page.locator(".stage-prize li b").all_text_contents()
    assert len(everybody) == 5 and shown(page) == []
    name = page.locator(".stage-name")
    page.keyboard.press("PageDown")
    expect(name).to_have_class("stage-name is-rolling")
    assert shown(page) == []
    page.keyboard.press("PageDown")
    expect(name).to_have_text(everybody[0])
    assert shown(page) == everybody[:1]
    page.get_by_role("button", name="揭晓下一位").click()
    page.get_by_role("button", name="停").click()
    assert shown(page) == everybody[:2]
    page.keyboard.press("ArrowLeft")
    assert shown(page) == everybody[:1]
    page.get_by_role("button", name="揭晓本奖余下的").click()
    # The last prize comes first: four of it, then the first prize.
    assert shown(page) == everybody[:4]
    for _key in range(2):
        page.keyboard.press("ArrowRight")
    assert shown(page) == everybody
    expect(page.get_by_role("status")).to_contain_text(everybody[4])
    page.keyboard.press("ArrowRight")
    expect(name).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_motion_is_unwelcome_nothing_rolls(page_of, world) -> None:
    page = page_of(world.organizer, reduced_motion="reduce")
    page.goto(f"/manage/draws/{_drawn(world)}/stage")
    page.keyboard.press("ArrowRight")
    name = page.locator(".stage-name")
    expect(name).to_have_text("？")
    page.wait_for_timeout(300)
    expect(name).to_have_text("？")
    assert name.evaluate("one => getComputedStyle(one).animationName") == "none"
    page.keyboard.press("ArrowRight")
    assert len(shown(page)) == 1
    assert name.evaluate("one => getComputedStyle(one).animationName") == "none"


def test_without_scripts_the_big_screen_is_a_list(page_of, world) -> None:
    page = page_of(world.organizer, java_script_enabled=False)
    page.goto(f"/manage/draws/{_drawn(world)}/stage")
    assert len(shown(page)) == 5
    expect(page.get_by_role("button")).to_have_count(0)


# ── The page that checks, from a file and without a network ──────────────────


@pytest.fixture
def verifier(chromium) -> Page:
    context = chromium.new_context(offline=True, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    # As an old browser on file:// would have it.
    page.add_init_script("Object.defineProperty(window, 'crypto', {value: undefined})")
    page.goto(VERIFIER.as_uri())
    yield page
    context.close()
    assert faults == []


def first_fault(page: Page, text: str, noted: dict[str, str] | None = None) -> str | None:
    found = page.evaluate("([text, noted]) => kepu.check(text, noted)", [text, noted or {}])
    return None if found["agrees"] else found["steps"][-1]["code"]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_page_agrees_with_the_vectors_and_the_script(verifier, path) -> None:
    text = path.read_text(encoding="utf-8")
    assert first_fault(verifier, text) is None and script(path)[0] == 0


@pytest.mark.parametrize(
    ("how", "code"),
    [("list", "list"), ("twice", "twice"), ("seed", "seed"), ("results", "results"), ("public", "results")],
)
def test_page_and_script_name_the_same_fault(verifier, tmp_path, how, code) -> None:
    (path,) = (one for one in VECTORS if one.stem == "nested-eased")
    document = json.loads(path.read_text(encoding="utf-8"))
    spoilt(document, how)
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert first_fault(verifier, file.read_text(encoding="utf-8")) == code
    assert script(file)[0] == 1


def test_the_page_hashes_as_others_do(verifier) -> None:

    for text in ("", "abc", "科普" * 40, "x" * 55, "x" * 56, "x" * 64, "é" * 1000):
        assert verifier.evaluate("kepu.sha256", text) == hashlib.sha256(text.encode()).hexdigest()


def test_somebody_checks_a_file(verifier, tmp_path) -> None:
    paths = {one.stem: one for one in VECTORS}
    document = json.loads(paths["nested-eased"].read_text(encoding="utf-8"))
    verifier.get_by_label("抽奖文件").set_input_files(paths["nested-eased"])
    verifier.get_by_role("button", name="重新抽一遍").click()
    # Without what was noted down before, only the file agrees with itself.
    expect(verifier.get_by_text("请填上事先抄下的摘要")).to_be_visible()
    verifier.get_by_label("种子摘要").fill(document["commitment"])
    verifier.get_by_label("名单摘要").fill(document["list_digest"])
    verifier.get_by_label("我的抽奖凭证").fill(document["tickets"][4]["digest"])
    verifier.get_by_role("button", name="重新抽一遍").click()
    expect(verifier.get_by_text("核对通过：种子和名单")).to_be_visible()
    expect(verifier.get_by_text("您在名单上，是 5 号")).to_be_visible()
    verifier.get_by_label("名单摘要").fill("0" * 64)
    verifier.get_by_role("button", name="重新抽一遍").click()
    expect(verifier.get_by_text("对不上")).to_be_visible()
    expect(verifier.locator("li.no")).to_contain_text("名单摘要")
    verifier.get_by_label("名单摘要").fill("")
    verifier.get_by_label("抽奖文件").set_input_files(paths["not-drawn"])
    verifier.get_by_label("种子摘要").fill("")
    verifier.get_by_role("button", name="重新抽一遍").click()
    expect(verifier.get_by_text("还没有抽奖结果")).to_be_visible()
    other = tmp_path / "other.json"
    other.write_text('{"a": 1}', encoding="utf-8")
    verifier.get_by_label("抽奖文件").set_input_files(other)
    verifier.get_by_role("button", name="重新抽一遍").click()
    expect(verifier.get_by_text("对不上")).to_be_visible()


def test_a_later_draw_is_bound_by_the_first_commitment(verifier) -> None:
    (path,) = (one for one in VECTORS if one.stem == "groups-second-draw")
    document = json.loads(path.read_text(encoding="utf-8"))

    first = hashlib.sha256(bytes.fromhex(document["commitment"])).hexdigest()
    text = path.read_text(encoding="utf-8")
    assert first_fault(verifier, text, {"commitment": first}) is None
    assert first_fault(verifier, text, {"commitment": document["commitment"]}) == "noted-commitment"
    assert script(path, first)[0] == 0 and script(path, document["commitment"])[0] == 1
