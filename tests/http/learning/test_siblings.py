"""Siblings in the browser's place: today one of them, the next time another, and one line of progress."""

import re
from datetime import timedelta

import pytest

from learning.models import LearningSession, Memory
from learning.services.learners import learner_for
from quiz.models import Question
from quiz.services.closing import close_contest
from tests.clients import page
from tests.factories import make_contest, make_question

from .test_pages import answer, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def pair(now) -> set[int]:
    """Two siblings in a bank of three."""
    make_question(now=now)
    return {make_question(now=now, fact="0101-a").question_id for _each in range(2)}


def test_the_sibling_comes_next_time(client, pair, person, time_machine, now):
    client.force_login(person)
    first = begun(client, "daily")
    (asked,) = pair & set(LearningSession.objects.get().plan)
    for _each in range(2):
        answer(client, first, time_machine, now)
    time_machine.move_to(now + timedelta(days=60))
    client.force_login(person)
    answer(client, begun(client, "daily"), time_machine, now)
    second = LearningSession.objects.order_by("pk").last()
    assert set(second.plan) & pair == pair - {asked}
    address = begun(client, "daily")
    answer(client, address, time_machine, now)
    shown = " ".join(re.sub(r"<[^>]+>", " ", page(client, "/learn/progress")).split())
    assert "学过 2 题" in shown and "问同一件事的几道姐妹题只算一题" in shown
    assert Memory.objects.filter(question__in=pair, due__isnull=False).count() == 1


def test_without_siblings_nothing_is_said_of_them(client, pair, person, time_machine, now):
    Question.objects.update(fact="")
    client.force_login(person)
    address = begun(client, "daily")
    for _each in range(3):
        answer(client, address, time_machine, now)
    assert "学过" in page(client, "/learn/progress") and "只算一题" not in page(client, "/learn/progress")
    assert learner_for(person, None, now=now).memories.filter(due__isnull=False).count() == 3


def test_while_a_contest_is_on_it_keeps_the_siblings_of_its_questions_too(client, now, time_machine):
    """Its papers ask one of them: the key of the other, and why, would tell that answer. What they ask may be
    learned before."""
    make_question(now=now, fact="0101-a")
    paper = {"mode": "blueprint", "rows": [{"count": 1, "topics": ["0101"]}]}
    contest = make_contest(now + timedelta(days=3), questions=0, paper=paper)
    make_question(now=now, fact="0101-a", explanation="原来如此")
    assert page(client, "/learn/read/0101").count("原来如此") == 1
    for days in (2, 3):  # the eve, and while it is on
        time_machine.move_to(now + timedelta(days=days), tick=False)
        assert "原来如此" not in page(client, "/learn/read/0101")
    close_contest(None, contest, now=now + timedelta(days=3))
    assert page(client, "/learn/read/0101").count("原来如此") == 1
