"""停表补时 at the desk: the form, what it gives back, the confirmation."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import Attempt, Outage
from quiz.services.attempts import start_or_resume
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    office = make_department()
    now = timezone.now().replace(second=0, microsecond=0)
    contest = make_contest(now, office)
    attempt = start_or_resume(make_user(office), contest.pk, now=now - timedelta(minutes=15))
    desk = logged_in(make_organizer(office))
    return contest, attempt, desk, now


def sent(contest, now, since=-12, until=-7, **others):
    def wall(minutes):
        return (now + timedelta(minutes=minutes)).astimezone(contest.zone).strftime("%Y-%m-%dT%H:%M")

    return {"begins_at": wall(since), "ends_at": wall(until), "reason": "机房断电", **others}


def test_the_form_begins_at_this_minute_and_refuses_it_unchanged(room):
    contest, _attempt, desk, _now = room
    address = f"/manage/contests/{contest.pk}/outage"
    page = desk.get(address).content.decode()
    shown = re.search(r'name="begins_at" value="([^"]+)"', page)[1]
    assert not shown.endswith("00:00") or timezone.now().minute == 0
    assert page.count(f'value="{shown}"') == 2
    refused = desk.post(address, {"begins_at": shown, "ends_at": shown, "reason": "断电"})
    assert refused.status_code == 400 and "要晚于" in refused.content.decode()


def test_tried_and_confirmed(room):
    contest, attempt, desk, now = room
    address = f"/manage/contests/{contest.pk}/outage"
    assert "停表补时" in desk.get(f"/manage/contests/{contest.pk}/live").content.decode()
    trial = desk.post(address, sent(contest, now)).content.decode()
    assert "推迟截止的答卷" in trial and not Outage.objects.exists()
    done = desk.post(address, sent(contest, now, sure="1"), follow=True).content.decode()
    assert "已补时 5 分钟" in done and "机房断电" in done
    before = attempt.deadline
    assert Attempt.objects.get(pk=attempt.pk).deadline - before == timedelta(minutes=5)
    assert "1 份答卷推迟截止" in desk.get(f"/manage/contests/{contest.pk}/log").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"begins_at": "昨天"}, "请填时间"),
        ({"ends_at": "2026-13-45T10:00"}, "请填时间"),
        ({"reason": ""}, "原因"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(room, wrong, words):
    contest, _attempt, desk, now = room
    answer = desk.post(f"/manage/contests/{contest.pk}/outage", {**sent(contest, now), **wrong})
    page = answer.content.decode()
    assert answer.status_code == 400 and words in page
    assert ('value="机房断电"' in page) == ("reason" not in wrong)
    assert not Outage.objects.exists()


def test_back_keeps_what_was_typed(room):
    contest, _attempt, desk, now = room
    page = desk.post(f"/manage/contests/{contest.pk}/outage", sent(contest, now, back="1")).content.decode()
    assert 'value="机房断电"' in page
