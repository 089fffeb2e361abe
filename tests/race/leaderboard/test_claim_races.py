"""Winner and organizer, or two organizers, at the same moment: a prize is claimed, given up or handed on,
and never two of these."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import Award, AwardRun, ClaimStep
from leaderboard.selectors.claims import claim_rows, published_run
from leaderboard.services.awards import locked_contest
from leaderboard.services.claims import claim_prize, hand_on, note_claim, try_handing_on, waive_prize
from leaderboard.services.notice import finalize_awards
from leaderboard.services.verification.awards import awards_follow
from quiz.models import Contest
from tests.factories import give_prizes
from tests.race.together import errors, together
from tests.service.leaderboard.conftest import no_redis  # noqa: F401
from tests.service.leaderboard.rows import NOW, attempt, contest, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_redis")]
TIERS = [
    {"name": "一等奖", "quota": 1, "reserves": 2, "claim_days": 3},
    {"name": "二等奖", "quota": 1, "reserves": 2, "claim_days": 3},
]
ROUNDS = 6
LATER = NOW + timedelta(hours=1)


def published():
    actor, people = person("组织者"), [person(f"王{number}") for number in range(4)]
    of = contest(state=Contest.State.CLOSED, awards=TIERS)
    for number, who in enumerate(people):
        attempt(of, 2000 - 100 * number, who)
    give_prizes(actor, of, now=NOW)
    return of, actor, people


def codes(outcomes):
    assert all(isinstance(error, RuleBroken) for error in errors(outcomes)), errors(outcomes)
    return [outcome.error.code if outcome.error else "" for outcome in outcomes]


def won(of):
    return [one.user.name for one in published_run(of).awards.select_related("user").order_by("position")]


def kinds(of, who):
    steps = ClaimStep.objects.filter(contest=of, user=who).order_by("pk")
    return list(steps.values_list("kind", flat=True))


def test_a_prize_is_claimed_or_given_up_never_both():
    for _round in range(ROUNDS):
        of, actor, people = published()
        award = Award.objects.get(run=published_run(of), user=people[0])
        found = codes(
            together(
                [
                    lambda of=of, who=people[0]: claim_prize(who, of, now=LATER),
                    lambda of=of, who=people[0]: waive_prize(who, of, reason="", now=LATER),
                    lambda actor=actor, award=award: note_claim(
                        actor, award, kind="taken", reason="", now=LATER
                    ),
                    lambda of=of, who=people[0]: claim_prize(who, of, now=LATER),
                ]
            )
        )
        assert kinds(of, people[0]) in (["taken"], ["claimed", "taken"], ["waived"])
        assert found.count("") == len(kinds(of, people[0]))
        assert set(found) - {""} <= {"claim_is_made", "claim_is_taken", "claim_given_up"}
        said = AuditEntry.objects.filter(subject=f"contest:{of.pk}", action__startswith="prize_")
        assert said.count() == found.count("")


def test_two_organizers_hand_on_once():
    for _round in range(ROUNDS):
        of, actor, people = published()
        waive_prize(people[0], of, reason="", now=LATER)
        digest = try_handing_on(of, now=LATER).digest
        both = [lambda of=of, who=actor, digest=digest: hand_on(who, of, digest=digest, now=LATER)] * 3
        found = codes(together(both))
        assert sorted(found) == ["", "claim_nothing_to_hand_on", "claim_nothing_to_hand_on"]
        assert won(of) == ["王1", "王2"]
        assert AwardRun.objects.filter(contest=of).count() == 2


def test_a_trial_waits_for_nobody_and_nobody_for_it():
    """While one desk holds the contest, another still sees who would move up."""
    of, _actor, people = published()
    waive_prize(people[0], of, reason="", now=LATER)
    began, seen = Event(), Event()

    def hold():
        with transaction.atomic():
            locked_contest(of)
            began.set()
            return seen.wait(20)

    def look():
        assert began.wait(20)
        found = try_handing_on(of, now=LATER)
        seen.set()
        return len(found.consequences.changes)

    assert [one.value for one in together([hold, look])] == [True, 3]


def test_what_is_handed_on_was_not_claimed_in_the_same_moment():
    """The last second: the winner's click, the counter's, and the organizer who hands on what has lapsed."""
    for _round in range(ROUNDS):
        of, actor, people = published()
        run = published_run(of)
        end = claim_rows(run, now=NOW)[0].claim.ends_at
        claim_prize(people[1], of, now=LATER)
        award = Award.objects.get(run=run, user=people[0])
        digest = try_handing_on(of, now=end).digest
        in_time = end - timedelta(milliseconds=1)
        found = codes(
            together(
                [
                    lambda of=of, who=people[0], at=in_time: claim_prize(who, of, now=at),
                    lambda actor=actor, award=award, at=end: note_claim(
                        actor, award, kind="taken", reason="", now=at
                    ),
                    lambda actor=actor, of=of, digest=digest, at=end: hand_on(
                        actor, of, digest=digest, now=at
                    ),
                ]
            )
        )
        if found[2] == "":
            assert kinds(of, people[0]) == ["handed_on"] and won(of) == ["王1", "王2"]
            assert set(found[:2]) == {"claim_not_yours", "claim_run_replaced"}
        else:
            assert kinds(of, people[0]) in (["taken"], ["claimed", "taken"]) and won(of) == ["王0", "王1"]
        assert list(awards_follow(of, end)) == []


def test_opened_again_or_handed_on():
    for _round in range(ROUNDS):
        of, actor, people = published()
        waive_prize(people[0], of, reason="", now=LATER)
        award = Award.objects.get(run=published_run(of), user=people[0])
        digest = try_handing_on(of, now=LATER).digest
        found = codes(
            together(
                [
                    lambda actor=actor, award=award: note_claim(
                        actor, award, kind="reopened", reason="点错了", now=LATER
                    ),
                    lambda actor=actor, of=of, digest=digest: hand_on(actor, of, digest=digest, now=LATER),
                ]
            )
        )
        assert found in (["", "claim_nothing_to_hand_on"], ["claim_run_replaced", ""]), found
        assert ("reopened" in kinds(of, people[0])) != ("handed_on" in kinds(of, people[0]))


def test_a_final_list_has_nothing_given_up():
    for _round in range(ROUNDS):
        of, actor, people = published()
        for who in people[1:2]:
            claim_prize(who, of, now=LATER)
        over = NOW + timedelta(days=20)
        award = Award.objects.get(run=published_run(of), user=people[0])
        note_claim(actor, award, kind="reopened", reason="住院", now=over)
        claim_prize(people[0], of, now=over)
        found = codes(
            together(
                [
                    lambda actor=actor, award=award, at=over: note_claim(
                        actor, award, kind="reopened", reason="退回", now=at
                    ),
                    lambda actor=actor, of=of, at=over: finalize_awards(actor, of, now=at),
                ]
            )
        )
        assert found in (["", "claims_open"], ["notice_final_already", ""]), found
