"""Before and after tests on the desk: made, paired, reported, taken apart; strangers find nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.models import Contest, GainPair, Slot
from quiz.selectors.gain import used_codes
from quiz.services.contests import publish_contest
from quiz.services.gain import make_after_test, pair_tests
from tests.factories import (
    BEIJING,
    end_contest,
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_user,
    sit,
)

pytestmark = pytest.mark.django_db


def wall(now):
    return now.astimezone(BEIJING).replace(tzinfo=None)


def after_draft(organizer, before, now):
    opens = wall(now) - timedelta(minutes=30)
    return make_after_test(organizer, before, "后测", opens, opens + timedelta(hours=8), now=now)


@pytest.fixture
def before(organizer, department, now, standing_clock):
    return make_contest(now, department, questions=10, points={"pass_mark": 60, "per_type": {"single": 10}})


def sat_pair(organizer, department, before, now, people):
    crowd = [make_user(department) for _each in range(people)]
    for at, one in enumerate(crowd):
        sit(one, before, right=3 + at % 4, start=now)
    end_contest(organizer, before, now=now)
    for _each in range(10):
        make_question(now=now)
    after = publish_contest(organizer, after_draft(organizer, before, now), now=now)
    for at, one in enumerate(crowd):
        sit(one, after, right=6 + at % 3, start=now)
    return end_contest(organizer, after, now=now)


def test_a_parallel_form_shares_no_question(desk, organizer, department, before, now):
    after = sat_pair(organizer, department, before, now, 2)
    asked = [
        set(Slot.objects.filter(attempt__contest=one).values_list("revision__question_id", flat=True))
        for one in (before, after)
    ]
    assert len(asked[0]) == len(asked[1]) == 10 and not asked[0] & asked[1]
    done = set(AuditEntry.objects.filter(subject=f"contest:{after.pk}").values_list("action", flat=True))
    assert "gain_paired" in done


def test_a_pool_that_is_too_small_is_said_in_words(desk, organizer, before, now):
    after = after_draft(organizer, before, now)
    page = desk.get(reverse("desk_contest", args=[after.pk])).content.decode()
    assert "另一场占了 10 题" in page
    with pytest.raises(RuleBroken) as refused:
        publish_contest(organizer, after, now=now)
    assert "paper.rows" in refused.value.fields
    desk.post(reverse("desk_gain_unpair", args=[after.pk]))
    publish_contest(organizer, after, now=now)


def test_what_was_not_drawn_is_free_again(organizer, department, before, now):
    assert len(used_codes(before)) == 10
    assert used_codes(end_contest(organizer, before, now=now)) == frozenset()


def test_two_with_shared_questions_are_refused(desk, organizer, department, before, now):
    other = make_contest(now, department, questions=0)
    response = desk.post(reverse("desk_gain_pair", args=[before.pk]), {"after": other.pk}, follow=True)
    assert "10 道同样的题" in response.content.decode() and not GainPair.objects.exists()


def test_a_fixed_paper_has_no_parallel_form(desk, department, now):
    codes = [make_question(now=now).question.code for _each in range(3)]
    fixed = make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": codes})
    sent = {"title": "后测", "opens_at": "2030-01-01T09:00", "closes_at": "2030-01-02T09:00"}
    page = desk.post(reverse("desk_gain_parallel", args=[fixed.pk]), sent).content.decode()
    assert "固定题目" in page and Contest.objects.count() == 1


def test_a_fixed_after_test_must_not_ask_again(organizer, department, before, now):
    end_contest(organizer, before, now=now)
    with pytest.raises(RuleBroken, match="gain_wrong_order"):
        pair_tests(organizer, before, before, now=now)
    after = after_draft(organizer, before, now)
    with pytest.raises(RuleBroken, match="gain_in_a_pair"):
        pair_tests(organizer, before, after, now=now)
    with pytest.raises(RuleBroken, match="gain_before_is_draft"):
        pair_tests(organizer, after, before, now=now)


def test_the_form_makes_a_draft(desk, before):
    address = reverse("desk_gain_parallel", args=[before.pk])
    assert "（后测）" in desk.get(address).content.decode()
    sent = {"title": "后测", "opens_at": "2030-01-02T09:00", "closes_at": "2030-01-01T09:00"}
    assert "结束时间要晚于开始时间" in desk.post(address, sent).content.decode()
    desk.post(address, sent | {"closes_at": "2030-01-05T09:00"})
    pair = GainPair.objects.select_related("after__rules").get()
    assert pair.after.state == "draft" and pair.before_id == before.pk
    assert pair.after.rules.document["paper"] == before.rules.document["paper"]
    assert "后测" in desk.get(reverse("desk_gain", args=[before.pk])).content.decode()


def test_the_report(desk, organizer, department, before, now):
    after = sat_pair(organizer, department, before, now, 24)
    address = reverse("desk_gain", args=[after.pk])
    page = desk.get(address).content.decode()
    for text in (
        "前测平均",
        "效应量 d_av",
        "归一化增益",
        "McNemar",
        "95% 区间",
        "种子 20261126",
        "不是公民具备科学素质比例",
    ):
        assert text in page
    assert "6/24" in page and "24/24" in page and department.name in page and "style=" not in page
    response = desk.post(reverse("desk_gain_file", args=[after.pk]))
    assert response.content.startswith(b"PK") and AuditEntry.objects.filter(action="gain_exported").exists()


def test_few_people_and_nobody(desk, organizer, department, before, now):
    after = sat_pair(organizer, department, before, now, 3)
    page = desk.get(reverse("desk_gain", args=[after.pk])).content.decode()
    assert "不到 10 人，为保护个人" in page and "前测平均" not in page


def test_counts_alone_below_twenty(desk, organizer, department, before, now):
    after = sat_pair(organizer, department, before, now, 12)
    page = desk.get(reverse("desk_gain", args=[after.pk])).content.decode()
    assert "只列人数" in page and "McNemar" not in page


def test_empty_states(desk, organizer, before, now):
    after = after_draft(organizer, before, now)
    assert "还没有结果" in desk.get(reverse("desk_gain", args=[after.pk])).content.decode()
    assert desk.post(reverse("desk_gain_file", args=[after.pk])).status_code == 404
    end_contest(organizer, before, now=now)
    Contest.objects.filter(pk=after.pk).update(state="closed")
    assert "没有人两次都考" in desk.get(reverse("desk_gain", args=[after.pk])).content.decode()


def test_strangers_find_nothing(client, organizer, department, before, now):
    other = make_organizer(make_department())
    after = after_draft(organizer, before, now)
    client.force_login(other)
    for name in ("desk_gain", "desk_gain_parallel"):
        assert client.get(reverse(name, args=[after.pk])).status_code == 404
    for name in ("desk_gain_parallel", "desk_gain_pair", "desk_gain_unpair", "desk_gain_file"):
        assert client.post(reverse(name, args=[before.pk])).status_code == 404
    assert GainPair.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "9" * 30])
def test_a_bad_choice_is_told(desk, before, sent):
    page = desk.post(reverse("desk_gain_pair", args=[before.pk]), {"after": sent}, follow=True)
    assert "请选一场后测" in page.content.decode()


def test_the_report_has_a_budget(desk, organizer, department, before, now):
    after = sat_pair(organizer, department, before, now, 12)
    address = reverse("desk_gain", args=[after.pk])
    desk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.get(address)
    assert len(asked) <= 14
