"""From a QR code to the first question, and what home shows to somebody new."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from quiz.models import Attempt, Entry
from tests.browser.stage import SINGLE, Scene, enter_as, is_at
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

CHOSEN_GROUP = {
    "admission": "open",
    "fields": ["name", "phone", "group"],
    "groups": {"by": "chosen", "names": ["青年组", "中老年组"]},
}


class Finger:
    """Counts what a person does."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.fields = page, 1, 0  # the first tap opens the code's address

    def tap(self, name: str, role: str = "button") -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name).tap()

    def fill(self, label: str, text: str) -> None:
        self.fields += 1
        self.page.get_by_label(label).fill(text)


def fields_to_fill(page: Page) -> int:
    """Visible inputs of the page's form; choices of one name are one."""
    inputs = page.locator("main form :is(input, select, textarea):visible")
    return len(set(inputs.evaluate_all("(all) => all.map((one) => one.name)")))


def test_someone_new_reaches_the_first_question_with_two_fields(phone: Page) -> None:
    scene = Scene(who={"admission": "open"})
    finger = Finger(phone)
    phone.goto(f"/join/{scene.contest.join_code}")
    assert fields_to_fill(phone) == 2  # at most 3
    finger.fill("姓名", "李新")
    finger.fill("手机号", "13800001234")
    finger.tap("报名并进入")
    expect(phone.locator(".slip-password")).to_be_visible()
    finger.tap("开始答题")
    is_at(phone, SINGLE)
    assert (finger.taps, finger.fields) == (3, 2)  # at most 4 and 3
    person = User.objects.get(name="李新")
    assert Attempt.objects.get().user == person and Entry.objects.filter(user=person).count() == 1


def test_a_group_to_choose_is_the_third_field_and_the_fourth_tap(phone: Page) -> None:
    scene = Scene(who=CHOSEN_GROUP)
    finger = Finger(phone)
    phone.goto(f"/join/{scene.contest.join_code}")
    assert fields_to_fill(phone) == 3
    finger.fill("姓名", "李新")
    finger.fill("手机号", "13800001234")
    finger.fields += 1
    finger.tap("青年组", "radio")
    finger.tap("报名并进入")
    finger.tap("开始答题")
    is_at(phone, SINGLE)
    assert (finger.taps, finger.fields) == (4, 3)
    assert Entry.objects.get(user__name="李新").group == "青年组"


def test_the_slip_opens_the_account_on_another_device(phone: Page, pc: Page) -> None:
    scene = Scene(who={"admission": "open"})
    phone.goto(f"/join/{scene.contest.join_code}")
    phone.get_by_label("姓名").fill("李新")
    phone.get_by_label("手机号").fill("13800001234")
    phone.get_by_role("button", name="报名并进入").tap()
    password = phone.locator(".slip-password").inner_text()
    pc.goto("/login")
    pc.get_by_label("工号或手机号").fill("13800001234")
    pc.get_by_label("密码").fill(password)
    pc.get_by_role("button", name="登录").click()
    pc.get_by_role("button", name="开始答题").click()
    is_at(pc, SINGLE)


def test_two_taps_on_the_button_make_one_person(phone: Page) -> None:
    scene = Scene(who={"admission": "open"})
    phone.goto(f"/join/{scene.contest.join_code}")
    phone.get_by_label("姓名").fill("李新")
    phone.get_by_label("手机号").fill("13800001234")
    phone.get_by_role("button", name="报名并进入").dblclick()
    expect(phone.locator(".slip-password")).to_be_visible()
    assert User.objects.filter(name="李新").count() == Entry.objects.count() == 1


def test_the_slip_survives_without_scripts(new_context) -> None:
    scene = Scene(who={"admission": "open"})
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"/join/{scene.contest.join_code}")
    page.get_by_label("姓名").fill("李新")
    page.get_by_label("手机号").fill("13800001234")
    page.get_by_role("button", name="报名并进入").click()
    expect(page.locator(".slip-password")).to_be_visible()
    page.get_by_role("button", name="开始答题").click()
    expect(page.get_by_text(SINGLE)).to_be_visible()


def test_someone_logged_in_reaches_the_first_question_with_two_taps(phone: Page, watch) -> None:
    scene = Scene()
    enter_as(phone.context, scene.person, watch.address)
    finger = Finger(phone)
    phone.goto(f"/join/{scene.contest.join_code}")
    finger.tap("开始答题")
    is_at(phone, SINGLE)
    assert (finger.taps, finger.fields) == (2, 0)


def test_home_offers_a_contest_with_open_registration(phone: Page, watch) -> None:
    scene = Scene(who=CHOSEN_GROUP)
    stranger = make_user(None, name="李新")
    enter_as(phone.context, stranger, watch.address)
    phone.goto("/")
    phone.get_by_role("link", name="报名参加").tap()
    phone.get_by_label("青年组").check()
    phone.get_by_role("button", name="参加").tap()
    phone.get_by_role("button", name="开始答题").tap()
    is_at(phone, SINGLE)
    assert Entry.objects.get(user=stranger, contest=scene.contest).group == "青年组"


def test_home_shows_a_newcomer_of_the_roster_their_contest(phone: Page, watch) -> None:
    scene = Scene()
    newcomer = make_user(scene.department, name="刚来的")
    assert not Entry.objects.filter(user=newcomer).exists()
    enter_as(phone.context, newcomer, watch.address)
    phone.goto("/")
    phone.get_by_role("button", name="开始答题").tap()
    is_at(phone, SINGLE)


def test_home_of_somebody_for_whom_there_is_nothing(phone: Page, watch) -> None:
    Scene()
    enter_as(phone.context, make_user(None), watch.address)
    phone.goto("/")
    expect(phone.get_by_text("现在没有竞赛")).to_be_visible()
