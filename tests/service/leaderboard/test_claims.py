from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.domain.claims import MOST_REASON
from leaderboard.models import Award, AwardRun, Certificate, ClaimStep, Reserve
from leaderboard.selectors.awards import winners
from leaderboard.selectors.certificates import is_held, issued_of, valid_certificates
from leaderboard.selectors.claims import claim_rows, lines_of, pending_claims, published_run
from leaderboard.selectors.notice import notice_of
from leaderboard.services.awards import confirm_awards, draft_awards
from leaderboard.services.certificates import issue_again, issue_certificates, revoke
from leaderboard.services.claims import (
    claim_prize,
    hand_on,
    note_claim,
    note_taken,
    try_handing_on,
    waive_prize,
)
from leaderboard.services.exports import export_awards
from leaderboard.services.notice import finalize_awards
from leaderboard.services.verification.awards import awards_follow
from quiz.models import Contest
from tests.factories import give_prizes
from tests.refusals import explained

from .disputes import Case
from .rows import NOW, attempt, contest, department, person

pytestmark = pytest.mark.django_db
TIERS = [
    {"name": "一等奖", "quota": 1, "reserves": 1, "claim_days": 3},
    {"name": "二等奖", "quota": 2, "reserves": 2, "claim_days": 3},
]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def people():
    return [person(f"王{number}") for number in range(6)]


@pytest.fixture
def of(people):
    """Six people, the first the best; three of them win."""
    made = contest(state=Contest.State.CLOSED, awards=TIERS, publication={"objections": {"days": 3}})
    for number, who in enumerate(people):
        attempt(made, 2000 - 100 * number, who)
    return made


@pytest.fixture
def run(of, actor):
    return give_prizes(actor, of, now=NOW)


def refused(code, action, *args, now=LATER, **rest):
    return explained(code, action, *args, now=now, **rest)


def handed_on(actor, of, now=LATER):
    trial = try_handing_on(of, now=now)
    done = hand_on(actor, of, digest=trial.digest, now=now)
    assert trial.consequences == done.consequences
    return done


def won(of):
    return [(one.tier, one.user.name) for one in published_run(of).awards.order_by("position")]


def states(of, now=LATER):
    return [row.claim.state.value for row in claim_rows(published_run(of), now=now)]


def award_of(of, who):
    return Award.objects.get(run=published_run(of), user=who)


def test_a_winner_claims_once(of, run, people):
    claim_prize(people[0], of, now=LATER)
    assert states(of) == ["claimed", "waiting", "waiting"]
    refused("claim_is_made", claim_prize, people[0], of)
    refused("claim_is_made", waive_prize, people[0], of, reason="")
    refused("claim_not_yours", claim_prize, people[5], of)
    entry = AuditEntry.objects.get(action="prize_claimed")
    assert entry.details == {"prize": "一等奖", "award": 1}


def test_before_the_publication_there_is_nothing_to_claim(of, actor, people):
    confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW)
    refused("claim_not_yours", claim_prize, people[0], of)


def test_the_term_is_whole_days_and_then_it_is_over(of, run, people):
    ends_at = claim_rows(run, now=NOW)[0].claim.ends_at
    assert ends_at == notice_of(of, now=NOW).ends_at  # three whole days both
    claim_prize(people[0], of, now=ends_at - timedelta(seconds=1))
    refused("claim_over", claim_prize, people[1], of, now=ends_at)
    assert states(of, ends_at) == ["claimed", "lapsed", "lapsed"]


def test_those_in_line_move_up_and_are_replaced(of, run, actor, people):
    claim_prize(people[2], of, now=LATER)
    waive_prize(people[0], of, reason="出国", now=LATER)
    refused("claim_given_up", claim_prize, people[0], of)
    found = handed_on(actor, of)
    assert won(of) == [("一等奖", "王1"), ("二等奖", "王2"), ("二等奖", "王3")]
    assert [(one.name, one.before, one.after) for one in found.consequences.changes] == [
        ("王1", "二等奖", "一等奖"), ("王3", "", "二等奖"), ("王0", "一等奖", ""),
    ]  # fmt: skip
    # Who keeps the prize keeps the claim; who got another one has it to claim.
    assert states(of) == ["waiting", "claimed", "waiting"]
    assert AwardRun.objects.get(pk=run.pk).state == "superseded"
    assert AuditEntry.objects.get(action="prizes_handed_on").details["moved_up"] == 2
    assert list(awards_follow(of, LATER)) == []


