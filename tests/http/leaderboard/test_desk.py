"""The award desk: what it says in each state, and that nothing moves back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leaderboard.models import AwardRun
from quiz.models import Contest, Entry
from quiz.services.closing import close_contest
from tests.factories import end_contest, make_contest, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
TIERS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 1}]


@pytest.fixture
def contest(department, now) -> Contest:
    people = [make_user(department, name=name) for name in ("甲一", "乙二", "丙三")]
    found = make_contest(now, department, awards=TIERS)
    for person, right in zip(people, (9, 5, 5), strict=True):
        sit(person, found, right=right, start=now)
    return found


def awards(desk, contest) -> str:
    return desk.get(reverse("desk_awards", args=[contest.pk])).content.decode()


def compute(desk, contest) -> str:
    address = reverse("desk_awards_draft", args=[contest.pk])
    return desk.post(address, follow=True).content.decode()


def closed(contest, now) -> None:
    end_contest(None, contest, now=now)


def test_before_the_end_there_is_nothing_to_compute(desk, contest):
    assert "竞赛还没结束" in awards(desk, contest)
    assert "竞赛还没有结束" in compute(desk, contest)
    assert not AwardRun.objects.exists()


def test_it_waits_for_the_last_score(desk, contest, now):
    close_contest(None, contest, now=now)
    assert "3 份在评分" in awards(desk, contest)
    assert "正在评分" in compute(desk, contest)


def test_a_draft_shows_full_names_ties_notes_and_its_digest(desk, contest, now):
    closed(contest, now)
    page = compute(desk, contest)
    run = AwardRun.objects.get()
    assert all(name in page for name in ("甲一", "乙二", "丙三"))
    # Two share the second place, so both win: said in the notes and at the names.
    assert page.count("并列") >= 3 and "名额 1" in page
    assert run.input_digest in page


def test_the_same_facts_give_the_same_draft_and_a_discarded_one_comes_again(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    first = AwardRun.objects.get()
    assert "结果没有变化" in compute(desk, contest)
    assert AwardRun.objects.get().pk == first.pk
    desk.post(reverse("desk_awards_discard", args=[first.pk]))
    assert not AwardRun.objects.exists()
    compute(desk, contest)
    assert AwardRun.objects.get().input_digest == first.input_digest


def test_what_has_changed_since_the_draft_is_not_confirmed(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    run = AwardRun.objects.get()
    Entry.objects.filter(user__name="甲一").update(excluded_reason="他人代答")
    page = desk.post(reverse("desk_awards_confirm", args=[run.pk]), follow=True).content.decode()
    assert "重新计算" in page
    run.refresh_from_db()
    assert run.state == AwardRun.State.DRAFT


def test_confirmed_awards_are_neither_discarded_nor_computed_again(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    run = AwardRun.objects.get()
    desk.post(reverse("desk_awards_confirm", args=[run.pk]))
    discarded = desk.post(reverse("desk_awards_discard", args=[run.pk]), follow=True)
    assert "已经确认，不能再改" in discarded.content.decode()
    run.refresh_from_db()
    assert run.state == AwardRun.State.CONFIRMED
    assert "已经确认" in compute(desk, contest)
    page = awards(desk, contest)
    assert reverse("desk_awards_publish", args=[run.pk]) in page
    assert reverse("desk_awards_discard", args=[run.pk]) not in page


def test_only_confirmed_awards_are_published(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    run = AwardRun.objects.get()
    address = reverse("desk_awards_publish", args=[run.pk])
    assert "请先确认奖项" in desk.post(address, follow=True).content.decode()
    assert AwardRun.objects.get().state == AwardRun.State.DRAFT
    desk.post(reverse("desk_awards_confirm", args=[run.pk]))
    assert desk.post(address, follow=True).status_code == 200
    assert reverse("winners", args=[contest.pk]) in awards(desk, contest)


def test_files_are_named_after_the_contest(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    for address in (
        reverse("desk_export_results", args=[contest.pk]),
        reverse("desk_export_winners", args=[AwardRun.objects.get().pk]),
    ):
        answer = desk.post(address)
        assert answer.content[:2] == b"PK" and "filename*=utf-8''" in answer["Content-Disposition"]


def test_ties_and_people_without_a_place_stand_beside_the_awards(desk, contest, now):
    closed(contest, now)
    Entry.objects.filter(user__name="甲一").update(excluded_reason="他人代答")
    compute(desk, contest)
    page = awards(desk, contest)
    assert "2 名与人并列" in page and "state=excluded" in page and "1 人" in page
    confirm = desk.get(reverse("desk_awards_confirm", args=[AwardRun.objects.get().pk])).content.decode()
    assert "2 名与人并列" in confirm and "谁不计名次" in confirm


def test_after_the_confirmation_the_desk_says_that_all_is_sealed(desk, contest, now):
    closed(contest, now)
    compute(desk, contest)
    run, entry = AwardRun.objects.get(), Entry.objects.filter(contest=contest).first()
    person = reverse("desk_person", args=[contest.pk, entry.pk])
    assert reverse("desk_exclude", args=[contest.pk, entry.pk]) in desk.get(person).content.decode()
    desk.post(reverse("desk_awards_confirm", args=[run.pk]))
    assert "封存" in awards(desk, contest)
    page = desk.get(person).content.decode()
    assert "奖项已经确认" in page and reverse("desk_exclude", args=[contest.pk, entry.pk]) not in page
    refused = desk.post(reverse("desk_exclude", args=[contest.pk, entry.pk]), {"reason": "代答"})
    assert refused.status_code == 400 and "更正公告" in refused.content.decode()
    for name in ("desk_rules", "desk_rules_file"):
        assert "规则不能再改" in desk.get(reverse(name, args=[contest.pk])).content.decode()


def test_what_has_moved_since_the_computation_is_said(desk, contest, now, time_machine):
    closed(contest, now)
    compute(desk, contest)
    assert "有过变化" not in awards(desk, contest)
    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    entry = Entry.objects.filter(contest=contest, user__name="甲一").get()
    desk.post(reverse("desk_exclude", args=[contest.pk, entry.pk]), {"reason": "代答"})
    assert "有过变化" in awards(desk, contest)
    compute(desk, contest)
    assert "有过变化" not in awards(desk, contest)
