"""我的奖 and the desk of claims: claimed, given up, noted at the counter, handed on."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from leaderboard.models import Award, AwardRun, ClaimStep
from leaderboard.services.free_texts import forget_texts
from quiz.models import Contest
from tests.clients import logged_in
from tests.factories import (
    end_contest,
    give_prizes,
    make_contest,
    make_department,
    make_organizer,
    make_user,
    sit,
)
from tests.pdf_text import pdf_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
TIERS = [
    {"name": "一等奖", "quota": 1, "reserves": 1, "claim_days": 3},
    {"name": "二等奖", "quota": 1, "reserves": 2, "claim_days": 3},
]


@pytest.fixture
def people(department):
    return [make_user(department, name=name) for name in ("欧阳小明", "钱二二", "孙三三", "李四四")]


@pytest.fixture
def contest(department, now, people, organizer) -> Contest:
    found = make_contest(now, department, awards=TIERS)
    for number, person in enumerate(people):
        sit(person, found, right=9 - number, start=now)
    found = end_contest(organizer, found, now=now)
    give_prizes(organizer, found, now=now)
    return found


def award_of(person) -> Award:
    return Award.objects.get(user=person, run__state=AwardRun.State.PUBLISHED)


def test_a_winner_is_told_on_the_first_page_and_claims(contest, people):
    client = logged_in(people[0])
    first = client.get("/").content.decode()
    assert "恭喜您获得“一等奖”" in first and reverse("prizes") in first
    assert "待领取" in client.get(reverse("prizes")).content.decode()
    answer = client.post(reverse("prize_claim", args=[contest.pk]), follow=True)
    assert "“一等奖”已确认" in answer.content.decode() and "已确认领奖" in answer.content.decode()
    assert "恭喜您获得" not in client.get("/").content.decode()
    again = client.post(reverse("prize_claim", args=[contest.pk]), follow=True).content.decode()
    assert "已经确认过领奖了" in again
    assert ClaimStep.objects.count() == 1


def test_giving_up_is_asked_once_more(contest, people):
    client = logged_in(people[0])
    address = reverse("prize_waive", args=[contest.pk])
    assert "放弃这个奖？" in client.get(address).content.decode()
    assert not ClaimStep.objects.exists()
    assert client.post(address, {"reason": "长" * 201}).status_code == 422
    answer = client.post(address, {"reason": "出国"}, follow=True).content.decode()
    assert "已放弃" in answer
    assert ClaimStep.objects.get().said == "出国"


def test_a_reason_is_shown_at_the_desk_until_it_is_forgotten(
    contest, people, organizer, now, settings, time_machine
):
    logged_in(people[0]).post(reverse("prize_waive", args=[contest.pk]), {"reason": "住院"})
    address, log = (
        reverse("desk_claim", args=[award_of(people[0]).pk]), reverse("desk_log", args=[contest.pk])
    )  # fmt: skip
    desk = logged_in(organizer)
    assert "原因：住院" in desk.get(address).content.decode()
    told = desk.get(log).content.decode()
    assert "写了原因，在这个奖的登记页上" in told and "住院" not in told
    then = now + timedelta(days=settings.TEXTS_KEPT_DAYS + 1)
    forget_texts(now=then)
    time_machine.move_to(then, tick=False)
    desk = logged_in(organizer)
    text = desk.get(address).content.decode()
    assert "保存期满，原文已删除" in text and "住院" not in text
    assert "到期删除原文" in desk.get(log).content.decode()


def test_whoever_won_nothing_is_told_so_and_who_is_in_line_too(contest, people, department):
    nobody = logged_in(make_user(department))
    assert "还没有获奖" in nobody.get(reverse("prizes")).content.decode()
    refused = nobody.post(reverse("prize_claim", args=[contest.pk]), follow=True)
    assert "您没有获得这个竞赛的奖" in refused.content.decode()
    assert nobody.get(reverse("prize_waive", args=[contest.pk])).status_code == 302
    in_line = logged_in(people[3]).get(reverse("prizes")).content.decode()
    assert "递补名单里有您" in in_line and "前面还有 1 人" in in_line


def test_nobody_else_sees_who_claims(contest, people):
    assert Client().get(reverse("prizes")).status_code == 302
    other = logged_in(people[1]).get(reverse("prizes")).content.decode()
    assert people[0].name not in other


def test_the_winners_page_shows_the_line_masked(contest, people):
    page = Client().get(reverse("winners", args=[contest.pk])).content.decode()
    assert "递补名单" in page and "孙*三" in page and "孙三三" not in page
    own = logged_in(people[0]).get(reverse("winners", args=[contest.pk])).content.decode()
    assert "去领奖" in own


def test_from_the_counter_to_the_new_list(contest, people, organizer, now, time_machine):
    desk = logged_in(organizer)
    address = reverse("desk_claims", args=[contest.pk])
    steps = desk.get(reverse("desk_awards", args=[contest.pk])).content.decode()
    assert '<li aria-current="step"><span>公示，领奖</span></li><li><span>最终名单</span></li>' in steps
    page = desk.get(address).content.decode()
    assert "欧阳小明" in page and page.count("待领取") >= 2
    noted = desk.post(reverse("desk_claim", args=[award_of(people[1]).pk]), {"kind": "taken"}, follow=True)
    assert "已登记" in noted.content.decode()
    unsaid = desk.post(reverse("desk_claim", args=[award_of(people[0]).pk]), {"kind": "waived"})
    assert unsaid.status_code == 422 and "请写明原因" in unsaid.content.decode()
    assert "李四四" not in desk.get(f"{address}?state=waiting").content.decode().split("递补次序")[0]
    assert "没有找到这样的人" in desk.get(f"{address}?q=没有").content.decode()

    time_machine.move_to(now + timedelta(days=9), tick=False)
    assert "有 1 个奖放弃或逾期未领" in desk.get(address).content.decode()
    assert "奖都领完或递补完以后" in desk.get(reverse("desk_notice", args=[contest.pk])).content.decode()
    shown = desk.get(reverse("desk_hand_on", args=[contest.pk]))
    digest = shown.context["found"].digest
    assert "由谁递补" in shown.content.decode() and not ClaimStep.objects.filter(kind="handed_on").exists()
    stale = desk.post(reverse("desk_hand_on", args=[contest.pk]), {"digest": "0"})
    assert stale.status_code == 302 and not ClaimStep.objects.filter(kind="handed_on").exists()
    done = desk.post(reverse("desk_hand_on", args=[contest.pk]), {"digest": digest}, follow=True)
    assert "已递补，2 人有了新的奖项" in done.content.decode()
    # 钱二二 had claimed the second prize, moves up to the first, and claims that one anew.
    assert award_of(people[1]).tier == "一等奖" and award_of(people[2]).tier == "二等奖"
    old = Award.objects.get(user=people[0])
    assert "获奖名单已经换成新的了" in desk.get(reverse("desk_claim", args=[old.pk])).content.decode()
    log = desk.get(reverse("desk_log", args=[contest.pk])).content.decode()
    assert "递补" in log and "空出 1 个奖，2 人递补或升等" in log


def test_of_a_long_line_the_desk_shows_the_first_and_how_many_there_are(contest, organizer, monkeypatch):
    monkeypatch.setattr("leaderboard.web.claims_desk.FIRST_IN_LINE", 1)
    text = logged_in(organizer).get(reverse("desk_claims", args=[contest.pk])).content.decode()
    line = text.split("递补次序")[1]
    assert "孙三三" in line and "李四四" not in line and "只列出最前面的 1 人" in line


def test_many_are_handed_over_at_once_and_the_page_stays(contest, people, organizer, department):
    desk = logged_in(organizer)
    address, here = reverse("desk_claims_taken", args=[contest.pk]), "state=waiting&q=%E4%BA%8C%E7%AD%89"
    both = [award_of(people[0]).pk, award_of(people[1]).pk]
    logged_in(people[0]).post(reverse("prize_waive", args=[contest.pk]), {"reason": ""})
    done = desk.post(f"{address}?{here}", {"prize": [*both, "x"]}, follow=True)
    assert done.redirect_chain[0][0] == f"{reverse('desk_claims', args=[contest.pk])}?{here}"
    text = done.content.decode()
    assert "已登记 1 个奖领走" in text and "1 个没有登记" in text
    assert list(ClaimStep.objects.values_list("user", "by")) == [
        (people[0].pk, people[0].pk), (people[1].pk, organizer.pk),
    ]  # fmt: skip
    none = desk.post(address, follow=True).content.decode()
    assert "请先勾选领走了的奖" in none and ClaimStep.objects.count() == 2
    stranger = logged_in(make_organizer(make_department()))
    assert stranger.post(address, {"prize": both}).status_code == 404


def test_one_is_handed_over_by_its_button_whatever_is_ticked(contest, people, organizer):
    first, second = award_of(people[0]).pk, award_of(people[1]).pk
    address = reverse("desk_claims_taken", args=[contest.pk])
    logged_in(organizer).post(address, {"one": first, "prize": [second]})
    assert [step.user_id for step in ClaimStep.objects.all()] == [people[0].pk]


def test_prizes_of_another_contest_are_not_noted_from_here(contest, people, organizer, department, now):
    other = make_contest(now, department, awards=TIERS)
    address = reverse("desk_claims_taken", args=[other.pk])
    logged_in(organizer).post(address, {"prize": [award_of(people[0]).pk]})
    assert not ClaimStep.objects.exists()


def test_what_is_looked_for_stays_on_the_next_page(contest, people, organizer, monkeypatch):
    monkeypatch.setattr("leaderboard.web.claims_desk.PAGE", 1)
    page = logged_in(organizer).get(
        reverse("desk_claims", args=[contest.pk]), {"q": "等", "state": "waiting"}
    )
    assert 'href="?state=waiting&amp;q=%E7%AD%89&amp;page=2"' in page.content.decode()


def test_the_exported_list_says_who_has_the_prize(contest, people, organizer, now):
    desk = logged_in(organizer)
    desk.post(reverse("desk_claim", args=[award_of(people[1]).pk]), {"kind": "taken"})
    run = AwardRun.objects.get(contest=contest)
    book = CalamineWorkbook.from_filelike(
        BytesIO(desk.post(reverse("desk_export_winners", args=[run.pk])).content)
    )
    rows = book.get_sheet_by_name("获奖名单").to_python()
    at = rows[0].index("领奖")
    assert [row[at] for row in rows[1:]] == ["待领取", "已领走"]
    local = now.astimezone(ZoneInfo("Asia/Shanghai"))
    assert [row[at + 1 : at + 3] for row in rows[1:]] == [
        ["", ""], [f"{local:%Y-%m-%d %H:%M}", organizer.name],
    ]  # fmt: skip
    line = book.get_sheet_by_name("递补").to_python()
    assert [(row[0], row[4]) for row in line[1:]] == [
        ("一等奖", "钱二二"), ("二等奖", "孙三三"), ("二等奖", "李四四"),
    ]  # fmt: skip


def test_so_many_prizes_need_no_more_statements(contest, department, organizer, people, now):
    desk = logged_in(organizer)
    address = reverse("desk_claims", args=[contest.pk])
    desk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(address)
    for person in people[:2]:
        logged_in(person).post(reverse("prize_claim", args=[contest.pk]))
    with CaptureQueriesContext(connection) as more:
        desk.get(address)
    assert len(more) == len(few)


def test_the_sheet_to_sign_is_a_file_and_without_a_list_the_desk_says_why(
    contest, people, organizer, department, now
):
    desk = logged_in(organizer)
    address = reverse("desk_claims_sheet", args=[contest.pk])
    assert address in desk.get(reverse("desk_claims", args=[contest.pk])).content.decode()
    answer = desk.post(address)
    assert answer["Content-Type"] == "application/pdf" and "filename" in answer["Content-Disposition"]
    assert people[0].name in pdf_text(answer.content).text
    assert "打印领奖签收表" in desk.get(reverse("desk_log", args=[contest.pk])).content.decode()
    other = make_contest(now, department, awards=TIERS)
    none = desk.post(reverse("desk_claims_sheet", args=[other.pk]), follow=True)
    assert none.redirect_chain[0][0] == reverse("desk_claims", args=[other.pk])
    assert explain(RuleBroken("notice_not_published")) in none.content.decode()
