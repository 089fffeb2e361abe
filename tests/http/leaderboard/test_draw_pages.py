import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from leaderboard.domain.lottery_file import doubts
from leaderboard.models import DrawResult, DrawRoll
from leaderboard.selectors.drawings import latest_roll
from leaderboard.services.draws import draw_lots, freeze_roll
from quiz.domain.draw_seed import seed_of
from quiz.models import Contest, DrawSeed, Entry
from quiz.services.exclusions import exclude_entry
from tests.clients import logged_in, named_page
from tests.factories import end_contest, make_contest, make_department, make_organizer, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
LUCKY = [{"name": "幸运奖", "by": "lottery", "quota": 2, "min_points": 10, "reserves": 1}]


@pytest.fixture
def contest(now, department, organizer) -> Contest:
    return make_contest(now, department, awards=LUCKY)


@pytest.fixture
def over(now, contest, department, organizer) -> Contest:
    """Four people who qualify and one who does not."""
    for number in range(5):
        person = make_user(department, name=f"李{number}明")
        sit(person, contest, right=2 if number < 4 else 1, start=now)
    return end_contest(organizer, contest, now=now + timedelta(minutes=2))


TIED = [
    {"name": "一等奖", "quota": 1, "tie": "draw", "reserves": 2},
    {"name": "幸运奖", "by": "lottery", "quota": 1, "reserves": 1},
]


def test_of_a_tie_it_is_said_where_the_whole_line_stands(client, now, department, organizer):
    contest = make_contest(now, department, awards=TIED, rank={"keys": ["points"]})
    for _each in range(4):
        sit(make_user(department), contest, right=2, start=now)
    later = now + timedelta(minutes=2)
    contest = end_contest(organizer, contest, now=later)
    draw_lots(organizer, freeze_roll(organizer, contest, now=later), public="6", source="骰子", now=later)
    page = named_page(client, "draw", contest.pk)
    assert page.count("递补，依次：") == 1 and page.count("完整的次序在获奖名单里") == 1
    assert [len(one["reserves"]) for one in DrawResult.objects.get().results] == [2, 0]


def freeze(desk: Client, contest: Contest, **data) -> str:
    page = desk.post(reverse("desk_draw_freeze", args=[contest.pk]), data, follow=True)
    return page.content.decode()


def enter(desk: Client, **data):
    roll = DrawRoll.objects.latest("pk")
    return desk.post(reverse("desk_draw_lots", args=[roll.pk]), data, follow=True)


def test_the_commitment_stands_in_the_rules_before_the_close(contest, department):
    commitment = DrawSeed.objects.get(contest=contest).commitment
    person = logged_in(make_user(department))
    page = named_page(person, "contest", contest.pk)
    assert commitment in page and reverse("draw", args=[contest.pk]) in page
    assert commitment in named_page(person, "draw", contest.pk)
    assert DrawSeed.objects.get().secret not in page


def test_each_step_says_what_comes_next(desk, contest, over, now):
    page = named_page(desk, "desk_draw", over.pk)
    assert "定下以后名单不再改" in page and "desk_draw_lots" not in page
    assert "名单已定，并已公布" in freeze(desk, over)
    page = named_page(desk, "desk_draw", over.pk)
    roll = latest_roll(over.pk)
    assert roll.digest in page and "有资格的 4 人" in page
    shown = enter(desk, public=" 6 2  5 ", source="现场掷骰子").content.decode()
    assert "6 2 5" in shown and "没有错，抽奖" in shown and not DrawResult.objects.exists()
    page = enter(desk, public="6 2 5", source="现场掷骰子", sure="yes").content.decode()
    assert "打开大屏" in page and page.count("李") >= 3
    assert "已经抽过奖了" in enter(desk, public="1", source="再掷", sure="yes").content.decode()
    assert DrawResult.objects.get().public == "6 2 5"


def test_a_prize_that_nobody_can_be_drawn_for_says_why(desk, now, department, organizer):
    """The place before it takes whoever took part."""
    contest = make_contest(now, department, awards=[{"name": "一等奖", "quota": 3}, *LUCKY])
    sit(make_user(department), contest, right=2, start=now)
    end_contest(organizer, contest, now=now + timedelta(minutes=2))
    freeze(desk, contest)
    page = named_page(desk, "desk_draw", contest.pk)
    assert "2 名，0 人可抽" in page and "都已得了前面的奖" in page


