"""Claims where prizes of one name go to several groups, and after lists that were decided again."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accounts.domain.problems import RuleBroken
from leaderboard.domain.contest_report import contest_report
from leaderboard.models import Award, AwardRun
from leaderboard.selectors.awards import run_page, winners
from leaderboard.selectors.certificates import valid_certificates
from leaderboard.selectors.claims import claim_rows, own_claim, published_run
from leaderboard.selectors.contest_report import contest_facts
from leaderboard.selectors.own_prizes import own_prizes, prize_to_claim
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.certificates import issue_certificates
from leaderboard.services.claims import claim_prize, hand_on, note_claim, try_handing_on, waive_prize
from leaderboard.services.exports import export_awards
from leaderboard.services.final_list import print_list
from leaderboard.services.verification.awards import awards_follow
from quiz.models import Contest, Entry
from tests.factories import give_prizes
from tests.pdf_text import pdf_text

from .disputes import Case
from .rows import NOW, attempt, contest, department, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
YOUNG, OLD = "青年组", "老年组"
APART = {
    "who": {"groups": {"by": "chosen", "names": [YOUNG, OLD]}},
    "rank": {"groups_apart": True},
}


def tier(name, **fields):
    return {"name": name, "quota": 1, "reserves": 1, "claim_days": 3, **fields}


def published(actor, of, *, now=NOW):
    return give_prizes(actor, of, now=now)


@pytest.fixture
def people():
    return {f"{group[0]}{at}": person(f"{group[0]}{at}") for group in (YOUNG, OLD) for at in range(4)}


@pytest.fixture
def of(people):
    """Two prizes of the same names for either group; the old have longer to claim them."""
    awards = [
        tier(name, group=group, claim_days=days)
        for group, days in ((YOUNG, 3), (OLD, 10))
        for name in ("一等奖", "二等奖")
    ]
    made = contest(state=Contest.State.CLOSED, awards=awards, **APART)
    for name, who in people.items():
        attempt(made, 2000 - 100 * int(name[1]), who, group=YOUNG if name[0] == "青" else OLD)
    return made


def days_left(row):
    return (row.claim.last_day - NOW.date()).days


def test_each_group_has_its_own_term(of, actor):
    run = published(actor, of)
    assert [(row.award.user.name, days_left(row)) for row in claim_rows(run, now=NOW)] == [
        ("青0", 3), ("青1", 3), ("老0", 10), ("老1", 10),
    ]  # fmt: skip


def test_the_exported_list_says_of_the_right_person_who_has_the_prize(of, actor, people):
    run = published(actor, of)
    claim_prize(people["青1"], of, now=LATER)
    waive_prize(people["老0"], of, reason="", now=LATER)
    book = CalamineWorkbook.from_filelike(BytesIO(export_awards(actor, run, now=LATER)))
    head, *rows = book.get_sheet_by_name("获奖名单").to_python()
    name, state = head.index("姓名或单位"), head.index("领奖")
    assert {row[name]: row[state] for row in rows} == {
        "青0": "待领取", "青1": "已确认领奖", "老0": "已放弃", "老1": "待领取",
    }  # fmt: skip


def test_each_group_has_its_own_line(of, actor, people):
    published(actor, of)
    lines = winners(of, people["青0"]).reserves
    assert [(one.line[0], one.line[2], one.name[0]) for one in lines] == [
        ("一等奖", YOUNG, "青"), ("二等奖", YOUNG, "青"), ("一等奖", OLD, "老"), ("二等奖", OLD, "老"),
    ]  # fmt: skip


def tables(page):
    return [(one.name, one.group, [row.name[0] for row in one.rows]) for one in page.tiers]


def test_prizes_of_one_name_stand_apart_by_group(of, actor):
    run = published(actor, of)
    young, old = ([(name, group, [group[0]]) for name in ("一等奖", "二等奖")] for group in (YOUNG, OLD))
    assert tables(winners(of)) == tables(run_page(run)) == [*young, *old]


def test_a_prize_that_every_group_has_stands_apart_too_and_a_name_of_its_own_does_not(actor, people):
    """Groups ranked apart have each a first place; a prize that only one group has says so by its name."""
    awards = [tier("一等奖"), tier("青年鼓励奖", group=YOUNG, quota=2)]
    apart = contest(state=Contest.State.CLOSED, awards=awards, **APART)
    together = contest(state=Contest.State.CLOSED, awards=awards, who=APART["who"])
    for made in (apart, together):
        for name, who in people.items():
            attempt(made, 2000 - 100 * int(name[1]), who, group=YOUNG if name[0] == "青" else OLD)
        published(actor, made)
    assert tables(winners(apart)) == [
        ("一等奖", OLD, ["老"]), ("一等奖", YOUNG, ["青"]), ("青年鼓励奖", "", ["青", "青"]),
    ]  # fmt: skip
    assert [one[:2] for one in tables(winners(together))] == [("一等奖", ""), ("青年鼓励奖", "")]


def test_the_printed_list_and_the_report_name_the_group(of, actor):
    published(actor, of)
    text = pdf_text(print_list(actor, of, kind="pdf", full_names=True, now=LATER)).text
    assert "一等奖 · 青年组" in text and "二等奖 · 老年组" in text
    report = contest_report(contest_facts(of, now=NOW)).text
    assert "一等奖（青年组）1人：" in report and "二等奖（老年组）1人：" in report


def test_the_report_counts_what_became_of_every_prize(of, actor, people):
    run = published(actor, of)
    claim_prize(people["青1"], of, now=LATER)
    note_claim(actor, award_of(run, people["老0"]), kind="taken", reason="", now=LATER)
    waive_prize(people["青0"], of, reason="", now=LATER)
    hand_on(actor, of, digest=try_handing_on(of, now=LATER).digest, now=LATER)
    assert became(of, LATER) == [
        ("一等奖（青年组）", 1, {"waiting": 1, "waived": 1, "handed_on": 1}),
        ("二等奖（青年组）", 1, {"waiting": 1}),
        ("一等奖（老年组）", 1, {"taken": 1}),
        ("二等奖（老年组）", 1, {"waiting": 1}),
    ]
    over = NOW + timedelta(days=7)
    hand_on(actor, of, digest=try_handing_on(of, now=over).digest, now=over)
    # Each prize had one in reserve, who let it lapse: nobody has them.
    assert became(of, over) == [
        ("一等奖（青年组）", 0, {"waived": 1, "lapsed": 1, "handed_on": 2}),
        ("二等奖（青年组）", 0, {"lapsed": 1, "handed_on": 1}),
        ("一等奖（老年组）", 1, {"taken": 1}),
        ("二等奖（老年组）", 1, {"waiting": 1}),
    ]
    assert "名单上2个奖，领走50.0%（1÷2）" in contest_report(contest_facts(of, now=over)).text


def became(of, now):
    found = contest_facts(of, now=now).handing
    return [(one.name, one.listed, {word: n for word, n in one.counts.items() if n}) for one in found]


def test_a_sheet_without_claims_reports_none(actor, people):
    of = contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1}])
    attempt(of, 2000, people["青0"])
    published(actor, of)
    assert contest_facts(of, now=LATER).handing == ()


def test_who_had_no_list_to_claim_from_has_the_whole_term_again(actor, people):
    """A ruling took the list away and days went by: the term begins with the list that came after it."""
    of = contest(state=Contest.State.CLOSED, awards=[tier("一等奖"), tier("二等奖")])
    for at in range(2):
        attempt(of, 2000 - 100 * at, people[f"青{at}"])
    run = published(actor, of)
    claim_prize(people["青0"], of, now=LATER)
    AwardRun.objects.filter(pk=run.pk).update(state="superseded")
    again = NOW + timedelta(days=6)
    draft = draft_awards(actor, of, now=again - timedelta(hours=2))
    publish_awards(actor, confirm_awards(actor, draft, now=again), now=again)
    rows = claim_rows(published_run(of), now=again)
    assert [(row.claim.state.value, days_left(row)) for row in rows] == [("claimed", 9), ("waiting", 9)]
    claim_prize(people["青1"], of, now=again + timedelta(days=3))


def test_a_prize_that_came_back_is_to_be_claimed_anew(actor, people):
    """Claimed, lost to another, won again: what was claimed then went back to the counter."""
    of = contest(state=Contest.State.CLOSED, awards=[tier("一等奖")])
    attempt(of, 2000, people["青0"])
    first = published(actor, of)
    claim_prize(people["青0"], of, now=LATER)
    for number, who in ((2, people["青1"]), (3, people["青0"])):
        at = NOW + timedelta(days=number)
        AwardRun.objects.filter(contest=of, state="published").update(state="superseded")
        run = AwardRun.objects.create(
            contest=of, rules=of.rules, number=number, input_digest="d", created_at=at
        )
        Award.objects.create(run=run, position=1, tier="一等奖", user=who, place=1, points=1)
        said = {"confirmed_by": actor, "confirmed_at": at, "published_at": at}
        AwardRun.objects.filter(pk=run.pk).update(state="confirmed", **said)
        AwardRun.objects.filter(pk=run.pk).update(state="published")
    claim = own_claim(people["青0"], of, now=at)
    assert (claim.state, first.number) == ("waiting", 1)
    assert claim_rows(published_run(of), now=at)[0].steps  # the desk still sees what happened then


def statements(read, who):
    with CaptureQueriesContext(connection) as found:
        read(who, now=LATER)
    return len(found)


def test_the_first_page_and_the_own_prizes_need_no_more_for_many_prizes(actor, people):
    me = people["青0"]

    def win(prizes):
        for _number in range(prizes):
            of = contest(state=Contest.State.CLOSED, awards=[tier("一等奖", reserves=2)])
            for at in range(3):
                attempt(of, 2000 - 100 * at, people[f"青{at}"])
            published(actor, of)
            waive_prize(people["青0"], of, reason="", now=NOW)
            note_claim(actor, Award.objects.get(run__contest=of), kind="reopened", reason="误", now=NOW)
            hand_over = people["青1"]
            assert own_claim(hand_over, of, now=NOW) is None

    win(1)
    few = [statements(read, me) for read in (prize_to_claim, own_prizes)]
    win(4)
    assert [statements(read, me) for read in (prize_to_claim, own_prizes)] == few
    assert len(own_prizes(me, now=LATER)) == 5


def test_one_prize_is_read_without_the_others(actor):
    """The counter's click reads the steps and tenures of one winner, however long the list is."""
    of = contest(state=Contest.State.CLOSED, awards=[tier("一等奖", quota=3)])
    who = [person(f"王{at}") for at in range(4)]
    for at, one in enumerate(who):
        attempt(of, 2000 - 100 * at, one)
    published(actor, of)
    waive_prize(who[0], of, reason="", now=NOW)
    hand_on(actor, of, digest=try_handing_on(of, now=LATER).digest, now=LATER)
    with CaptureQueriesContext(connection) as found:
        own_claim(who[1], of, now=LATER)
    about_winners = [one["sql"] for one in found if 'leaderboard_award"' in one["sql"]]
    assert about_winners and all('"user_id" = ' in sql for sql in about_winners)


