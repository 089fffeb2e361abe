"""An elder logs in by a card, asks the family about a question, and answers it: with scripts and without."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.services.cards import end_card, print_cards
from learning.models import LearningSession, ReviewLog
from tests.browser.conftest import PHONE
from tests.factories import make_department, make_organizer, make_question, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_card_to_the_familys_answer(new_context, watch, settings, scripts: bool) -> None:
    settings.HELP_PHONE = "0571-12345678"
    watch.expect("410")
    now = timezone.now()
    department = make_department("河东区科协")
    organizer = make_organizer(department)
    person = make_user(department, name="张桂兰", display_mode="elder")
    make_question(now=now, stem="这是唯一的问题（　　）。", explanation="这是解析。")
    (card,) = print_cards(organizer, [person.pk], now=now)
    address = reverse("card", args=[card.token])
    context = new_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="您是 张*兰 吗？")).to_be_visible()
    page.get_by_role("button", name="是我").click()
    page.get_by_role("button", name="今天的题").click()
    page.get_by_role("link", name="请家人帮忙").click()
    expect(page.locator(".family-qr svg")).to_be_visible()
    link = page.get_by_label("也可以把链接发给家人").input_value()
    family = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    family.goto(link)
    expect(family.get_by_text("这是唯一的问题")).to_be_visible()
    expect(family.get_by_text("这是解析。")).to_have_count(0)
    family.locator("label.option").first.click()
    family.get_by_role("button", name="看答案").click()
    expect(family.get_by_text("这是解析。")).to_be_visible()
    assert not ReviewLog.objects.exists()
    page.get_by_role("link", name="返回").click()
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").click()
    expect(page.get_by_text("这是解析。")).to_be_visible()
    assert LearningSession.objects.get().learner.user_id == person.pk
    assert ReviewLog.objects.count() == 1
    end_card(organizer, person, now=timezone.now())
    page.goto("/")
    expect(page.locator(".elder-top")).to_be_visible()  # the skin stays with the device
    page.goto(address)
    expect(page.get_by_role("heading", name="这次没有登录成")).to_be_visible()
    expect(page.locator("main a[href='tel:0571-12345678']")).to_be_visible()
