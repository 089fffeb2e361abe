"""A paper is handed in once, whatever fingers, networks and the back button do."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Attempt, AttemptScore
from tests.browser.stage import Scene, is_saved, option, settle, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def review(page_of, scene: Scene) -> Page:
    """On the page before the hand-in, one question answered."""
    page = page_of(scene.person)
    start(page, scene.contest)
    option(page, "马上催吐").click()
    is_saved(page)
    page.goto(f"/attempts/{scene.attempt.pk}/review")
    return page


def _is_once(scene: Scene, points: int = 500) -> None:
    settle()
    attempt = Attempt.objects.get(contest=scene.contest)
    assert (attempt.state, attempt.handed_in_by) == ("handed_in", "person")
    assert [score.points for score in AttemptScore.objects.all()] == [points]


def test_a_double_click_hands_in_once(scene: Scene, review: Page) -> None:
    posts = []
    review.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    review.get_by_role("button", name="确认交卷").dblclick()
    review.wait_for_url("**/result")
    assert posts
    _is_once(scene)


def test_sent_again_it_stays_one_submission(scene: Scene, review: Page) -> None:
    """Four at once, as a browser that retries would; the time of the first stays."""
    answers = review.evaluate(
        """async () => {
          const form = document.querySelector("form[action$='/hand-in']");
          const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
          const answers = await Promise.all([send(), send(), send(), send()]);
          return answers.map((answer) => [answer.status, answer.url]);
        }"""
    )
    assert {status for status, _url in answers} == {200}
    assert all(url.endswith("/result") for _status, url in answers)
    first = scene.attempt.handed_in_at
    review.get_by_role("button", name="确认交卷").click()
    review.wait_for_url("**/result")
    assert scene.attempt.handed_in_at == first
    _is_once(scene)


def test_back_leads_to_the_result_and_not_to_a_broken_paper(scene: Scene, review: Page) -> None:
    review.get_by_role("button", name="确认交卷").click()
    review.wait_for_url("**/result")
    review.go_back()
    expect(review).to_have_url(re.compile("/result$"))
    expect(review.get_by_text("已交卷")).to_be_visible()
    for page in ("1", "sheet", "review", "hand-in", ""):
        review.goto(f"/attempts/{scene.attempt.pk}/{page}".rstrip("/"))
        expect(review).to_have_url(re.compile("/result$"))
    _is_once(scene)


def test_the_only_attempt_is_spent(scene: Scene, review: Page) -> None:
    review.get_by_role("button", name="确认交卷").click()
    review.wait_for_url("**/result")
    review.goto(f"/contests/{scene.contest.pk}")
    expect(review.get_by_role("button", name="开始答题")).to_have_count(0)
    expect(review.get_by_text("次数已用完").or_(review.get_by_text("用完"))).to_be_visible()
    expect(review.get_by_role("link", name="我的成绩")).to_be_visible()
