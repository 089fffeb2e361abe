"""Starting, answering, handing in: what the rows say afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from quiz.models import Answer, Attempt, Entry, Slot
from quiz.selectors.papers import paper_of
from quiz.selectors.rules import sheet_of
from quiz.selectors.sittings import sitting_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, settled, start_or_resume
from tests.factories import make_contest, make_department, make_user, sit
from tests.refusals import refused

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def contest(person, department, now):
    return make_contest(now, department)


def save(person, attempt, position, response, key, now):
    return record_answer(person, attempt.pk, position, response=response, client_key=key, now=now)


def test_a_start_freezes_the_paper_and_the_deadline(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    assert attempt.deadline == now + 20 * MINUTE
    assert Slot.objects.filter(attempt=attempt).count() == 10
    assert sitting_of(attempt, now=now).size == 10


def test_a_second_start_resumes(person, contest, now):
    first = start_or_resume(person, contest.pk, now=now)
    again = start_or_resume(person, contest.pk, now=now + MINUTE)
    assert (again.pk, again.deadline) == (first.pk, first.deadline)


def test_the_paper_can_be_drawn_again_from_its_seed(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    stored = Slot.objects.filter(attempt=attempt).order_by("position")
    drawn = paper_of(Attempt.objects.get(pk=attempt.pk), sheet_of(contest.rules))
    assert [(slot.revision_id, tuple(slot.option_order)) for slot in stored] == [
        (slot.revision_id, slot.option_order) for slot in drawn
    ]


def test_one_paper_for_all_has_the_same_questions(department, now):
    one, other = make_user(department), make_user(department)
    contest = make_contest(
        now,
        department,
        questions=40,
        paper={"rows": [{"count": 10, "types": ["single"]}], "draw": "per_contest"},
    )
    papers = [
        set(
            Slot.objects.filter(attempt=start_or_resume(user, contest.pk, now=now)).values_list(
                "revision", flat=True
            )
        )
        for user in (one, other)
    ]
    assert papers[0] == papers[1]


def test_a_stranger_gets_404(contest, now):
    stranger = make_user(make_department("别的单位"))
    with pytest.raises(Http404):
        start_or_resume(stranger, contest.pk, now=now)


def test_a_newcomer_of_the_roster_is_entered(department, contest, now):
    newcomer = make_user(department)
    start_or_resume(newcomer, contest.pk, now=now)
    assert Entry.objects.filter(contest=contest, user=newcomer, department=department).exists()


def test_spent_attempts_are_refused(person, contest, now):
    sit(person, contest, right=3, start=now)
    assert refused(start_or_resume, person, contest.pk, now=now + 5 * MINUTE) == "attempts_spent"


def test_a_repeated_key_is_saved_once_and_gives_the_first_receipt(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    first = save(person, attempt, 1, [1], "key-0001", now)
    again = save(person, attempt, 1, [1], "key-0001", now + MINUTE)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.saved_at == first.saved_at
    assert Answer.objects.get(attempt=attempt).response == [1]


def test_a_repeated_key_is_acknowledged_even_after_the_hand_in(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    first = save(person, attempt, 1, [1], "key-0001", now)
    hand_in(person, attempt.pk, now=now + MINUTE)
    assert save(person, attempt, 1, [1], "key-0001", now + 2 * MINUTE).saved_at == first.saved_at


def test_the_newest_answer_counts_and_the_older_stay(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    save(person, attempt, 1, [1], "key-0001", now)
    save(person, attempt, 1, [2], "key-0002", now)
    assert Answer.objects.filter(attempt=attempt).count() == 2
    stored = Attempt.objects.get(pk=attempt.pk)
    assert sitting_of(stored, now=now).items[0].response == [2]


def test_nothing_is_accepted_after_the_grace(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    limit = attempt.deadline + timedelta(seconds=3)
    save(person, attempt, 1, [1], "key-0001", limit)
    late = limit + timedelta(milliseconds=1)
    assert refused(save, person, attempt, 2, [1], "key-0002", late) == "attempt_closed"


def test_other_peoples_attempts_are_404(department, person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    other = make_user(department)
    for call in (
        lambda: save(other, attempt, 1, [1], "key-0001", now),
        lambda: hand_in(other, attempt.pk, now=now),
    ):
        with pytest.raises(Http404):
            call()


def test_handing_in_twice_changes_nothing(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    first = hand_in(person, attempt.pk, now=now + MINUTE)
    again = hand_in(person, attempt.pk, now=now + 2 * MINUTE)
    assert again.handed_in_at == first.handed_in_at == now + MINUTE


def test_a_late_hand_in_ends_at_the_deadline(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    closed = hand_in(person, attempt.pk, now=now + 60 * MINUTE)
    assert closed.handed_in_at == attempt.deadline
    assert closed.handed_in_by == Attempt.HandedInBy.DEADLINE


def test_a_read_after_the_deadline_hands_in(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    shown = settled(Attempt.objects.get(pk=attempt.pk), now=now + 60 * MINUTE)
    assert shown.state == Attempt.State.HANDED_IN
    assert Attempt.objects.get(pk=attempt.pk).handed_in_at == attempt.deadline


def test_the_database_refuses_a_second_open_attempt(person, contest, now):
    attempt = start_or_resume(person, contest.pk, now=now)
    twin = Attempt.objects.get(pk=attempt.pk)
    twin.pk, twin.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


class TestPerItem:
    """Sequential papers: the server opens the next item."""

    @pytest.fixture
    def contest(self, person, department, now):
        return make_contest(now, department, time={"paper_seconds": None, "item_seconds": 30})

    def test_only_the_open_item_is_shown(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        sitting = sitting_of(attempt, now=now)
        assert [item.position for item in sitting.items] == [1]
        assert sitting.open.closes_at == now + timedelta(seconds=30)

    def test_an_answer_opens_the_next(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        receipt = save(person, attempt, 1, [1], "key-0001", now + timedelta(seconds=10))
        assert receipt.next_slot.position == 2
        shown = sitting_of(Attempt.objects.get(pk=attempt.pk), now=now + timedelta(seconds=11))
        assert shown.open.position == 2
        assert shown.open.opened_at == now + timedelta(seconds=10)

    def test_an_item_that_is_over_is_closed(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        late = now + timedelta(seconds=34)
        assert refused(save, person, attempt, 1, [1], "key-0001", late) == "item_closed"
        assert save(person, attempt, 2, [1], "key-0002", late).is_new

    def test_a_packet_on_the_way_still_counts(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        assert save(person, attempt, 1, [1], "key-0001", now + timedelta(seconds=32)).is_new

    def test_items_not_yet_open_are_closed(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        assert refused(save, person, attempt, 2, [1], "key-0001", now) == "item_closed"

    def test_an_answered_item_is_closed(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        save(person, attempt, 1, [1], "key-0001", now)
        assert refused(save, person, attempt, 1, [2], "key-0002", now) == "item_closed"

    def test_time_used_ends_with_the_last_item(self, person, contest, now):
        attempt = start_or_resume(person, contest.pk, now=now)
        for position in range(1, 11):
            moment = now + timedelta(seconds=2 * position)
            save(person, attempt, position, [1], f"key-{position:04d}", moment)
        closed = hand_in(person, attempt.pk, now=now + 2 * MINUTE)
        assert closed.handed_in_at == now + timedelta(seconds=20)
