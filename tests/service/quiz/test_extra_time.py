"""More time on the way: the later deadline wins, and what is closed on a sequential paper stays closed."""

from datetime import timedelta

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.services.verification.scores import scores_follow
from leaderboard.services.verification.sitting import answers_are_in_time
from quiz.models import Attempt, AttemptScore, Entry
from quiz.selectors.sittings import sitting_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, hand_in_late, settled, start_or_resume
from quiz.services.closing import hand_in_overdue
from quiz.services.contests import amend_rules
from quiz.services.entries import grant_extra_time
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_sheet, sit

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OPEN, HANDED_IN = Attempt.State.OPEN, Attempt.State.HANDED_IN


def stored(attempt):
    return Attempt.objects.select_related("contest__rules").get(pk=attempt.pk)


@pytest.fixture
def grant(person, organizer):
    def grant(percent, now):
        grant_extra_time(organizer, Entry.objects.get(user=person), percent, "视力障碍", now=now)

    return grant


class TestWholePaper:
    @pytest.fixture
    def contest(self, person, department, now):
        return make_contest(now, department)

    @pytest.fixture
    def attempt(self, person, contest, now):
        return start_or_resume(person, contest.pk, now=now)

    def test_a_hand_in_by_the_old_deadline_does_not_happen(self, attempt, grant, now):
        """The sweep has judged, then the organizer grants more time, then the sweep writes."""
        judged = stored(attempt)
        late = now + 21 * MINUTE
        grant(150, late)
        assert hand_in_late([judged]) == 0
        assert stored(attempt).state == OPEN
        assert judged.deadline == now + 30 * MINUTE  # what the caller holds is what is true now
        assert settled(judged, now=late).state == OPEN
        assert hand_in_overdue(now=now + 31 * MINUTE) == 1
        assert stored(attempt).handed_in_at == now + 30 * MINUTE

    def test_a_start_that_judged_by_the_old_deadline_resumes(self, person, contest, attempt, grant, now):
        grant(200, now + 21 * MINUTE)
        assert start_or_resume(person, contest.pk, now=now + 22 * MINUTE).pk == attempt.pk

    def test_time_taken_back_ends_a_paper_now_and_not_before(self, person, contest, attempt, grant, now):
        """What was saved in the extra time had been in time when it came."""
        grant(150, now)
        late = now + 25 * MINUTE
        record_answer(person, attempt.pk, 1, response=[1], client_key="key-0001", now=late)
        grant(100, late + SECOND)
        assert stored(attempt).deadline == late + SECOND
        assert list(answers_are_in_time(contest, late)) == []
        assert hand_in_overdue(now=late + MINUTE) == 1
        assert stored(attempt).handed_in_at == late + SECOND

    def test_taking_time_back_does_not_reopen_what_is_overdue(self, attempt, grant, now):
        grant(150, now)
        grant(100, now + 40 * MINUTE)
        assert stored(attempt).deadline == now + 30 * MINUTE