DEPARTMENTS = {
    "organisations": [{"name": "单位榜", "metrics": [{"metric": "total"}]}],
    "awards": [
        {"name": "优胜单位", "board": "单位榜", "quota": 1, "reserves": 1, "claim_days": 3},
        {"name": "鼓励奖", "board": "单位榜", "quota": 1, "reserves": 1, "claim_days": 3},
        tier("优胜单位"),
    ],
}


def test_departments_give_up_and_move_up_as_people_do(actor):
    """A board's prize and one of people have the same name, and a number is a person's and a department's."""
    units = [department(name) for name in ("甲局", "乙局", "丙局")]
    of = contest(state=Contest.State.CLOSED, **DEPARTMENTS)
    who = [person(f"王{at}", where) for at, where in enumerate(units)]
    for at, one in enumerate(who):
        attempt(of, 2000 - 100 * at, one)
    run = published(actor, of)
    claim_prize(who[0], of, now=LATER)  # the person's, not the department's
    assert [row.claim.state.value for row in claim_rows(run, now=LATER)] == ["waiting", "waiting", "claimed"]
    office = run.awards.get(board="单位榜", department=units[0], tier="优胜单位")
    note_claim(actor, office, kind="waived", reason="已撤并", now=LATER)
    hand_on(actor, of, digest=try_handing_on(of, now=LATER).digest, now=LATER)
    now = published_run(of)
    rows = [(one.tier, one.board, one.user or one.department) for one in now.awards.order_by("position")]
    assert rows == [
        ("优胜单位", "单位榜", units[1]), ("鼓励奖", "单位榜", units[2]), ("优胜单位", "", who[0]),
    ]  # fmt: skip
    assert claim_rows(now, now=LATER)[2].claim.state == "claimed"
    assert list(awards_follow(of, LATER)) == []


