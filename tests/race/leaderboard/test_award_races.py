"""Two desks at the same moment: one draft, no draft that is both thrown away and confirmed, no exclusion
that slips in behind a confirmation."""

import pytest

from accounts.domain.problems import RuleBroken
from accounts.models import User
from leaderboard.models import Award, AwardRun
from leaderboard.selectors.awards import has_moved_since
from leaderboard.services.awards import confirm_awards, discard_draft, draft_awards
from quiz.models import Contest, Entry
from quiz.selectors.rules import sheet_of
from quiz.services.contests import amend_rules
from quiz.services.exclusions import exclude_entry
from tests.race.together import errors, together, values
from tests.service.leaderboard.conftest import no_redis  # noqa: F401
from tests.service.leaderboard.rows import NOW, attempt, contest, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_redis")]
TIERS = [{"name": "一等奖", "quota": 1}]
ROUNDS = 8


@pytest.fixture
def actor() -> User:
    return person()


def closed():
    of = contest(state=Contest.State.CLOSED, awards=TIERS)
    for points in (1000, 2000):
        attempt(of, points)
    return of


def test_desks_that_compute_together_have_one_draft(actor):
    of = closed()
    outcomes = together([lambda: draft_awards(actor, of, now=NOW).pk] * 10)
    assert errors(outcomes) == []
    assert len(set(values(outcomes))) == 1 and AwardRun.objects.count() == 1


def test_a_draft_is_thrown_away_or_confirmed_never_both(actor):
    for _round in range(ROUNDS):
        of = closed()
        run = draft_awards(actor, of, now=NOW)
        outcomes = together(
            [
                lambda run=run: confirm_awards(actor, run, now=NOW),
                lambda run=run: discard_draft(actor, run, now=NOW),
                lambda of=of: draft_awards(actor, of, now=NOW),
            ]
        )
        assert all(isinstance(error, RuleBroken) for error in errors(outcomes)), errors(outcomes)
        confirmed, discarded = outcomes[0].error is None, outcomes[1].error is None
        assert confirmed != discarded
        kept = AwardRun.objects.filter(contest=of).exclude(state="draft")
        assert kept.count() == int(confirmed)
        assert all(Award.objects.filter(run=one).count() == 1 for one in kept)


def test_an_exclusion_or_an_amendment_is_in_the_awards_or_refused(actor):
    for _round in range(ROUNDS):
        of = closed()
        run = draft_awards(actor, of, now=NOW)
        best = Entry.objects.filter(contest=of).last()
        renamed = sheet_of(of.rules).model_copy(update={"title": "改名"})
        outcomes = together(
            [
                lambda run=run: confirm_awards(actor, run, now=NOW),
                lambda best=best: exclude_entry(actor, best, "代答", now=NOW),
                lambda of=of, sheet=renamed: amend_rules(actor, of, sheet, "改名", now=NOW),
            ]
        )
        assert all(isinstance(error, RuleBroken) for error in errors(outcomes)), errors(outcomes)
        now = AwardRun.objects.select_related("contest__rules").filter(contest=of).first()
        if now.state == AwardRun.State.CONFIRMED:
            assert [outcome.error.code for outcome in outcomes[1:]] == ["awards_are_confirmed"] * 2
            assert not has_moved_since(now)
        else:
            assert outcomes[0].error.code in {"awards_out_of_date", "awards_attempts_unscored"}
