"""Contests and people for the browser, and what a person does on the pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import Department, User
from leaderboard.services.sweep import sweep as sweep_boards
from quiz.models import Answer, Attempt, Contest, QuestionRevision, Slot
from quiz.services.closing import close_contest
from quiz.services.sweep import sweep as sweep_quiz
from tests.clients import logged_in
from tests.factories import (
    give_prizes,
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_user,
)

PASSWORD = "a-good-password"

SINGLE = "误食了不认识的野蘑菇，最先该做什么？"
MULTI = "下面哪些做法能减少家里的火灾危险？"
JUDGE = "微波炉可以加热带壳的生鸡蛋。"
BLANK = "标准大气压下，水在____摄氏度结冰，在____摄氏度沸腾。"
SECOND = "手机电池鼓包了，应该怎么办？"
THIRD = "地震时在教室里，最先应该怎么做？"
OPTIONS = {
    SINGLE: ["马上催吐并带着剩下的蘑菇去医院", "喝一杯浓茶就好", "等有了症状再说", "吃一头大蒜解毒"],
    MULTI: ["出门前关掉炉火", "楼道里不堆杂物", "插线板一个接一个", "在楼道给电动车充电"],
    SECOND: ["停止使用，交给回收点", "扎个孔放气", "放进冰箱", "继续用到没电"],
    THIRD: ["就近躲避，护住头", "马上从窗户跳下", "乘电梯下楼", "站在玻璃窗边"],
}


def mixed_questions(now: datetime) -> list[QuestionRevision]:
    """Six questions: one of each type and two more single-choice ones; worth 5 points each."""
    return [
        _choice("single", SINGLE, [1], now),
        _choice("multi", MULTI, [1, 2], now),
        make_question(type="judge", stem=JUDGE, key=[0], explanation="蒸汽出不来，会炸开。", now=now),
        make_question(type="blank", stem=BLANK, key=[["0", "零"], ["100"]], now=now),
        _choice("single", SECOND, [1], now),
        _choice("single", THIRD, [1], now),
    ]


def _choice(kind: str, stem: str, key: list[int], now: datetime) -> QuestionRevision:
    options = [{"id": number, "text": text} for number, text in enumerate(OPTIONS[stem], start=1)]
    return make_question(type=kind, stem=stem, key=key, options_list=options, now=now)


def mixed_contest(
    now: datetime, department: Department | None = None, *, singles: bool = False, **parts: Any
) -> Contest:
    """A published contest with the six questions in their order."""
    revisions = mixed_questions(now)
    if singles:
        revisions = [one for one in revisions if one.type == "single"]
    paper = {"mode": "fixed", "questions": [one.question.code for one in revisions], "order": "as_listed"}
    return make_contest(now, department, questions=0, paper=paper, **parts)


class Scene:
    """A contest that is on, and one employee of its department who may take part."""

    def __init__(self, **parts: Any) -> None:
        self.now = timezone.now()
        self.department = make_department("河东区科协")
        self.person = make_user(self.department, name="张小三")
        self.contest = mixed_contest(self.now, self.department, **parts)

    @property
    def attempt(self) -> Attempt:
        return Attempt.objects.get(user=self.person, contest=self.contest)

    def responses(self) -> dict[int, list[Any]]:
        """What the rows hold: position → the answer that counts, chosen options in ascending order."""
        return dict(self._answers("sequence", "pk"))

    def rows(self) -> list[tuple[int, list[Any]]]:
        """Every answer row in the order in which it was saved."""
        return self._answers("pk")

    def _answers(self, *order: str) -> list[tuple[int, list[Any]]]:
        kind = Slot.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position")).values("type")
        answers = Answer.objects.filter(attempt=self.attempt).annotate(type=Subquery(kind)).order_by(*order)
        kept = answers.values_list("position", "type", "response")
        return [(at, response if kind == "blank" else sorted(response)) for at, kind, response in kept]

    def close(self) -> User:
        """Closed by an organizer and scored; the organizer."""
        organizer = make_organizer(self.department)
        close_contest(organizer, Contest.objects.get(pk=self.contest.pk), now=timezone.now())
        settle()
        return organizer

    def publish_winners(self) -> None:
        organizer, now = self.close(), timezone.now()
        contest = Contest.objects.get(pk=self.contest.pk)
        give_prizes(organizer, contest, now=now)

    def lasts(self, seconds: float) -> None:
        """Moves the end of the open paper to so many seconds from now."""
        deadline = timezone.now() + timedelta(seconds=seconds)
        Attempt.objects.filter(pk=self.attempt.pk).update(deadline=deadline)


def settle(now: datetime | None = None) -> None:
    """What the sweep does every few seconds: score what waits, bring the boards up to date."""
    sweep_quiz(now=now or timezone.now())
    sweep_boards(now=now or timezone.now())


# ── What a person does ────────────────────────────────────────────────────────


def enter_as(context: BrowserContext, user: User, address: str) -> None:
    """Logged in, without the login page."""
    client = logged_in(user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address, "httpOnly": True}]
    )


def start(page: Page, contest: Contest) -> None:
    page.goto(f"/contests/{contest.pk}")
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/attempts/*/*")


def question(page: Page) -> Locator:
    """The question that is on the screen."""
    return page.locator("form.question:visible")


def option(page: Page, text: str) -> Locator:
    return question(page).locator("label.option", has_text=text)


def next_question(page: Page) -> None:
    page.get_by_role("button", name="下一题").click()


def is_saved(page: Page) -> None:
    """The page says so."""
    status = page.locator("[data-saved]:visible")
    expect(status).to_have_attribute("data-state", "saved")
    expect(status).to_contain_text("已保存")


def is_at(page: Page, stem: str) -> None:
    expect(question(page).locator("[data-stem]")).to_contain_text(stem.split("____")[0])


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is on something that matches; fails where it cannot be reached."""
    for _each in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"not reached with {most} tabs: {selector}")


def wait_until(what: Callable[[], Any], page: Page, seconds: float = 15) -> Any:
    """What `what` returns as soon as it is true, while the browser goes on."""
    for _each in range(int(seconds * 20)):
        found = what()
        if found:
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} s")


def holds(scene: Scene, wanted: dict[int, list[Any]], page: Page) -> None:
    """The rows come to hold exactly these answers."""
    for _each in range(200):
        if scene.responses() == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the rows hold {scene.responses()}, not {wanted}")
