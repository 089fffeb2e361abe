"""Pages of study points and their board."""

import re

import pytest
from django.test import Client

from learning.domain.days import day_of
from learning.models import LearningSession, StudyPoint
from learning.services.learners import learner_for
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_ledger_in_words_and_month_by_month(client: Client, person, now, time_machine):
    time_machine.move_to(now, tick=False)
    assert client.get("/learn/points").status_code == 302
    client.force_login(person)
    assert "这个月还没有积分" in client.get("/learn/points").content.decode()
    learner = learner_for(person, None, now=now)
    for cause, points in (("daily/x", 5), ("week/x", 10)):
        StudyPoint.objects.create(
            learner=learner, cause=cause, points=points, day=day_of(now), policy=1, at=now
        )
    page = client.get("/learn/points").content.decode()
    assert "做完今日练习" in page and "+10" in page
    for odd in ("2026-13", "九月", "9999-01", "0001-01", ""):
        assert client.get(f"/learn/points?month={odd}").status_code == 200
        assert client.get(f"/learn/points/board?month={odd}").status_code == 200
    board = client.get("/learn/points/board").content.decode()
    assert person.name in board and "第1名" in board
    assert f"<h1>{now.year}年{now.month}月学习榜</h1>" in board and "?month=" in board


def test_members_of_the_public_and_staff_see_each_other_masked(client: Client, person, now, time_machine):
    """Whoever registers for an open contest has an account, and is no colleague of anybody."""
    time_machine.move_to(now, tick=False)
    public = [make_user(name=name) for name in ("赵小六", "钱小七")]
    for one in (*public, person):
        learner = learner_for(one, None, now=now)
        StudyPoint.objects.create(learner=learner, cause="x", points=5, day=day_of(now), policy=1, at=now)
        LearningSession.objects.create(
            learner=learner,
            mode="run",
            day=day_of(now),
            score=3,
            plan=[],
            size=0,
            started_at=now,
            finished_at=now,
        )
    colleague = make_user(person.department)
    seen = {colleague: (person.name,), public[0]: ("赵小六",), person: (person.name,)}
    for viewer, shown in seen.items():
        client.force_login(viewer)
        for address in ("/learn/points/board?of=all", "/learn/challenge/board?of=all"):
            names = set(re.findall(r'<th scope="row">([^<]+)', client.get(address).content.decode()))
            assert len(names) == 3 and {one for one in names if "*" not in one} == set(shown)


def test_the_board_needs_a_login(client: Client):
    assert client.get("/learn/points/board").status_code == 302
