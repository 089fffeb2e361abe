import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry, User
from leaderboard.domain.lottery_file import doubts
from leaderboard.models import Award, DrawResult, DrawRoll, DrawTicket
from leaderboard.selectors.awards import has_moved_since, winners
from leaderboard.selectors.draw_files import published_file
from leaderboard.selectors.drawings import draw_list, latest_roll, result_of
from leaderboard.selectors.draws import is_current, roll_page
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.exports import export_awards
from leaderboard.services.verification.draws import draws_follow
from quiz.domain.draw_seed import commitment_of, seed_of
from quiz.models import Attempt, Contest, DrawSeed, Entry
from quiz.services.contests import amend_rules
from quiz.services.exclusions import exclude_entry
from quiz.services.rehearsal import open_rehearsal
from tests.factories import make_contest, make_sheet
from tests.refusals import explained

from .lots import LUCKY, SECRET, bound, drawable
from .rows import NOW, attempt, contest, crowd, document, person, rules

pytestmark = pytest.mark.django_db
NESTED = [
    {
        "name": name,
        "by": "lottery",
        "quota": seats,
        "min_points": 20,
        "cascade": [18, 15],
        "reserves": seats // 5,
    }
    for name, seats in (("一等奖", 10), ("二等奖", 20), ("三等奖", 50))
]
LATER = NOW + timedelta(minutes=5)


def drawn(of: Contest, actor: User, public: str = "6 2 5") -> DrawResult:
    roll = freeze_roll(actor, of, now=NOW)
    return draw_lots(actor, roll, public=public, source="现场掷骰子", now=LATER)


def refused(code, action, *args, **named):
    return explained(code, action, *args, **{"now": NOW, **named})


def broken_in(of: Contest) -> list[str]:
    return [one.detail for one in draws_follow(of, NOW)]


def test_who_qualifies_gets_a_ticket_and_nobody_else():
    of = drawable(2000, 1500, 999, 1000)
    roll = freeze_roll(person(), of, now=NOW)
    names = dict(DrawTicket.objects.filter(roll=roll).values_list("user__name", "name"))
    assert names == {"王0明": "王*明", "王1明": "王*明", "王3明": "王*明"}
    digests = list(DrawTicket.objects.filter(roll=roll).order_by("position").values_list("digest", flat=True))
    assert digests == sorted(digests)
    assert roll.commitment == commitment_of(SECRET)
    log = AuditEntry.objects.filter(action="draw_roll_frozen").get()
    assert log.details["list"] == roll.digest


def test_the_same_facts_give_back_the_same_list_and_others_need_a_reason():
    of, actor = drawable(2000, 1500), person()
    first = freeze_roll(actor, of, now=NOW)
    assert freeze_roll(actor, of, reason="再来", now=LATER) == first
    attempt(of, 1800)
    assert not is_current(first, of)
    refused("draw_reason_needed", freeze_roll, actor, of)
    refused("draw_reason_too_long", freeze_roll, actor, of, reason="长" * 201)
    refused("draw_out_of_date", draw_lots, actor, first, public="1", source="骰子")
    second = freeze_roll(actor, of, reason="补录一份纸质答卷", now=LATER)
    # Its seed was never told, so it is still the one that was committed to first.
    assert (second.version, second.number, second.commitment) == (2, 1, first.commitment)
    assert second.digest != first.digest
    refused("draw_roll_replaced", draw_lots, actor, first, public="1", source="骰子")


def test_what_is_missing_is_named():
    refused("awards_contest_not_closed", freeze_roll, person(), bound(contest(awards=LUCKY)))
    refused("draw_no_lottery", freeze_roll, person(), drawable(awards=[{"name": "一等奖", "quota": 1}]))
    unbound = contest(state=Contest.State.CLOSED, awards=LUCKY)
    refused("draw_not_bound", freeze_roll, person(), unbound)
    of = drawable(2000)
    attempt(of)
    refused("awards_attempts_unscored", freeze_roll, person(), of)


