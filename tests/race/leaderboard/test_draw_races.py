"""Two organizers at the same draw: one list, one result, and no exclusion that slips in behind."""

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.models import DrawResult, DrawRoll, DrawTicket
from leaderboard.selectors.draws import is_current
from leaderboard.services.draws import draw_lots, freeze_roll
from quiz.models import Entry
from quiz.services.exclusions import exclude_entry
from tests.race.together import errors, together, values
from tests.service.leaderboard.conftest import no_redis  # noqa: F401
from tests.service.leaderboard.lots import drawable
from tests.service.leaderboard.rows import NOW, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_redis")]
ROUNDS = 6


def test_desks_that_freeze_together_have_one_list():
    of, actor = drawable(2000, 1500, 1400), person()
    outcomes = together([lambda: freeze_roll(actor, of, now=NOW).pk] * 8)
    assert errors(outcomes) == []
    assert len(set(values(outcomes))) == 1
    assert (DrawRoll.objects.count(), DrawTicket.objects.count()) == (1, 3)


def test_desks_that_draw_together_draw_once():
    for _round in range(ROUNDS):
        of, actor = drawable(2000, 1500, 1400), person()
        roll = freeze_roll(actor, of, now=NOW)

        def draw(public, roll=roll, actor=actor):
            return draw_lots(actor, roll, public=public, source="骰子", now=NOW)

        outcomes = together([lambda n=n: draw(str(n)).public for n in range(6)])
        codes = {error.code for error in errors(outcomes) if isinstance(error, RuleBroken)}
        assert len(values(outcomes)) == 1 and codes == {"draw_done_already"}, outcomes
        assert DrawResult.objects.get(roll=roll).public == values(outcomes)[0]


def test_an_exclusion_comes_before_the_draw_or_after_it():
    for _round in range(ROUNDS):
        of, actor = drawable(2000, 1500, 1400), person()
        roll = freeze_roll(actor, of, now=NOW)
        out = Entry.objects.filter(contest=of).earliest("pk")
        outcomes = together(
            [
                lambda roll=roll, actor=actor: draw_lots(actor, roll, public="1", source="骰子", now=NOW),
                lambda out=out, actor=actor: exclude_entry(actor, out, "替人答题", now=NOW),
            ]
        )
        assert outcomes[1].error is None
        refused = outcomes[0].error
        assert refused is None or getattr(refused, "code", "") == "draw_out_of_date", refused
        assert DrawResult.objects.filter(roll=roll).exists() == (refused is None)
        assert not is_current(roll, of)
