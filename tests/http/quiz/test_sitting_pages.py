"""The paper without scripts: its buttons save what was chosen, and nothing says so where it is not so."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import Answer, Attempt
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from tests.clients import past_login
from tests.factories import make_contest, make_organizer, make_question

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def client(person):
    return past_login(person, raise_request_exception=False)


def contest_of(department, **parts):
    """Two choices, a blank and a multiple choice, in this order, options as they are."""
    now = timezone.now()
    kinds = ("single", "single", "blank", "multi")
    codes = [make_question(type=kind, now=now).question.code for kind in kinds]
    paper = {"mode": "fixed", "questions": codes, "order": "as_listed", "shuffle_options": False}
    return make_contest(now, department, questions=0, paper=paper, **parts)


@pytest.fixture
def contest(person, department):
    return contest_of(department)


@pytest.fixture
def attempt(person, contest):
    return start_or_resume(person, contest.pk, now=timezone.now())


class Page:
    """One question as a browser holds it: what is hidden in its form stays, however often it is sent."""

    def __init__(self, client, attempt, position):
        self._client, self._address = client, f"/attempts/{attempt.pk}/{position}"
        text = client.get(self._address).content.decode()
        form = re.search(rf'<form[^>]*id="q{position}".*?</form>', text, re.S).group()
        self.hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    def send(self, *response, go="next", **more):
        fields = {**self.hidden, "response": list(response), "go": go, **more}
        return self._client.post(self._address, fields)


def saved(position=None):
    rows = Answer.objects.order_by("pk")
    rows = rows if position is None else rows.filter(position=position)
    return [row.response for row in rows]


def counting(attempt, position=1):
    return Answer.objects.filter(attempt=attempt, position=position).oldest_first().last().response


# ── Back, and another choice ──────────────────────────────────────────────────


def test_back_and_another_choice(client, attempt):
    page = Page(client, attempt, 1)
    page.send(2)
    assert page.send(3).status_code == 302
    assert counting(attempt) == [3]
    page.send(2)
    assert counting(attempt) == [2]


def test_back_and_the_choice_that_the_page_was_made_with(client, attempt):
    """The page shows what it was made with again, but by then something else is saved."""
    Page(client, attempt, 4).send(1)
    page = Page(client, attempt, 4)
    page.send(1, 2)
    page.send(1)
    assert counting(attempt, 4) == [1]


def test_a_button_pressed_twice(client, attempt):
    page = Page(client, attempt, 1)
    page.send(2)
    page.send(2)
    assert saved() == [[2]]


def test_looking_saves_nothing_and_overrules_nobody(client, attempt):
    """An old page in another tab whose options nobody touched."""
    old = Page(client, attempt, 1)
    Page(client, attempt, 1).send(2)
    old.send()
    assert saved() == [[2]]


# ── What breaks others ────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["", "short", "\x00" * 9, "键" * 9, "k" * 65, "key 0001", "key-0001\n"])
def test_a_key_that_is_none_is_replaced(client, attempt, key):
    assert Page(client, attempt, 1).send(2, client_key=key).status_code == 302
    assert saved() == [[2]]


@pytest.mark.parametrize("text", ["9" * 5000, "９", "-1", "x", "\x00", "1.0"])
def test_an_option_that_is_none_is_no_option(client, attempt, text):
    assert Page(client, attempt, 1).send(text).status_code in (302, 400)
    assert saved() in ([], [[]])


def test_hidden_characters_are_refused_with_a_sentence(client, attempt):
    reply = Page(client, attempt, 3).send("水\x00")
    assert reply.status_code == 400
    assert "控制字符" in reply.content.decode()
    assert saved() == []


# ── The end ───────────────────────────────────────────────────────────────────


def test_a_choice_that_came_after_the_hand_in_is_said_not_to_be_saved(client, person, attempt):
    page = Page(client, attempt, 2)
    hand_in(person, attempt.pk, now=timezone.now())
    reply = page.send(1)
    assert reply.url == f"/attempts/{attempt.pk}/result?unsaved=2"
    text = client.get(reply.url).content.decode()
    assert "第2题" in text and "没有保存" in text


def test_the_page_says_that_the_organizer_has_ended_it_and_when(client, department, contest, attempt):
    page = Page(client, attempt, 1)
    page.send(1)
    close_contest(make_organizer(department), contest, now=timezone.now())
    reply = Page.send(page, 2)
    text = client.get(reply.url).content.decode()
    at = timezone.localtime(Attempt.objects.get(pk=attempt.pk).handed_in_at)
    assert f"组织者在 {at:%H:%M} 提前结束了竞赛" in text
    assert "第1题" in text and counting(attempt) == [1]


@pytest.mark.parametrize("unsaved", ["", "x", "<b>", "9" * 5000, "1.2.x", "." * 3000, "\x00"])
def test_whatever_the_address_says(client, person, attempt, unsaved):
    hand_in(person, attempt.pk, now=timezone.now())
    assert client.get(f"/attempts/{attempt.pk}/result", {"unsaved": unsaved}).status_code == 200


# ── One item at a time ────────────────────────────────────────────────────────


@pytest.fixture
def in_turn(person, department):
    def in_turn(started):
        contest = contest_of(
            department, time={"paper_seconds": None, "item_seconds": 30, "grace_seconds": 60}
        )
        return start_or_resume(person, contest.pk, now=started)

    return in_turn


def test_after_the_last_item_comes_the_result(client, in_turn):
    attempt = in_turn(timezone.now())
    for position, response in enumerate([[1], [1], ["水"], [1, 2]], start=1):
        reply = Page(client, attempt, position).send(*response)
    assert client.get(reply.url).url == f"/attempts/{attempt.pk}/result"


def test_while_the_last_packet_is_awaited_the_page_says_so(client, in_turn):
    """The last item ran out, its grace did not: no item is open, and nothing is handed in yet."""
    attempt = in_turn(timezone.now() - 130 * SECOND)
    page = client.get(f"/attempts/{attempt.pk}")
    assert page.status_code == 200
    assert "正在收卷" in page.content.decode()
    assert client.get(f"/attempts/{attempt.pk}/4").url == f"/attempts/{attempt.pk}"


def test_an_item_that_was_over_is_said_not_to_be_saved(client, in_turn):
    attempt = in_turn(timezone.now())
    page = Page(client, attempt, 1)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - 100 * SECOND)
    reply = page.send(1)
    text = client.get(reply.url, follow=True).content.decode()
    assert "这次没有保存" in text
    assert saved() == []


def test_back_on_a_sequential_paper_changes_nothing_and_says_so(client, in_turn):
    attempt = in_turn(timezone.now())
    page = Page(client, attempt, 1)
    page.send(1)
    reply = page.send(2)
    assert "这次没有保存" in client.get(reply.url, follow=True).content.decode()
    assert saved() == [[1]]


# ── Hints ─────────────────────────────────────────────────────────────────────


def test_without_scripts_nothing_says_that_choosing_saves(client, attempt):
    """What is on the page before a script has come; scripts have their own words."""
    text = client.get(f"/attempts/{attempt.pk}/1").content.decode()
    shown = re.findall(r"<span data-saved-text>(.*?)</span>", text)
    assert shown and all("自动保存" not in one and "按钮" in one for one in shown)
    assert 'data-ready="选好即自动保存"' in text