class TestALaterEnd:
    """The contest itself is prolonged while people are answering."""

    @pytest.fixture
    def contest(self, person, department, now):
        return make_contest(now, department, hours=0.25)

    def prolong(self, organizer, contest, now, hours):
        later = make_sheet(now, hours=hours)
        amend_rules(organizer, contest, later, "停电半小时", now=now + 10 * MINUTE)

    def test_whoever_would_have_been_cut_short_has_the_time(self, person, organizer, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        assert attempt.deadline == now + 15 * MINUTE
        self.prolong(organizer, contest, now, hours=1)
        assert stored(attempt).deadline == now + 20 * MINUTE
        assert hand_in_overdue(now=now + 18 * MINUTE) == 0

    def test_an_earlier_end_cuts_nobody_short(self, person, organizer, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        self.prolong(organizer, contest, now, hours=0.2)
        assert stored(attempt).deadline == now + 15 * MINUTE

    def test_a_paper_that_was_over_stays_so(self, person, organizer, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        Attempt.objects.filter(pk=attempt.pk).update(deadline=now + 9 * MINUTE)
        self.prolong(organizer, contest, now, hours=1)
        assert stored(attempt).deadline == now + 9 * MINUTE


class TestInTurn:
    @pytest.fixture
    def contest(self, person, department, now):
        time = {"paper_seconds": None, "item_seconds": 30, "extra_percent": [150, 200, 0]}
        return make_contest(now, department, time=time)

    @pytest.fixture
    def attempt(self, person, contest, now):
        return start_or_resume(person, contest.pk, now=now)

    @pytest.fixture
    def save(self, person, attempt):
        def save(position, at):
            key = f"key-{position:04d}-{at:%H%M%S}"
            return record_answer(person, attempt.pk, position, response=[1], client_key=key, now=at)

        return save

    def test_what_is_closed_stays_closed(self, attempt, grant, save, now):
        """Five items ran out; twice the time must not bring the third one back."""
        grant(200, now + 155 * SECOND)
        shown = sitting_of(stored(attempt), now=now + 156 * SECOND)
        assert [item.position for item in shown.items] == [6]
        assert shown.open.opened_at == now + 150 * SECOND
        assert shown.open.closes_at == now + 210 * SECOND
        with pytest.raises(RuleBroken) as error:
            save(3, now + 156 * SECOND)
        assert error.value.code == "item_closed"
        assert save(6, now + 205 * SECOND).next_slot.position == 7

    def test_no_limit_keeps_the_turns(self, attempt, grant, save, now):
        save(1, now + 5 * SECOND)
        grant(0, now + 10 * SECOND)
        late = now + 20 * MINUTE
        shown = sitting_of(stored(attempt), now=late)
        assert shown.is_sequential and [item.position for item in shown.items] == [2]
        assert shown.open.closes_at == stored(attempt).deadline
        assert save(2, late).next_slot.position == 3
        with pytest.raises(RuleBroken):
            save(1, late)

    def test_who_has_no_limit_from_the_start_answers_in_turn_too(self, person, contest, grant, now):
        grant(0, now)
        attempt = start_or_resume(person, contest.pk, now=now)
        shown = sitting_of(attempt, now=now + 30 * MINUTE)
        assert shown.is_sequential and shown.open.position == 1

    def test_time_taken_back_closes_the_open_item_at_once_and_only_that(self, attempt, grant, now):
        grant(200, now)
        grant(100, now + 50 * SECOND)  # the first item has been open for 50 of 60 seconds
        shown = sitting_of(stored(attempt), now=now + 50 * SECOND)
        assert (shown.open.position, shown.open.closes_at) == (2, now + 80 * SECOND)

    def test_a_paper_whose_items_are_all_through_is_over(self, attempt, grant, now):
        grant(200, now + 301 * SECOND)
        assert settled(stored(attempt), now=now + 304 * SECOND).state == HANDED_IN
        assert stored(attempt).handed_in_at == now + 300 * SECOND

    def test_a_reader_who_judged_by_the_old_limit_hands_nothing_in(self, person, department, grant, now):
        """The contest's end is the deadline before and after, so that alone tells nothing."""
        time = {"paper_seconds": None, "item_seconds": 30}
        contest = make_contest(now, department, time=time, hours=1 / 12)
        attempt = start_or_resume(person, contest.pk, now=now + 30 * SECOND)
        judged = stored(attempt)
        grant(200, now + 40 * SECOND)
        assert stored(attempt).deadline == judged.deadline == now + 300 * SECOND
        assert hand_in_late([judged]) == 0
        assert stored(attempt).state == OPEN

    def test_the_last_answer_ends_the_paper(self, attempt, save, now):
        for position in range(1, 11):
            save(position, now + position * SECOND)
        assert settled(stored(attempt), now=now + 10 * SECOND).state == HANDED_IN
        assert stored(attempt).handed_in_at == now + 10 * SECOND

    def test_a_paper_that_is_through_is_no_paper_to_resume(self, person, department, now):
        time = {"paper_seconds": None, "item_seconds": 30}
        contest = make_contest(now, department, time=time, when={"attempts": {"total": 2}})
        first = start_or_resume(person, contest.pk, now=now)
        assert start_or_resume(person, contest.pk, now=now + 304 * SECOND).pk != first.pk
        assert stored(first).handed_in_at == now + 300 * SECOND


class TestSpeedBonus:
    """The announced limit for everybody: extra time adds nothing, a late start takes nothing away."""

    RULES = {"points": {"speed_bonus": {"per_second": 0.01, "most": 100}}}

    def points(self, contest, attempt, now):
        score_all_waiting(now=now)
        assert list(scores_follow(contest, now)) == []
        return AttemptScore.objects.get(attempt=attempt).points

    def test_extra_time_gives_no_bonus(self, person, department, grant, now):
        contest = make_contest(now, department, **self.RULES)
        grant(150, now)
        attempt = sit(person, contest, right=10, start=now, seconds=100)
        assert self.points(contest, attempt, now) == 5000 + 1100

    def test_the_extra_time_itself_is_worth_nothing(self, person, department, grant, now):
        contest = make_contest(now, department, **self.RULES)
        grant(150, now)
        attempt = sit(person, contest, right=10, start=now, seconds=1500)
        assert self.points(contest, attempt, now) == 5000

    def test_a_paper_cut_by_the_end_of_the_contest_loses_no_bonus(self, person, department, now):
        contest = make_contest(now, department, hours=0.5, **self.RULES)
        attempt = sit(person, contest, right=10, start=now + 20 * MINUTE, seconds=100)
        assert attempt.deadline == now + 30 * MINUTE
        assert self.points(contest, attempt, now) == 5000 + 1100
        assert hand_in(person, attempt.pk, now=now).pk == attempt.pk