def test_before_the_close_there_is_nothing_to_freeze(desk, contest):
    assert "竞赛还没有结束" in named_page(desk, "desk_draw", contest.pk)
    assert "竞赛还没有结束。请先关闭竞赛" in freeze(desk, contest)
    assert not DrawRoll.objects.exists()


def test_what_is_typed_wrongly_stays_in_the_form(desk, over):
    freeze(desk, over)
    page = enter(desk, public="6" * 300, source="现场掷骰子").content.decode()
    assert "现场掷骰子" in page and "errorlist" in page
    assert "errorlist" in enter(desk, public=" ", source="").content.decode()
    assert not DrawResult.objects.exists()


def test_another_list_needs_a_reason(desk, over):
    freeze(desk, over)
    assert "名单没有变化" in freeze(desk, over, reason="没有什么")
    enter(desk, public="6", source="骰子", sure="yes")
    assert "请写明原因" in freeze(desk, over)
    freeze(desk, over, reason="主持人念错了点数")
    public = named_page(Client(), "draw", over.pk)
    assert "主持人念错了点数" in public and "用“6”抽过" in public
    assert reverse("draw_file", args=[over.pk, 1]) in public


def test_awards_ask_for_the_draw_first(desk, over):
    page = named_page(desk, "desk_awards", over.pk)
    assert "先抽奖，再评奖" in page and reverse("desk_draw", args=[over.pk]) in page
    assert reverse("desk_awards_draft", args=[over.pk]) not in page
    freeze(desk, over)
    enter(desk, public="6", source="骰子", sure="yes")
    assert reverse("desk_awards_draft", args=[over.pk]) in named_page(desk, "desk_awards", over.pk)
    page = desk.post(reverse("desk_awards_draft", args=[over.pk]), follow=True).content.decode()
    assert "幸运奖" in page and "次序" in page


def test_a_contest_without_lots_has_no_draw(desk, now, department):
    plain = make_contest(now, department)
    assert desk.get(reverse("desk_draw", args=[plain.pk])).status_code == 404
    assert desk.get(reverse("draw", args=[plain.pk])).status_code == 404
    assert reverse("desk_draw", args=[plain.pk]) not in named_page(desk, "desk_contest", plain.pk)


def test_everybody_sees_the_draw_once_a_list_is_frozen(desk, over, organizer, now):
    address = reverse("draw", args=[over.pk])
    stranger = logged_in(make_user(make_department()))
    assert Client().get(address).status_code == 302 and stranger.get(address).status_code == 404
    file = reverse("draw_file", args=[over.pk, 1])
    assert Client().get(file).status_code == 302 and stranger.get(file).status_code == 404
    roll = freeze_roll(organizer, over, now=now)
    for client in (Client(), stranger):
        page = named_page(client, "draw", over.pk)
        assert roll.digest in page and "李" not in page.replace("李*明", "")
        told = json.loads(client.get(file).content)
        assert told["seed"] is None and told["list_digest"] == roll.digest
    draw_lots(organizer, roll, public="6 2 5", source="现场掷骰子", now=now)
    response = Client().get(file)
    assert response["Content-Disposition"].startswith("attachment")
    told = json.loads(response.content)
    assert list(doubts(told)) == [] and told["public"] == "6 2 5"
    assert Client().get(address)["X-Robots-Tag"] == "noindex"
    assert Client().get(reverse("draw_file", args=[over.pk, 9])).status_code == 404


def test_who_has_a_ticket_finds_the_own_number(over, organizer, now):
    roll = freeze_roll(organizer, over, now=now)
    tickets = {one.user.name: one for one in roll.tickets.select_related("user")}
    assert "李4明" not in tickets
    mine = tickets["李0明"]
    page = named_page(logged_in(mine.user), "draw", over.pk)
    assert mine.digest in page and f"您的抽奖号是 {mine.position} 号" in page
    assert not any(one.digest in page for name, one in tickets.items() if name != "李0明")
    assert "您不在抽奖名单上" in named_page(logged_in(User.objects.get(name="李4明")), "draw", over.pk)


def test_the_big_screen_waits_for_the_draw_and_masks_names(desk, over, organizer, now):
    roll = freeze_roll(organizer, over, now=now)
    address = reverse("desk_draw_stage", args=[roll.pk])
    assert desk.get(address).status_code == 302
    draw_lots(organizer, roll, public="6", source="骰子", now=now)
    page = desk.get(address).content.decode()
    assert "李*明" in page and "李0明" not in page
    foreign = logged_in(make_organizer(make_department()))
    assert foreign.get(address).status_code == 404