def test_a_public_text_is_used_once_and_for_good():
    of, actor = drawable(2000, 1500, 1400, 1300), person()
    refused("awards_draw_missing", draft_awards, actor, of)
    roll = freeze_roll(actor, of, now=NOW)
    refused("awards_draw_missing", draft_awards, actor, of)
    refused("draw_public_empty", draw_lots, actor, roll, public=" ", source="骰子")
    refused("draw_source_empty", draw_lots, actor, roll, public="1", source=" ")
    refused("draw_source_too_long", draw_lots, actor, roll, public="1", source="长" * 201)
    result = draw_lots(actor, roll, public=" 6  2 5 ", source="现场掷骰子", now=LATER)
    assert (result.public, result.drawn_by) == ("6 2 5", actor)
    (prize,) = result.results
    assert (len(prize["winners"]), len(prize["reserves"])) == (2, 1)
    refused("draw_done_already", draw_lots, actor, roll, public="7", source="再掷")
    log = AuditEntry.objects.filter(action="draw_done").get()
    assert log.details["seed"] == seed_of(SECRET, 1).hex() and log.details["public"] == "6 2 5"


def test_the_drawn_go_into_the_awards_and_are_published():
    tiers = [{"name": "一等奖", "quota": 1}, *LUCKY]
    of, actor = drawable(2000, 1500, 1400, 1300, 500, awards=tiers), person()
    result = drawn(of, actor)
    run = draft_awards(actor, of, now=LATER)
    first, *lucky = Award.objects.filter(run=run).order_by("position")
    assert (first.tier, first.points) == ("一等奖", 2000)
    tickets = DrawTicket.objects.filter(roll=result.roll)
    drawn_people = [tickets.get(position=number).user_id for number in result.results[0]["winners"]]
    assert [(one.tier, one.user_id) for one in lucky] == [("幸运奖", pk) for pk in drawn_people]
    assert first.user_id not in drawn_people
    publish_awards(actor, confirm_awards(actor, run, now=LATER), now=LATER)
    page = winners(of)
    assert page is not None and [tier.is_drawn for tier in page.tiers] == [False, True]
    assert broken_in(of) == [] and not has_moved_since(run)
    refused("awards_confirmed_already", freeze_roll, actor, of, reason="还想再抽")


def test_who_is_excluded_after_the_draw_makes_another_one_necessary():
    of, actor = drawable(2000, 1500, 1400, 1300), person()
    first = drawn(of, actor)
    run = draft_awards(actor, of, now=LATER)
    winner = DrawTicket.objects.get(roll=first.roll, position=first.results[0]["winners"][0]).user
    exclude_entry(actor, Entry.objects.get(contest=of, user=winner), "替人答题", now=LATER)
    refused("awards_draw_out_of_date", confirm_awards, actor, run)
    refused("awards_draw_out_of_date", draft_awards, actor, of)
    assert broken_in(of) == ["the facts give another list by now"]
    roll = freeze_roll(actor, of, reason="一名中奖者被取消资格", now=LATER)
    # A later draw's seed is bound by the one that was told: nobody could choose it.
    assert (roll.number, roll.commitment) == (2, seed_of(SECRET, 1).hex())
    refused("awards_draw_missing", draft_awards, actor, of)
    second = draw_lots(actor, roll, public="1 1 6", source="再掷一次", now=LATER)
    assert winner.pk not in Award.objects.filter(run=draft_awards(actor, of, now=LATER)).values_list(
        "user_id", flat=True
    )
    # Both stay, and both can be checked.
    assert DrawResult.objects.count() == 2 and broken_in(of) == []
    for one in (first, second):
        assert list(doubts(published_file(one.roll))) == []


def test_a_renamed_person_changes_nothing():
    of, actor = drawable(2000, 1500), person()
    drawn(of, actor)
    User.objects.filter(name="王0明").update(name="王大明")
    assert broken_in(of) == [] and draft_awards(actor, of, now=LATER)


def test_a_list_without_anybody_can_be_drawn():
    of = drawable(10, 20)
    assert drawn(of, person()).results == [{"step": 0, "winners": [], "reserves": []}]
    assert draft_awards(person(), of, now=LATER).notes[0]["code"] == "tier_empty"


