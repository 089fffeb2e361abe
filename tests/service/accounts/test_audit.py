"""The audit trail: one chain, which the database itself keeps from being rewritten."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry
from accounts.services.audit import first_broken_link, record
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


@pytest.fixture
def three(now):
    return [record(None, "test.act", f"thing:{n}", now=now, details={"n": n, "f": 1.5}) for n in range(3)]


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        assert "append-only" in str(error)
        return True
    return False


def test_entries_follow_each_other(three):
    assert [entry.number for entry in three] == [1, 2, 3]
    assert three[2].previous_digest == three[1].digest
    assert first_broken_link() is None


def test_the_database_refuses_update_and_delete(three):
    assert refused(f"UPDATE {TABLE} SET action = 'other' WHERE number = 2")
    assert refused(f"DELETE FROM {TABLE} WHERE number = 3")
    with pytest.raises(DatabaseError), transaction.atomic():
        three[0].delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(number=1).update(action="other")
    assert first_broken_link() is None
    assert AuditEntry.objects.count() == 3


def test_replacing_a_row_is_no_way_around(three):
    if connection.vendor == "sqlite":
        columns = "id, number, at, actor_id, action, subject, details, previous_digest, digest"
        copy = "id, number, at, actor_id, 'other', subject, details, previous_digest, digest"
        assert refused(
            f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {copy} FROM {TABLE} WHERE number = 1"
        )
    assert (
        refused(
            f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE number = 1 "
            "ON CONFLICT (number) DO UPDATE SET action = 'other'"
        )
        or connection.vendor == "sqlite"
    )
    assert AuditEntry.objects.get(number=1).action == "test.act"


def forge(statement: str) -> None:
    """What somebody with the database in their hands can do: take the trigger away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for what in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER audit_refuses_{what}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_is_append_only")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (f"UPDATE {TABLE} SET action = 'other' WHERE number = 2", 2),
        (f"UPDATE {TABLE} SET details = '{{}}' WHERE number = 1", 1),
        (f"DELETE FROM {TABLE} WHERE number = 2", 3),
        (f"DELETE FROM {TABLE} WHERE number = 1", 2),
    ],
)
def test_a_forged_trail_is_found(three, statement, broken):
    forge(statement)
    assert first_broken_link() == broken
    with pytest.raises(CommandError, match=f"entry {broken} "):
        call_command("verify_audit")


def test_the_command_tells_length_and_digest(three):
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "3 entries" in out.getvalue()
    assert three[2].digest in out.getvalue()


def test_an_empty_trail_is_sound():
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "empty" in out.getvalue()


def test_a_rolled_back_act_leaves_no_entry(now):
    user = make_user()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(user, "test.act", "thing:1", now=now)
        raise RuntimeError
    assert record(user, "test.act", "thing:2", now=now).number == 1
