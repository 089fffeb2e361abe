"""Rosters too big for a request: rows that wait, worked on turn by turn, whoever is killed in between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, RosterUpload, User
from accounts.services import roster, roster_import, roster_work
from accounts.services.roster import confirm_roster, discard_roster, outcome_of, upload_roster
from accounts.services.roster_import import Import
from accounts.services.roster_store import forget_old_uploads, kept_review, review_for
from accounts.services.roster_work import LEASE, MOST_TRIES, TURN, serve_rosters, serve_upload
from tests.factories import make_department, make_organizer, make_user

from .rosters import roster_file

pytestmark = pytest.mark.django_db
State = RosterUpload.State


@pytest.fixture(autouse=True)
def _little_is_big(monkeypatch):
    """A file of any size waits, ten rows are many, three make a transaction."""
    monkeypatch.setattr(roster, "SMALL_FILE", 0)
    monkeypatch.setattr(roster, "SMALL_ROSTER", 10)
    monkeypatch.setattr(roster_import, "BATCH", 3)


@pytest.fixture
def scope():
    return make_department("机关")


@pytest.fixture
def organizer(scope):
    return make_organizer(scope)


def rows(count: int) -> list[tuple[str, ...]]:
    return [(f"{n:04}", f"员工{n}", f"科室{n % 2}") for n in range(count)]


def sent(organizer, *lines, content: bytes = b"") -> RosterUpload:
    department = organizer.department
    return upload_roster(
        organizer, department, "名册.xlsx", content or roster_file(*lines), now=timezone.now()
    )


def turn(upload: RosterUpload, **options) -> RosterUpload:
    assert serve_upload(upload.pk, **options)
    upload.refresh_from_db()
    return upload


def confirmed(organizer, upload: RosterUpload, **options) -> RosterUpload:
    seen = review_for(organizer, upload).digest
    assert not confirm_roster(organizer, upload, seen=seen, now=timezone.now(), **options)
    upload.refresh_from_db()
    return upload


def staff() -> int:
    return User.objects.filter(name__startswith="员工").count()


def test_from_the_upload_to_the_accounts(organizer, monkeypatch):
    rung = []
    monkeypatch.setattr(roster, "ring", lambda task, *args: rung.append((task.name, *args)))
    upload = sent(organizer, *rows(12), ("x", "=1"))
    assert upload.state == State.UPLOADED and "员工".encode() not in bytes(upload.file_sealed)
    turn(upload)
    review = kept_review(upload)
    assert (upload.state, upload.row_count, bytes(upload.file_sealed)) == (State.READY, 12, b"")
    assert (review.added, review.faults, review.departments, staff()) == (12, 1, 2, 0)
    confirmed(organizer, upload)
    assert (upload.state, upload.counts["total"], staff()) == (State.CONFIRMED, 12, 0)
    turn(upload)
    assert upload.state == State.DONE and staff() == 12
    assert bytes(upload.rows_sealed) == b"" and upload.claim == "" and upload.claimed_until is None
    done = outcome_of(upload)
    assert (done.added, done.departments, [fault.row for fault in done.faults]) == (12, 2, [14])
    assert rung == [("accounts.serve_roster", upload.pk)] * 2
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["roster.begin", "roster.import"]


def test_the_sweep_serves_what_nobody_rang_for(organizer):
    first, second = sent(organizer, *rows(12)), sent(organizer, ("9", "九"))
    assert serve_rosters(now=timezone.now()) == 2
    assert serve_rosters(now=timezone.now()) == 0
    for upload in (first, second):
        upload.refresh_from_db()
        assert upload.state == State.READY
    confirmed(organizer, first)
    assert serve_rosters(now=timezone.now()) == 1 and staff() == 12


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"PK\x03\x04 broken", "file_broken"), (b"a,b\n1,2\n", "roster_without_header")],
)
def test_a_file_that_is_no_roster_is_refused_by_its_state(organizer, content, code):
    upload = turn(sent(organizer, content=content))
    assert (upload.state, upload.fault["code"]) == (State.REFUSED, code)
    assert bytes(upload.file_sealed) == b"" and not serve_upload(upload.pk)


def test_people_who_changed_before_the_work_began_are_shown_again(organizer, scope):
    upload = confirmed(organizer, turn(sent(organizer, *rows(12))))
    make_user(scope, name="新来的")
    turn(upload)
    assert (upload.state, upload.fault["code"], staff()) == (State.READY, "roster_plan_changed", 0)
    assert kept_review(upload).missing == 1
    turn(confirmed(organizer, upload))
    assert (upload.state, staff(), upload.fault) == (State.DONE, 12, {})


def broken_off(monkeypatch, upload: RosterUpload, batches: int) -> None:
    """As if the power had gone after so many transactions: the claim stays, nothing says goodbye."""
    kept, count = roster_work._keep, [0]

    def keep(*args):
        count[0] += 1
        if count[0] > batches:
            raise SystemExit
        kept(*args)

    with monkeypatch.context() as patch:
        patch.setattr(roster_work, "_keep", keep)
        patch.setattr(roster_work, "_release", lambda *args, **kwargs: None)
        with pytest.raises(SystemExit):
            serve_upload(upload.pk)
    upload.refresh_from_db()


def test_whoever_is_killed_is_followed_by_the_next(organizer, monkeypatch):
    upload = confirmed(organizer, turn(sent(organizer, *rows(12), ("", "无号", "", "13800000000"))))
    broken_off(monkeypatch, upload, 4)  # the beginning, the departments and two batches
    assert (upload.counts["added"], staff(), upload.state) == (6, 6, State.CONFIRMED)
    assert not serve_upload(upload.pk), "its claim has not run out"
    later = timezone.now() + LEASE + timedelta(seconds=1)
    turn(upload, clock=lambda: later)
    assert (upload.state, staff()) == (State.DONE, 12)
    done = outcome_of(upload)
    assert (done.added, done.same, done.departments, done.faults) == (13, 0, 2, ())
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["roster.begin", "roster.import"]


def test_a_later_turn_does_nothing_that_nobody_looked_at(organizer, scope, monkeypatch):
    """Somebody takes a number of the roster between two turns: they are not renamed."""
    upload = confirmed(organizer, turn(sent(organizer, *rows(12))))
    broken_off(monkeypatch, upload, 2)
    stranger = make_user(scope, name="先到的")
    User.objects.filter(pk=stranger.pk).update(username="0011")
    RosterUpload.objects.update(claimed_until=timezone.now())
    turn(upload)
    stranger.refresh_from_db()
    assert (stranger.name, stranger.username, staff()) == ("先到的", "0011", 11)
    assert [(fault.row, fault.code) for fault in outcome_of(upload).faults] == [(13, "roster_row_changed")]


def test_the_missing_of_that_time_leave_and_no_others(organizer, scope, monkeypatch):
    for _each in range(12):
        make_user(scope, name="走了的")
    upload = turn(sent(organizer, *rows(2)))
    confirmed(organizer, upload, deactivate_missing=True)  # few rows, but many who leave
    broken_off(monkeypatch, upload, 5)
    assert User.objects.filter(is_active=False).count() == 6
    newcomer = make_user(scope, name="刚来的")
    RosterUpload.objects.update(claimed_until=timezone.now())
    turn(upload)
    newcomer.refresh_from_db()
    assert newcomer.is_active and outcome_of(upload).deactivated == 12
    assert set(User.objects.filter(is_active=False).values_list("name", flat=True)) == {"走了的"}


def test_who_was_taken_over_writes_nothing_more(organizer, monkeypatch):
    upload = confirmed(organizer, turn(sent(organizer, *rows(12))))
    save, count = Import._save, [0]

    def slow(self, *args):
        count[0] += 1
        if count[0] == 3:  # somebody else holds the upload from here on
            RosterUpload.objects.update(claim="another", claimed_until=timezone.now() + LEASE)
        save(self, *args)

    monkeypatch.setattr(Import, "_save", slow)
    serve_upload(upload.pk)
    upload.refresh_from_db()
    assert (staff(), upload.counts["added"], upload.claim) == (6, 6, "another")
    assert upload.state == State.CONFIRMED


def test_a_turn_ends_in_time_and_the_next_goes_on(organizer):
    upload = confirmed(organizer, turn(sent(organizer, *rows(12))))
    ticks = iter(range(1000))

    def hurried():
        """Each look at the clock is an eighth of a turn later."""
        return timezone.now() + next(ticks) * TURN / 8

    turn(upload, clock=hurried)
    assert upload.state == State.CONFIRMED and 0 < staff() < 12 and upload.claimed_until is None
    turn(upload)
    assert (upload.state, staff(), outcome_of(upload).added) == (State.DONE, 12, 12)


def test_what_fails_again_and_again_is_given_up(organizer, monkeypatch):
    upload = sent(organizer, *rows(12))

    def fails(*args):
        raise MemoryError

    monkeypatch.setattr(roster_work, "_prepare", fails)
    for _each in range(MOST_TRIES):
        with pytest.raises(MemoryError):
            serve_upload(upload.pk)
    assert not serve_upload(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.fault["code"]) == (State.REFUSED, "roster_stuck")


def test_getting_on_is_not_failing(organizer, monkeypatch):
    upload = confirmed(organizer, turn(sent(organizer, *rows(30))))
    for _each in range(MOST_TRIES + 2):
        broken_off(monkeypatch, upload, 1)
        RosterUpload.objects.update(claimed_until=timezone.now())
    turn(upload)
    assert (upload.state, staff(), outcome_of(upload).added) == (State.DONE, 30, 30)


def test_whoever_may_no_longer_import_does_not(organizer):
    upload = confirmed(organizer, turn(sent(organizer, *rows(12))))
    User.objects.filter(pk=organizer.pk).update(is_active=False)
    turn(upload)
    assert (upload.state, upload.fault["code"], staff()) == (State.REFUSED, "department_not_yours", 0)


def test_discarding_while_it_is_read_holds(organizer, monkeypatch):
    upload = sent(organizer, *rows(12))
    prepare = roster_work._prepare

    def meanwhile(held):
        discard_roster(organizer, upload, now=timezone.now())
        prepare(held)

    monkeypatch.setattr(roster_work, "_prepare", meanwhile)
    serve_upload(upload.pk)
    upload.refresh_from_db()
    assert upload.state == State.DISCARDED and bytes(upload.rows_sealed) == b""


def test_what_is_being_imported_is_not_forgotten(organizer):
    old = timezone.now() - timedelta(days=2)
    going = confirmed(organizer, turn(sent(organizer, *rows(12))))
    left, unread = turn(sent(organizer, *rows(12))), sent(organizer, *rows(12))
    RosterUpload.objects.update(uploaded_at=old)
    assert forget_old_uploads(timezone.now()) == 2
    for upload, state in ((going, State.CONFIRMED), (left, State.DISCARDED), (unread, State.DISCARDED)):
        upload.refresh_from_db()
        assert upload.state == state
        assert bool(upload.rows_sealed) == (upload is going)
    assert not serve_upload(unread.pk)
    turn(going)
    assert going.state == State.DONE
    assert forget_old_uploads(timezone.now()) == 1 and outcome_of(RosterUpload.objects.get(pk=going.pk)).added


def test_too_many_levels_cost_one_row(organizer):
    deep = "/".join(f"层{n}" for n in range(12))
    upload = turn(sent(organizer, *rows(2), ("9", "深处", deep)))
    assert [(one.row, one.code) for one in kept_review(upload).first_faults] == [(4, "department_too_deep")]


def test_refusals_before_the_work(organizer):
    upload = sent(organizer, *rows(12))
    now = timezone.now()
    with pytest.raises(RuleBroken, match="roster_gone"):
        confirm_roster(organizer, upload, seen="", now=now)
    turn(upload)
    with pytest.raises(RuleBroken, match="roster_plan_changed"):
        confirm_roster(organizer, upload, seen="old", now=now)