def test_before_the_draw_the_file_tells_neither_seed_nor_salt_nor_people():
    of = drawable(2000, 1500)
    roll = freeze_roll(person(), of, now=NOW)
    text = json.dumps(published_file(latest_roll(of.pk)), ensure_ascii=False)
    told = json.loads(text)
    assert (told["seed"], told["public"], told["results"]) == (None, None, None)
    for secret in (SECRET.hex(), seed_of(SECRET, 1).hex(), roll.salt, "王0明"):
        assert secret not in text
    draw_lots(person(), roll, public="1", source="骰子", now=LATER)
    after = json.dumps(published_file(latest_roll(of.pk)), ensure_ascii=False)
    assert seed_of(SECRET, 1).hex() in after
    for secret in (SECRET.hex(), seed_of(SECRET, 2).hex(), roll.salt, "王0明"):
        assert secret not in after


def test_a_page_shows_ones_own_ticket_and_nobody_elses_name():
    of = drawable(2000, 1500, 100)
    roll = drawn(of, person()).roll
    me, out = User.objects.get(name="王0明"), User.objects.get(name="王2明")
    page = roll_page(latest_roll(of.pk), me)
    assert page.mine is not None and page.mine.user == me and page.tickets == 2
    shown = [*page.prizes[0].winners, *page.prizes[0].reserves]
    assert {one.name for one in shown} == {"王*明"} and sum(one.is_me for one in shown) == 1
    assert roll_page(latest_roll(of.pk), out).mine is None
    full = roll_page(roll, full_names=True, departments=True)
    assert {one.name for one in full.prizes[0].winners} == {"王0明", "王1明"}


# ── The seed ─────────────────────────────────────────────────────────────────


def test_a_publication_binds_a_seed_and_an_amendment_may(organizer, department, now):
    plain = make_contest(now, department)
    assert not DrawSeed.objects.exists()
    sheet = make_sheet(now, awards=LUCKY)
    version = amend_rules(organizer, plain, sheet, "加抽奖", now=now)
    seed = DrawSeed.objects.get(contest=plain)
    assert commitment_of(bytes.fromhex(seed.secret)) == seed.commitment
    log = AuditEntry.objects.filter(action="rules_amended").get()
    assert log.details["draw_seed_sha256"] == seed.commitment
    amend_rules(organizer, plain, make_sheet(now, awards=()), "不抽了", now=now)
    amend_rules(organizer, plain, make_sheet(now, awards=LUCKY), "还是抽", now=now)
    assert DrawSeed.objects.get(contest=plain) == seed
    assert version.number == 2


def test_after_the_close_no_lottery_can_be_added():
    of = contest(state=Contest.State.CLOSED, awards=())
    refused("lottery_after_close", amend_rules, person(), of, rules_with(LUCKY), "加抽奖")


def rules_with(awards):
    from quiz.domain.rulesheet import RuleSheet

    return RuleSheet.load(document(awards=awards))


def test_a_rehearsal_binds_nothing(organizer, department, now):
    of = make_contest(now, department, awards=LUCKY)
    copy = open_rehearsal(of, now=now)
    assert DrawSeed.objects.get().contest == of != copy


# ── What the database refuses, and what the check finds ──────────────────────


@pytest.mark.parametrize(
    "change",
    [
        lambda: DrawRoll.objects.update(digest="0" * 64),
        lambda: DrawRoll.objects.all()._raw_delete("default"),
        lambda: DrawTicket.objects.update(name="李*"),
        lambda: DrawTicket.objects.all()._raw_delete("default"),
        lambda: DrawResult.objects.update(public="1"),
        lambda: DrawResult.objects.all()._raw_delete("default"),
        lambda: DrawSeed.objects.update(secret="0" * 64),
        lambda: DrawSeed.objects.all()._raw_delete("default"),
        lambda: DrawTicket.objects.create(
            roll=DrawRoll.objects.get(), position=99, user=person(), digest="f" * 64, name="钱*", steps=[0]
        ),
    ],
)
def test_the_database_itself_refuses_to_change_a_draw(change):
    drawn(drawable(2000, 1500, 1400), person())
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    assert broken_in(Contest.objects.get(pk=DrawRoll.objects.get().contest_id)) == []


