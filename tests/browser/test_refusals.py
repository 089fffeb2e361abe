"""Pages that nobody hopes to see: faults in forms, refusals, a lockout, a broken server.

They are measured like all the others.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import axe_faults, sideways, small_targets
from tests.browser.stage import PASSWORD, Scene, enter_as
from tests.factories import sit

pytestmark = pytest.mark.django_db(transaction=True)


def _is_sound(page: Page) -> None:
    assert [*axe_faults(page), *small_targets(page, 44, 48)] == []
    assert sideways(page) <= 0


def _send(page: Page, path: str, **fields: str) -> None:
    """Posts a form as a page of ours would; without a token of its own where `token` is empty."""
    page.evaluate(
        """([path, fields]) => {
          const form = document.createElement("form");
          form.method = "post";
          form.action = path;
          const token = document.cookie.match(/csrftoken=([^;]+)/);
          const all = { csrfmiddlewaretoken: token ? token[1] : "", ...fields };
          for (const [name, value] of Object.entries(all)) {
            const input = document.createElement("input");
            input.type = "hidden"; input.name = name; input.value = value;
            form.append(input);
          }
          document.body.append(form);
          form.submit();
        }""",
        [path, fields],
    )


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 640}, {"width": 1280, "height": 800}])
class TestRefusals:
    @pytest.fixture
    def page(self, new_context, viewport, watch) -> Page:
        watch.expect("status of 4", "status of 500")
        return new_context(viewport=viewport).new_page()

    def test_a_wrong_password_and_then_too_many(self, page: Page) -> None:
        scene = Scene()
        page.goto("/login")
        for tries in range(10):
            page.get_by_label("工号或手机号").fill(scene.person.username)
            page.get_by_label("密码").fill(f"wrong-{tries}")
            page.get_by_role("button", name="登录").click()
            if tries == 0:
                expect(page.get_by_role("alert")).to_be_visible()
                _is_sound(page)
        expect(page.get_by_role("heading", name="请稍后再登录")).to_be_visible()
        _is_sound(page)

    def test_an_empty_registration(self, page: Page) -> None:
        scene = Scene(who={"admission": "open", "fields": ["name", "phone", "department"]})
        page.goto(f"/join/{scene.contest.join_code}")
        expect(page.locator("input:visible, select:visible")).to_have_count(3)
        page.get_by_role("button", name="报名并进入").click()
        expect(page.get_by_text("有 3 处需要修改")).to_be_visible()
        _is_sound(page)

    def test_a_form_without_its_token(self, page: Page, watch) -> None:
        scene = Scene()
        enter_as(page.context, scene.person, watch.address)
        page.goto("/settings")
        _send(page, "/display", csrfmiddlewaretoken="")
        expect(page.get_by_role("heading", name="请再提交一次")).to_be_visible()
        _is_sound(page)

    def test_a_spent_attempt(self, page: Page, watch) -> None:
        scene = Scene()
        sit(scene.person, scene.contest, right=1, start=scene.now, seconds=0)
        enter_as(page.context, scene.person, watch.address)
        page.goto("/settings")
        _send(page, f"/contests/{scene.contest.pk}/start")
        expect(page.get_by_role("heading", name="这一步没有做成")).to_be_visible()
        _is_sound(page)

    def test_a_broken_server(self, page: Page, watch, monkeypatch) -> None:
        def broken(user):
            raise RuntimeError("for the test")

        monkeypatch.setattr("quiz.web.views.own_results", broken)
        scene = Scene()
        enter_as(page.context, scene.person, watch.address)
        page.goto("/results")
        expect(page.get_by_role("heading", name="系统出了点问题")).to_be_visible()
        _is_sound(page)

    def test_the_first_password_of_ones_own(self, page: Page) -> None:
        scene = Scene()
        scene.person.must_change_password = True
        scene.person.save(update_fields=["must_change_password"])
        page.goto(f"/login?u={scene.person.username}&next=/contests/{scene.contest.pk}")
        expect(page.get_by_label("密码")).to_be_focused()
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", name="先换一个自己的密码")).to_be_visible()
        _is_sound(page)
        page.get_by_label("新密码", exact=True).fill("water-boils-at-100")
        page.get_by_label("再输一遍新密码").fill("water-boils-at-100")
        page.get_by_role("button", name="换成新密码").click()
        expect(page.get_by_role("button", name="开始答题")).to_be_visible()