def test_nobody_moves_up_who_was_disqualified_meanwhile():
    awards = [{"name": "一等奖", "quota": 1, "reserves": 2, "claim_days": 3}]
    case = Case(awards=awards)
    case.published()
    first, second, third = case.people
    waive_prize(first, case.contest, reason="", now=case.later)
    digest = try_handing_on(case.contest, now=case.later).digest
    entry = Entry.objects.get(contest=case.contest, user=second)
    case.rule(case.decision("out", entry_id=entry.pk))
    of = Contest.objects.get(pk=case.contest.pk)
    with pytest.raises(RuleBroken) as broken:
        hand_on(case.organizer, of, digest=digest, now=case.later)
    assert broken.value.code == "claim_out_of_date"
    hand_on(case.organizer, of, digest=try_handing_on(of, now=case.later).digest, now=case.later)
    assert [one.user.name for one in published_run(of).awards.select_related("user")] == [third.name]
    assert list(awards_follow(of, case.later)) == []


def test_in_a_rehearsal_nobody_is_told_of_a_prize(actor, people):
    of = contest(state=Contest.State.CLOSED, awards=[tier("一等奖")])
    attempt(of, 2000, people["青0"])
    published(actor, of)
    Contest.objects.filter(pk=of.pk).update(is_rehearsal=True)
    of = Contest.objects.get(pk=of.pk)
    assert prize_to_claim(people["青0"], now=LATER) is None and own_prizes(people["青0"], now=LATER) == []
    assert own_claim(people["青0"], of, now=LATER) is None
    with pytest.raises(RuleBroken) as broken:
        claim_prize(people["青0"], of, now=LATER)
    assert broken.value.code == "claim_not_yours"


def test_no_certificate_is_issued_for_a_prize_that_was_given_up(of, actor, people):
    run = published(actor, of)
    claim_prize(people["青1"], of, now=LATER)
    waive_prize(people["青0"], of, reason="", now=LATER)
    assert issue_certificates(actor, run, now=LATER) == 3
    assert not valid_certificates(of).filter(award__user=people["青0"]).exists()
    note_claim(actor, award_of(run, people["青0"]), kind="reopened", reason="点错了", now=LATER)
    assert issue_certificates(actor, run, now=LATER) == 1


def award_of(run, who):
    return Award.objects.get(run=run, user=who)