def test_the_list_names_the_entry_by_which_it_came_to_be_published(of, run, actor, people):
    def entry_of(action):
        return AuditEntry.objects.values_list("number", "digest").get(action=action)

    assert winners(of).trail == entry_of("awards_published")
    waive_prize(people[0], of, reason="", now=LATER)
    assert winners(of).trail == entry_of("awards_published")
    handed_on(actor, of)
    assert winners(of).trail == entry_of("prizes_handed_on")


def test_nothing_is_handed_on_twice_or_unseen(of, run, actor, people):
    refused("claim_nothing_to_hand_on", try_handing_on, of)
    waive_prize(people[0], of, reason="", now=LATER)
    digest = try_handing_on(of, now=LATER).digest
    assert won(of)[0] == ("一等奖", "王0") and not ClaimStep.objects.filter(kind="handed_on").exists()
    waive_prize(people[1], of, reason="", now=LATER)
    refused("claim_out_of_date", hand_on, actor, of, digest=digest)
    handed_on(actor, of)
    refused("claim_nothing_to_hand_on", hand_on, actor, of, digest=digest)
    # 王1 has given up and does not move up: the only reserve of the first prize is gone.
    assert won(of) == [("二等奖", "王2"), ("二等奖", "王3")]


def test_a_trial_only_reads(of, run, actor, people):
    issue_certificates(actor, run, now=NOW)
    waive_prize(people[0], of, reason="", now=LATER)
    with CaptureQueriesContext(connection) as seen:
        found = try_handing_on(of, now=LATER)
    assert all(one["sql"].startswith("SELECT") and "FOR " not in one["sql"] for one in seen)
    assert found.consequences.revoked == 2 and len(found.consequences.changes) == 3


def test_a_trial_takes_as_many_statements_for_many_as_for_few(actor):
    counts = []
    for size in (3, 30):
        tiers = [{"name": name, "quota": size, "reserves": size} for name in ("一等奖", "二等奖")]
        made = contest(state=Contest.State.CLOSED, awards=tiers)
        who = [person(f"王{at}", department(f"单位{size}-{at}")) for at in range(3 * size)]
        for at, one in enumerate(who):
            attempt(made, 9000 - at, one)
        run = give_prizes(actor, made, now=NOW)
        issue_certificates(actor, run, now=NOW)
        for one in who[:size]:
            waive_prize(one, made, reason="", now=LATER)
        with CaptureQueriesContext(connection) as seen:
            assert len(try_handing_on(made, now=LATER).consequences.changes) == 3 * size
        counts.append(len(seen))
        handed_on(actor, made)
    assert counts[0] == counts[1] < 30, counts


def test_who_keeps_a_prize_keeps_its_term_and_who_moves_up_has_a_new_one(of, run, actor, people):
    first_end = claim_rows(run, now=NOW)[0].claim.ends_at
    day = NOW + timedelta(days=1)
    waive_prize(people[0], of, reason="", now=day)
    handed_on(actor, of, now=day)
    ends = [row.claim.ends_at for row in claim_rows(published_run(of), now=day)]
    assert ends == [first_end + timedelta(days=1), first_end, first_end + timedelta(days=1)]


def test_what_lapsed_is_handed_on_too(of, run, actor, people):
    ends_at = claim_rows(run, now=NOW)[0].claim.ends_at
    claim_prize(people[0], of, now=LATER)
    handed_on(actor, of, now=ends_at)
    assert won(of) == [("一等奖", "王0"), ("二等奖", "王3"), ("二等奖", "王4")]
    assert published_run(of).published_at == ends_at
    assert pending_claims(published_run(of), now=ends_at) == 2


def test_an_organizer_notes_what_happened_at_the_counter(of, run, actor, people):
    award = award_of(of, people[1])
    refused("claim_without_reason", note_claim, actor, award, kind="waived", reason=" ")
    refused("claim_reason_too_long", note_claim, actor, award, kind="waived", reason="长" * (MOST_REASON + 1))
    refused("claim_is_open", note_claim, actor, award, kind="reopened", reason="误点")
    note_claim(actor, award, kind="waived", reason="来电放弃", now=LATER)
    note_claim(actor, award, kind="reopened", reason="点错了人", now=LATER)
    assert states(of) == ["waiting"] * 3
    ends_at = claim_rows(run, now=NOW)[0].claim.ends_at
    note_claim(actor, award_of(of, people[0]), kind="taken", reason="", now=ends_at)  # late, nobody moved up
    note_claim(actor, award, kind="reopened", reason="住院", now=ends_at)
    assert states(of, ends_at) == ["taken", "waiting", "lapsed"]
    handed_on(actor, of, now=ends_at)
    refused("claim_run_replaced", note_claim, actor, award, kind="taken", reason="", now=ends_at)


