"""Desks at the same moment: one answer to an objection, one final list, no more objections than may wait."""

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.models import FinalList, Objection, ObjectionDecision
from leaderboard.selectors.notice import notice_of
from leaderboard.services.notice import MOST_OPEN, answer_objection, finalize_awards, raise_objection
from quiz.models import Contest
from tests.factories import give_prizes
from tests.race.together import errors, together, values
from tests.service.leaderboard.conftest import no_redis  # noqa: F401
from tests.service.leaderboard.rows import NOW, attempt, contest, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_redis")]
DESKS = 6


def test_one_answer_one_final_list_and_no_objection_too_many():
    actor, of = person(), contest(state=Contest.State.CLOSED, awards=[{"name": "一等奖", "quota": 1}])
    attempt(of, 1000)
    give_prizes(actor, of, now=NOW)
    over, user = notice_of(of, now=NOW).ends_at, person()

    raised = together([lambda: raise_objection(user, of, about="score", text="请复核。", now=NOW)] * DESKS)
    assert len(values(raised)) == MOST_OPEN == Objection.objects.count()
    outcomes = [raised]
    for one in Objection.objects.select_related("run__contest"):
        answered = together(
            [lambda one=one: answer_objection(actor, one, decision="upheld", text="成立。", now=NOW)] * DESKS
        )
        assert len(values(answered)) == 1
        outcomes.append(answered)
    assert ObjectionDecision.objects.count() == MOST_OPEN
    final = together([lambda: finalize_awards(actor, of, now=over)] * DESKS)
    assert len(values(final)) == 1 == FinalList.objects.count()
    outcomes.append(final)
    assert all(isinstance(error, RuleBroken) for one in outcomes for error in errors(one)), outcomes
