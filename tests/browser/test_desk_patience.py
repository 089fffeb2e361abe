"""What takes a while at the desk is done once, however often one clicks."""

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import AuditEntry
from tests.browser.stage import enter_as
from tests.factories import make_department, make_organizer, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_slips_are_made_once_however_often_one_clicks(pc: Page, watch) -> None:
    office = make_department("机关")
    people = [make_user(office) for _each in range(3)]
    enter_as(pc.context, make_organizer(office), watch.address)
    pc.goto("/manage/people/slips")
    pc.get_by_label("也重打发过但没登录过的").check()
    sent: list[Route] = []
    pc.route("**/manage/people/slips", lambda route: sent.append(route))
    pc.get_by_role("button", name="生成登录条").evaluate(
        "(button) => [0, 150, 300].forEach((wait) => setTimeout(() => button.click(), wait))"
    )
    pc.wait_for_timeout(800)
    assert len(sent) == 1
    sent[0].continue_()
    expect(pc.locator(".slip-password")).to_have_count(len(people))
    assert AuditEntry.objects.filter(action="slips.print").count() == 1