def test_what_was_claimed_is_taken_once_it_is_handed_over(of, run, actor, people):
    claim_prize(people[0], of, now=LATER)
    award = award_of(of, people[0])
    refused("claim_is_made", note_claim, actor, award, kind="waived", reason="来电放弃")
    note_claim(actor, award, kind="taken", reason="", now=LATER)
    assert states(of) == ["taken", "waiting", "waiting"]
    refused("claim_is_taken", claim_prize, people[0], of)
    refused("claim_is_taken", waive_prize, people[0], of, reason="")
    refused("claim_is_taken", note_claim, actor, award, kind="taken", reason="")
    assert note_taken(actor, of, {award.pk, award_of(of, people[1]).pk}, now=LATER) == (1, 1)
    note_claim(actor, award, kind="reopened", reason="点错了人", now=LATER)
    assert states(of) == ["waiting", "taken", "waiting"]


def test_a_final_list_needs_every_claim_settled(of, run, actor, people):
    for who in people[:2]:
        claim_prize(who, of, now=LATER)
    over = notice_of(of, now=NOW).ends_at
    refused("claims_open", finalize_awards, actor, of, now=over)
    handed_on(actor, of, now=over)  # 王2 has lapsed, 王3 moves up, and 公示 begins anew
    refused("notice_still_open", finalize_awards, actor, of, now=over)
    claim_prize(people[3], of, now=over)
    over = notice_of(of, now=over).ends_at
    finalize_awards(actor, of, now=over)
    refused("notice_final_already", try_handing_on, of, now=over)
    award = award_of(of, people[3])
    refused("notice_final_already", note_claim, actor, award, kind="waived", reason="不要", now=over)


def test_without_claim_days_nothing_lapses_and_nothing_stands_before_the_final_list(actor, people):
    made = contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1, "reserves": 1}])
    for who in people[:2]:
        attempt(made, 2000 if who is people[0] else 1900, who)
    run = give_prizes(actor, made, now=NOW)
    over = notice_of(made, now=NOW).ends_at
    assert claim_rows(run, now=over)[0].claim.state == "waiting"
    waive_prize(people[0], made, reason="", now=over)
    refused("claims_open", finalize_awards, actor, made, now=over)
    handed_on(actor, made, now=over)
    assert won(made) == [("一等奖", people[1].name)]


def test_certificates_of_those_who_leave_are_revoked(of, run, actor, people):
    issue_certificates(actor, run, now=NOW)
    assert valid_certificates(of).count() == 3
    waive_prize(people[0], of, reason="", now=LATER)
    found = handed_on(actor, of)
    assert found.consequences.revoked == 2  # his, and the second prize's of whoever moved up
    assert set(valid_certificates(of).values_list("award__user__name", flat=True)) == {"王2"}


def test_no_certificate_is_issued_for_a_prize_that_lapsed_until_it_is_open_again(of, run, actor, people):
    claim_prize(people[0], of, now=LATER)
    over = claim_rows(run, now=NOW)[0].claim.ends_at
    assert issued_of(run, now=over).missing == 1
    assert issue_certificates(actor, run, now=over) == 1
    assert {one.award.user for one in valid_certificates(of)} == {people[0]}
    note_claim(actor, award_of(of, people[1]), kind="taken", reason="", now=over)  # late, nobody moved up
    note_claim(actor, award_of(of, people[2]), kind="reopened", reason="住院", now=over)
    assert issue_certificates(actor, run, now=over) == 2


def test_a_certificate_does_not_hold_while_nobody_holds_its_prize(of, run, actor, people):
    issue_certificates(actor, run, now=NOW)
    waive_prize(people[0], of, reason="", now=LATER)
    first, second, _third = (Certificate.objects.get(award__user=who) for who in people[:3])
    assert (is_held(first, now=LATER), is_held(second, now=LATER)) == (False, True)
    found = issued_of(run, now=LATER)
    assert (found.valid, found.suspended, found.missing, found.revoked) == (2, 1, 0, 0)
    over = claim_rows(run, now=NOW)[0].claim.ends_at
    assert not is_held(second, now=over)
    note_claim(actor, award_of(of, people[0]), kind="reopened", reason="点错了", now=over)
    assert is_held(first, now=over)
    handed_on(actor, of, now=over)
    assert {one.award.user for one in valid_certificates(of)} == {people[0]}
    assert Certificate.objects.get(pk=second.pk).revocation.reason