def test_full_names_on_the_big_screen_where_the_sheet_says_so(desk, now, department, organizer):
    of = make_contest(now, department, awards=LUCKY, publication={"names": "full"})
    sit(make_user(department, name="李大明"), of, right=3, start=now)
    end_contest(organizer, of, now=now)
    roll = freeze_roll(organizer, Contest.objects.get(pk=of.pk), now=now)
    draw_lots(organizer, roll, public="6", source="骰子", now=now)
    assert "李大明" in named_page(desk, "desk_draw_stage", roll.pk)
    assert "李大明" not in named_page(Client(), "draw", of.pk)


def test_the_log_tells_the_draw(desk, over):
    freeze(desk, over)
    enter(desk, public="6 2 5", source="现场掷骰子", sure="yes")
    page = named_page(desk, "desk_log", over.pk)
    assert "定下抽奖名单" in page and "公开的随机数：6 2 5（现场掷骰子）" in page and "抽出 2 人" in page
    assert DrawSeed.objects.get().secret not in page


def test_no_secret_leaves_before_the_draw(desk, over, contest, organizer, now, department):
    roll = freeze_roll(organizer, over, now=now)
    seed = DrawSeed.objects.get()
    first = seed_of(bytes.fromhex(seed.secret), 1).hex()
    person = logged_in(make_user(department))
    pages = [
        named_page(person, "contest", over.pk),
        named_page(person, "draw", over.pk),
        named_page(Client(), "draw", over.pk),
        named_page(desk, "desk_draw", over.pk),
        named_page(desk, "desk_log", over.pk),
        named_page(desk, "desk_contest", over.pk),
        Client().get(reverse("draw_file", args=[over.pk, 1])).content.decode(),
    ]
    for page in pages:
        assert not any(secret in page for secret in (seed.secret, first, roll.salt))


def test_the_desk_says_when_other_people_qualify(desk, over, organizer, now):
    roll = freeze_roll(organizer, over, now=now)
    assert "有资格的人不同了" not in named_page(desk, "desk_draw", over.pk)
    entry = Entry.objects.filter(contest=over, user=roll.tickets.first().user).get()
    exclude_entry(organizer, entry, "替人答题", now=now + timedelta(minutes=1))
    page = named_page(desk, "desk_draw", over.pk)
    assert "有资格的人不同了" in page and reverse("desk_draw_lots", args=[roll.pk]) not in page
    assert "请写明原因，重新定名单" in enter(desk, public="6", source="骰子", sure="yes").content.decode()


def tied(now, department, organizer, *rights: int) -> Contest:
    """A closed contest for one prize whose last seat lots decide; people with so many right."""
    awards = [{"name": "一等奖", "quota": 1, "tie": "draw"}]
    contest = make_contest(now, department, awards=awards, rank={"keys": ["points"]})
    for right in rights:
        sit(make_user(department), contest, right=right, start=now)
    return end_contest(organizer, contest, now=now + timedelta(minutes=2))


def test_a_tie_for_the_last_seat_is_drawn_before_the_awards(desk, now, department, organizer):
    contest = tied(now, department, organizer, 5, 5, 3)
    assert "先抽奖，再评奖" in named_page(desk, "desk_awards", contest.pk)
    freeze(desk, contest)
    assert "1 名，2 人可抽" in named_page(desk, "desk_draw", contest.pk)
    enter(desk, public="6 2 5", source="现场掷骰子", sure="yes")
    assert "先抽奖" not in named_page(desk, "desk_awards", contest.pk)
    page = desk.post(reverse("desk_awards_draft", args=[contest.pk]), follow=True).content.decode()
    assert "“一等奖”末位 2 人并列，由抽签取满 1 个名额。" in page


def test_without_a_tie_there_is_nothing_to_draw(desk, now, department, organizer):
    contest = tied(now, department, organizer, 5, 4)
    assert "先抽奖" not in named_page(desk, "desk_awards", contest.pk)
    assert "没有需要抽签决定的并列" in freeze(desk, contest)
    person = logged_in(contest.attempts.first().user)
    assert "末位有并列时才抽签" in named_page(person, "draw", contest.pk)
    page = desk.post(reverse("desk_awards_draft", args=[contest.pk]), follow=True).content.decode()
    assert "奖项已算好" in page
