"""Receipts are made with the score, once, and every change of what they speak of is found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry
from accounts.services.audit import record
from leaderboard.services.verification import verify
from quiz.domain.receipts import sealed
from quiz.models import Answer, Attempt, Receipt, SigningKey
from quiz.selectors.receipts import Fault, check_code, check_shown
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_user, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(now, department):
    record(None, "something", "contest:0", now=now)
    return make_contest(now, department)


@pytest.fixture
def receipt(contest, department, now) -> Receipt:
    sit(make_user(department), contest, right=4, start=now)
    score_all_waiting(now=now)
    return Receipt.objects.get()


def faults(receipt: Receipt) -> set[Fault]:
    checked = check_code(receipt.code)
    assert checked is not None
    held = check_shown(receipt.statement, receipt.signature)
    assert held.faults == checked.faults
    return set(checked.faults)


def told(*args: str) -> str:
    out = StringIO()
    call_command("verify_receipt", *args, stdout=out)
    return out.getvalue()


def test_it_is_made_once(receipt, now):
    assert not faults(receipt)
    Attempt.objects.update(scored_at=None)
    score_all_waiting(now=now + timedelta(minutes=1))
    again = Receipt.objects.get()
    assert (again.pk, again.signature) == (receipt.pk, receipt.signature)
    assert again.trail_length >= 1


def test_a_rehearsal_gives_none(contest, department, now):
    sit(make_user(department), contest, right=4, start=now)
    type(contest).objects.filter(pk=contest.pk).update(is_rehearsal=True)
    score_all_waiting(now=now)
    assert not Receipt.objects.exists()
    contest.refresh_from_db()
    assert not [one for one in verify(contest, now=now) if one.invariant == "receipt"]


def _first() -> Answer:
    answer = Answer.objects.order_by("pk").first()
    assert answer is not None
    return answer


def _other_response() -> None:
    answer = _first()
    answer.response = [option % 3 + 1 for option in answer.response]
    answer.save()


def _other_time() -> None:
    Answer.objects.filter(pk=_first().pk).update(saved_at=_first().saved_at + timedelta(microseconds=1))


@pytest.mark.parametrize(
    "tamper",
    [
        _other_response,
        _other_time,
        lambda: Answer.objects.filter(pk=_first().pk).update(client_key="other"),
        lambda: Answer.objects.filter(pk=_first().pk).delete(),
        lambda: Answer.objects.filter(pk=_first().pk).update(sequence=9),
    ],
)
def test_a_changed_answer_is_named(receipt, tamper, now):
    tamper()
    assert faults(receipt) == {Fault.ANSWERS}
    with pytest.raises(CommandError, match=f"attempt {receipt.attempt_id}: the stored answers are not"):
        told(receipt.code)
    found = [one for one in verify(receipt.attempt.contest, now=now) if one.invariant == "receipt"]
    assert [(one.row, one.detail) for one in found] == [
        (f"attempt:{receipt.attempt_id}", "the answers are not those that were handed in")
    ]


def test_another_time_of_handing_in_is_named(receipt):
    Attempt.objects.update(handed_in_at=receipt.handed_in_at + timedelta(microseconds=1))
    assert faults(receipt) == {Fault.TIME}


def test_a_trail_that_was_written_anew_is_named(receipt):
    without_trigger("accounts_auditentry")
    AuditEntry.objects.filter(number=receipt.trail_length).update(digest="0" * 64)
    assert faults(receipt) == {Fault.TRAIL}


def test_a_receipt_that_was_replaced_is_named_by_whoever_holds_the_old_one(receipt, now):
    held = receipt.statement, receipt.signature
    without_trigger("quiz_receipt")
    _other_response()
    Receipt.objects.all().delete()
    Attempt.objects.update(scored_at=None)
    score_all_waiting(now=now)
    assert not faults(Receipt.objects.get())
    assert set(check_shown(*held).faults) == {Fault.ANSWERS, Fault.RECEIPT}


def test_a_missing_receipt_is_named(receipt, now):
    without_trigger("quiz_receipt")
    Receipt.objects.all().delete()
    found = [one.detail for one in verify(receipt.attempt.contest, now=now) if one.invariant == "receipt"]
    assert found == ["has no receipt"]


@pytest.mark.parametrize("model", [Receipt, SigningKey])
def test_the_database_refuses_every_change(receipt, model):
    for change in (lambda: model.objects.update(id=99), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_another_secret_leaves_the_old_receipts_sound(receipt, settings, department, contest, now):
    settings.SECRET_KEY = "another-" * 8
    sit(make_user(department), contest, right=2, start=now)
    score_all_waiting(now=now)
    assert SigningKey.objects.count() == 2
    assert [faults(one) for one in Receipt.objects.all()] == [set(), set()]
    on_record = AuditEntry.objects.filter(action="signing_key_made").order_by("number")
    assert [one.details["key"] for one in on_record] == [one.public for one in SigningKey.objects.all()]


def test_the_command_takes_what_people_have(receipt):
    held = sealed(receipt.statement, receipt.signature)
    for text in (receipt.shown_code, held, f"https://quiz.example.org/verify?receipt={held}"):
        assert told(text).startswith(f"attempt {receipt.attempt_id}: as handed in at ")
    for text, why in (("7Q2MX-0B4TK", "there is no receipt"), ("something", "neither a code")):
        with pytest.raises(CommandError, match=why):
            told(text)


def test_as_many_statements_for_a_batch_of_any_size(contest, department, now, django_assert_num_queries):
    """Found, digested, the trail's end, the key, the rows."""
    from quiz.services.receipts import issue_receipts

    sit(make_user(department), contest, right=1, start=now)
    score_all_waiting(now=now)
    attempts = [sit(make_user(department), contest, right=1, start=now) for _each in range(5)]
    with django_assert_num_queries(5):
        issue_receipts(attempts, now=now)
    assert Receipt.objects.count() == 6


def without_trigger(table: str) -> None:
    """Somebody with the keys to the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
