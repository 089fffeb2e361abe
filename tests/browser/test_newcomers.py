"""From a QR code to the first question, and what home shows to somebody new."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from quiz.models import Attempt, Entry
from tests.browser.stage import SINGLE, Scene, enter_as, is_at
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_someone_new_reaches_the_first_question_with_three_fields(phone: Page) -> None:
    scene = Scene(who={"admission": "open"})
    finger = Finger(phone)
    phone.goto(f"/join/{scene.contest.join_code}")
    finger.fill("姓名", "李新")
    finger.fill("手机号", "13800001234")
    finger.fill("设一个密码", "water-boils-at-100")
    finger.tap("报名并进入")
    finger.tap("开始答题")
    is_at(phone, SINGLE)
    assert (finger.taps, finger.fields) == (3, 3)  # at most 4 and 3
    person = User.objects.get(name="李新")
    assert Attempt.objects.get().user == person and Entry.objects.filter(user=person).count() == 1


def test_someone_logged_in_reaches_the_first_question_with_two_taps(phone: Page, watch) -> None:
    scene = Scene()
    enter_as(phone.context, scene.person, watch.address)
    finger = Finger(phone)
    phone.goto(f"/join/{scene.contest.join_code}")
    finger.tap("开始答题")
    is_at(phone, SINGLE)
    assert (finger.taps, finger.fields) == (2, 0)


def test_home_offers_a_contest_with_open_registration(phone: Page, watch) -> None:
    scene = Scene(
        who={
            "admission": "open",
            "fields": ["name", "phone", "group"],
            "groups": {"by": "chosen", "names": ["青年组", "中老年组"]},
        }
    )
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
