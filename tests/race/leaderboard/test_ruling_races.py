"""Two rulings at the same moment, and a ruling against a confirmation: one after the other, or refused."""

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.models import AwardRun
from leaderboard.selectors.awards import has_moved_since
from leaderboard.services.awards import confirm_awards, draft_awards
from quiz.models import AttemptScore, Contest, RulesVersion, Ruling
from quiz.services.rulings import make_ruling, try_ruling
from tests.race.together import errors, together
from tests.service.leaderboard.conftest import no_redis  # noqa: F401
from tests.service.leaderboard.disputes import Case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_redis")]


def test_of_the_same_ruling_pressed_by_many_one_is_made():
    case = Case()
    case.published()
    decision = case.decision(key=[2])
    digest = try_ruling(case.organizer, case.contest, decision, now=case.later).digest
    outcomes = together(
        [lambda: make_ruling(case.organizer, case.contest, decision, digest=digest, now=case.later)] * 6
    )
    assert sum(one.error is None for one in outcomes) == 1
    assert all(isinstance(error, RuleBroken) for error in errors(outcomes)), errors(outcomes)
    assert (Ruling.objects.count(), RulesVersion.objects.count()) == (1, 2)
    assert AwardRun.objects.filter(state="published").count() == 1


def test_of_two_rulings_tried_on_the_same_facts_one_is_made():
    case = Case()
    case.published()
    decisions = [case.decision(key=[2]), case.decision("void")]
    digests = [try_ruling(case.organizer, case.contest, one, now=case.later).digest for one in decisions]
    outcomes = together(
        [
            lambda one=one, digest=digest: make_ruling(
                case.organizer, case.contest, one, digest=digest, now=case.later
            )
            for one, digest in zip(decisions, digests, strict=True)
        ]
    )
    assert sum(one.error is None for one in outcomes) == 1, errors(outcomes)
    scores = AttemptScore.objects.filter(rules=Contest.objects.get(pk=case.contest.pk).rules_id)
    assert scores.count() == 3


def test_a_confirmation_and_a_ruling_leave_awards_of_the_facts():
    for _round in range(4):
        case = Case()
        run = draft_awards(case.organizer, case.contest, now=case.later)
        decision = case.decision(key=[2])
        digest = try_ruling(case.organizer, case.contest, decision, now=case.later).digest
        together(
            [
                lambda case=case, run=run: confirm_awards(case.organizer, run, now=case.later),
                lambda case=case, decision=decision, digest=digest: make_ruling(
                    case.organizer, case.contest, decision, digest=digest, now=case.later
                ),
            ]
        )
        final = AwardRun.objects.filter(contest=case.contest, state="confirmed").first()
        assert final is None or not has_moved_since(
            AwardRun.objects.select_related("contest__rules").get(pk=final.pk)
        )