def test_none_is_issued_again_for_a_prize_that_nobody_holds(of, run, actor, people):
    issue_certificates(actor, run, now=NOW)
    one = Certificate.objects.get(award__user=people[0])
    revoke(actor, [one], "姓名写错", now=LATER)
    waive_prize(people[0], of, reason="", now=LATER)
    refused("certificate_prize_given_up", issue_again, actor, one)
    note_claim(actor, award_of(of, people[0]), kind="reopened", reason="点错了", now=LATER)
    assert is_held(issue_again(actor, one, now=LATER), now=LATER)


def test_a_ruling_keeps_what_was_given_up():
    case = Case(
        awards=[
            {"name": "一等奖", "quota": 1, "reserves": 2, "claim_days": 3},
            {"name": "二等奖", "quota": 1, "reserves": 1, "claim_days": 3},
        ]
    )
    case.published()
    waive_prize(case.people[0], case.contest, reason="", now=case.later)
    handed_on(case.organizer, case.contest, now=case.later)
    assert won(case.contest) == [("一等奖", "乙二"), ("二等奖", "丙三")]
    case.rule(case.decision("either", [2]))
    assert won(case.contest) == [("一等奖", "乙二"), ("二等奖", "丙三")]
    assert list(awards_follow(case.contest, case.later)) == []


def test_the_database_keeps_steps_and_lines(of, run, actor, people):
    step = claim_prize(people[0], of, now=LATER)
    for change in (
        lambda: ClaimStep.objects.filter(pk=step.pk).update(kind="waived"),
        lambda: ClaimStep.objects.filter(pk=step.pk).delete(),
        lambda: Reserve.objects.filter(run=run).update(place=9),
        lambda: Reserve.objects.filter(run=run).delete(),
        lambda: Reserve.objects.create(run=run, position=99, tier="一等奖", user=people[5], place=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_changed_line_is_named_by_verification(of, run, actor):
    assert list(awards_follow(of, LATER)) == []
    later = AwardRun.objects.create(
        contest=of, rules=run.rules, number=2, state="draft", input_digest=run.input_digest, created_at=NOW,
        confirmed_by=actor, confirmed_at=NOW,
    )  # fmt: skip
    Award.objects.bulk_create(_copied(run.awards.all(), later))
    AwardRun.objects.filter(pk=run.pk).update(state="superseded")
    AwardRun.objects.filter(pk=later.pk).update(state="confirmed")
    assert {one.row.rpartition("/")[2] for one in awards_follow(of, LATER)} == {
        "reserve:1",
        "reserve:2",
        "reserve:3",
    }


def _copied(awards, run):
    for award in awards:
        award.pk, award.run = None, run
        yield award


def test_no_list_is_taken_away_where_the_lots_would_be_drawn_anew(of, run, actor, people, monkeypatch):
    """Should the list of the draw not follow from the facts any more, the published list stays."""
    waive_prize(people[0], of, reason="", now=LATER)

    def draw_is_out_of_date(*_arguments):
        raise RuleBroken("awards_draw_out_of_date")

    monkeypatch.setattr("leaderboard.services.awards._require_drawn", draw_is_out_of_date)
    refused("awards_draw_out_of_date", try_handing_on, of)
    refused("awards_draw_out_of_date", hand_on, actor, of, digest="")
    assert published_run(of) == run and not ClaimStep.objects.filter(kind="handed_on").exists()


def test_every_department_with_seats_has_a_line_of_its_own(actor):
    tiers = [{"name": "优胜奖", "quota": 1, "per_department": True, "reserves": 2}]
    made = contest(state=Contest.State.CLOSED, awards=tiers)
    offices = [department(name) for name in ("甲局", "乙局", "丙局")]
    for number in range(9):
        attempt(made, 2000 - 100 * number, person(f"王{number}", offices[number % 3]))
    run = give_prizes(actor, made, now=NOW)
    lines = lines_of(run, 20)
    assert [(one.name[3], [who.user.name for who in one.first]) for one in lines] == [
        ("甲局", ["王3", "王6"]), ("乙局", ["王4", "王7"]), ("丙局", ["王5", "王8"]),
    ]  # fmt: skip
    assert [row.seats_of for row in winners(made).reserves] == [
        office.name for office in offices for _each in range(2)
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(export_awards(actor, run, now=LATER)))
    rows = book.get_sheet_by_name("递补").to_python()
    assert [(row[2], row[6]) for row in rows[1:3]] == [(1, "甲局"), (2, "甲局")] and rows[0][
        6
    ] == "名额所属单位"