def without_triggers() -> None:
    """What somebody with the database in their hands can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE '%draw%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (DrawSeed, DrawRoll, DrawTicket, DrawResult):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")


def other_winner(of: Contest) -> None:
    result = DrawResult.objects.get(roll__contest=of)
    prize = result.results[0]
    swapped = {**prize, "winners": prize["reserves"] + prize["winners"][1:], "reserves": prize["winners"][:1]}
    DrawResult.objects.update(results=[swapped])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda of: DrawTicket.objects.filter(position=1).update(name="李*四"), "does not give its digest"),
        (lambda of: DrawTicket.objects.filter(position=1).update(user=person()), "not that of its person"),
        (lambda of: DrawResult.objects.update(public="6 2 6"), "drawn again"),
        (other_winner, "drawn again"),
        (lambda of: DrawSeed.objects.update(secret="0" * 64), "not the one committed to"),
        (lambda of: DrawSeed.objects.update(created_at=LATER), "after the close"),
        (lambda of: DrawResult.objects.update(drawn_at=NOW - timedelta(days=1)), "before the list"),
    ],
)
def test_a_draw_that_was_changed_is_named(change, said):
    # Many, so that another public text cannot give the same two by chance.
    of = drawable(*[1000 + number for number in range(40)])
    drawn(of, person())
    without_triggers()
    change(of)
    assert any(said in detail for detail in broken_in(of)), broken_in(of)


def test_a_contest_that_owes_its_seed_is_named():
    of = contest(awards=LUCKY)
    assert broken_in(of) == ["a lottery was announced and no seed was bound"]


def test_the_command_checks_and_prints_the_file():
    of = drawable(2000, 1500, 1400)
    result = drawn(of, person())
    out = StringIO()
    call_command("verify_draw", of.pk, stdout=out)
    assert out.getvalue().splitlines() == [
        f"list 1 {result.roll.digest}: drawn with '6 2 5'",
        "1 lists, 0 broken",
    ]
    out = StringIO()
    call_command("verify_draw", of.pk, "--file", stdout=out)
    assert list(doubts(json.loads(out.getvalue()))) == []
    without_triggers()
    other_winner(of)
    with pytest.raises(SystemExit):
        call_command("verify_draw", of.pk, stdout=StringIO())


def test_a_draw_costs_as_many_statements_for_many_as_for_few(django_assert_num_queries):
    small, big = drawable(2000, 1500), drawable(*range(1000, 1060))
    for of in (small, big):
        drawn(of, person())
    with django_assert_num_queries(2):
        roll_page(latest_roll(small.pk), full_names=True, departments=True)
    with django_assert_num_queries(2):
        roll_page(latest_roll(big.pk), full_names=True, departments=True)
    assert result_of(latest_roll(big.pk)) is not None and len(draw_list(latest_roll(big.pk)).tickets) == 60


def test_old_scores_do_not_count():
    of = drawable(2000)
    of.rules = rules(of, number=2, awards=LUCKY)
    of.save(update_fields=["rules"])
    assert Attempt.objects.filter(contest=of).exists()
    refused("awards_attempts_unscored", freeze_roll, person(), of)


def test_a_thousand_people_from_the_file_alone(tmp_path):
    of = bound(contest(state=Contest.State.CLOSED, awards=NESTED))
    crowd(of, 1000)
    result = drawn(of, person())
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(published_file(latest_roll(of.pk))), encoding="utf-8")
    script = settings.BASE_DIR / "static" / "verify" / "verify_draw.py"
    command = [sys.executable, "-I", str(script), str(file), commitment_of(SECRET), result.roll.digest]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert [len(one["winners"]) for one in result.results] == [10, 20, 50]
    assert Award.objects.filter(run=draft_awards(person(), of, now=LATER)).count() == 80


def test_the_export_has_the_reserves_in_their_order():
    of, actor = drawable(2000, 1500, 1400), person()
    result = drawn(of, actor)
    run = draft_awards(actor, of, now=LATER)
    book = CalamineWorkbook.from_filelike(BytesIO(export_awards(actor, run, now=LATER)))
    tickets = DrawTicket.objects.filter(roll=result.roll).select_related("user")
    names = {one.position: one.user.name for one in tickets}
    (number,) = result.results[0]["reserves"]
    username = tickets.get(position=number).user.username
    assert book.get_sheet_by_name("递补").to_python()[1] == ["幸运奖", "", 1, username, names[number], ""]
    won = [row[4] for row in book.get_sheet_by_name("获奖名单").to_python()[1:]]
    assert won == [names[one] for one in result.results[0]["winners"]]
