"""A rehearsal's copy, its simulated people, and the ledger's verdict: each fault is seen."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import Http404

from accounts.models import User
from leaderboard.models import BoardLine
from leaderboard.services.boards import rebuild
from quiz.models import Answer, Attempt, AttemptScore, Contest, Entry, RulesVersion, Slot
from quiz.rehearsal.plan import Ledger, Save
from quiz.selectors.contests import contests_for
from quiz.selectors.rehearsal import verdict_on
from quiz.selectors.rules import sheet_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.entries import enrol_roster, enter
from quiz.services.rehearsal import (
    close_rehearsal,
    forget_old_rehearsals,
    forget_rehearsal,
    invite,
    open_rehearsal,
    simulated_people,
)
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(department, now):
    make_user(department)
    return make_contest(now, department, when={"weekdays": [1]})


@pytest.fixture
def copy(contest, now):
    return open_rehearsal(contest, now=now)


@pytest.fixture
def ledger(copy, now):
    """A person who answered three items, one of them twice, and handed in."""
    invite(copy, 1, now=now)
    person = simulated_people(copy).get()
    attempt = start_or_resume(person, copy.pk, now=now)
    found = Ledger(username=person.username, attempt=attempt.pk, handed_in=True, saves=[])
    for number, (position, option) in enumerate([(1, 1), (2, 2), (3, 1), (3, 4)]):
        key = f"key-{number:04d}"
        record_answer(person, attempt.pk, position, response=[option], client_key=key, now=now)
        found.saves.append(Save(position=position, key=key, response=[option], acknowledged=True))
    hand_in(person, attempt.pk, now=now + timedelta(seconds=9))
    score_all_waiting(now=now)
    return found


def test_the_copy_has_the_rules_and_questions_and_opens_now(contest, copy, now):
    sheet, original = sheet_of(copy.rules), sheet_of(contest.rules)
    assert copy.is_rehearsal and copy.rules.pool == contest.rules.pool
    assert (sheet.paper, sheet.points, sheet.time) == (original.paper, original.points, original.time)
    assert sheet.opens_at <= now < sheet.closes_at and sheet.when.weekdays == (1, 2, 3, 4, 5, 6, 7)
    assert copy.rules.seed != contest.rules.seed


def test_nobody_real_is_on_the_list_or_gets_on_it(contest, copy, now):
    real = User.objects.get()
    assert not Entry.objects.filter(contest=copy).exists()
    assert copy not in contests_for(real, now=now)
    with pytest.raises(Http404):
        enter(real, copy.pk, now=now)


def test_simulated_people_are_on_no_real_list(contest, copy, department, now):
    people = invite(copy, 5, now=now)
    assert len({one.username for one in people}) == 5
    assert set(Entry.objects.filter(contest=copy).values_list("department", flat=True)) == {department.pk}
    assert enrol_roster(contest, now=now) == 0
    assert not User.objects.filter(department=department, username__startswith="rehearsal.").exists()


def test_closing_locks_everybody_out(copy, now):
    people = invite(copy, 3, now=now, logged_in=True)
    assert Session.objects.count() == 3
    close_rehearsal(copy, [one.session for one in people], now=now)
    assert Session.objects.count() == 0
    assert not simulated_people(copy).filter(is_active=True).exists()
    assert Contest.objects.get(pk=copy.pk).state == Contest.State.CLOSED


def test_nothing_is_left_behind(contest, copy, ledger, now):
    rebuild(copy.pk, now=now)
    assert BoardLine.objects.exists()
    close_rehearsal(copy, [], now=now)
    forget_rehearsal(copy)
    for rows in (Attempt, Slot, Answer, AttemptScore, BoardLine):
        assert not rows.objects.exists()
    assert list(Contest.objects.all()) == [contest]
    assert set(RulesVersion.objects.values_list("contest", flat=True)) == {contest.pk}
    assert not User.objects.filter(username__startswith="rehearsal.").exists()


def test_a_real_contest_is_never_forgotten(contest):
    with pytest.raises(ValueError, match="no rehearsal"):
        forget_rehearsal(contest)


def test_what_was_cut_short_is_removed_later(copy, ledger, now):
    assert forget_old_rehearsals(now=now + timedelta(hours=1)) == 0
    assert forget_old_rehearsals(now=now + timedelta(hours=5)) == 1
    assert not Contest.objects.filter(is_rehearsal=True).exists()


# ── The verdict ───────────────────────────────────────────────────────────────


def faults(copy, ledger):
    return {name: count for name, count in verdict_on(copy, [ledger]).as_dict().items() if count}


GOOD = {"attempts": 1, "acknowledged": 4}


def test_a_sound_ledger(copy, ledger):
    assert faults(copy, ledger) == GOOD
    assert verdict_on(copy, [ledger]).faults == 0


def test_a_lost_answer_is_seen(copy, ledger):
    Answer.objects.filter(client_key="key-0000").delete()
    found = faults(copy, ledger)
    assert found["lost"] == 1 and found["wrong_final"] == 1


def test_an_answer_told_twice_is_seen(copy, ledger):
    ledger.told_twice.append("key-0001")
    assert faults(copy, ledger) == {**GOOD, "doubled": 1}


def test_a_stale_packet_that_counts_is_seen(copy, ledger):
    stale = Answer.objects.get(client_key="key-0002")
    stale.pk, stale.client_key = None, "key-0002-again"
    stale.save(force_insert=True)
    assert faults(copy, ledger)["wrong_final"] == 1


@pytest.mark.parametrize(("sequence", "wrong"), [(8, 0), (10, 1)])
def test_an_overtaken_packet_counts_by_its_place_in_the_order(copy, ledger, now, sequence, wrong):
    """Chosen before the ledger's last choice of the third place, and saved after it."""
    Answer.objects.filter(client_key="key-0003").update(sequence=9)
    late = Save(position=3, key="late", response=[2], acknowledged=True, sequence=8)
    ledger.saves.insert(3, late)
    Answer.objects.create(
        attempt_id=ledger.attempt,
        position=3,
        response=[2],
        client_key="late",
        sequence=sequence,
        saved_at=now,
    )
    assert verdict_on(copy, [ledger]).wrong_final == wrong


def test_a_wrong_score_is_seen(copy, ledger):
    AttemptScore.objects.update(points=0)
    assert faults(copy, ledger) == {**GOOD, "wrong_score": 1}


def test_a_late_answer_is_seen(copy, ledger, now):
    Answer.objects.create(
        attempt_id=ledger.attempt,
        position=9,
        response=[1],
        client_key="late",
        saved_at=now + timedelta(hours=1),
    )
    assert faults(copy, ledger) == {**GOOD, "late_accepted": 1}
    ledger.late_accepted.append("late")
    assert faults(copy, ledger)["late_accepted"] == 2


def test_what_was_not_scored_is_seen(copy, ledger):
    Attempt.objects.update(scored_at=None)
    assert faults(copy, ledger) == {**GOOD, "unscored": 1}


@pytest.mark.parametrize("is_there", [True, False])
def test_an_answer_of_unknown_fate_may_count_or_not(copy, ledger, now, is_there):
    """The connection broke before the receipt, and no retry got through."""
    ledger.saves.append(Save(position=5, key="unknown", response=[1]))
    if is_there:
        Answer.objects.create(
            attempt_id=ledger.attempt, position=5, response=[1], client_key="unknown", saved_at=now
        )
        AttemptScore.objects.all().delete()
        Attempt.objects.update(scored_at=None)
        score_all_waiting(now=now)
    assert faults(copy, ledger) == GOOD
