"""The same form sent twice, the same roster confirmed twice, the same role given twice, all at once."""

from functools import partial

import pytest

from accounts.models import AuditEntry, RoleGrant, User
from accounts.selectors import administrators
from accounts.services.people import deactivate_person
from accounts.services.registration import register_person
from accounts.services.roles import grant_role
from accounts.services.roster import plan_of, upload_roster
from accounts.services.roster_import import import_roster
from tests.factories import make_department, make_organizer, make_user
from tests.race.together import errors, together, values
from tests.service.accounts.rosters import roster_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_phone_registers_once(now):
    fields = {"name": "王五", "phone": "13900000000", "password": "看花人在花中看呢", "now": now}
    outcomes = together([partial(register_person, **fields) for _ in range(8)])
    assert len(values(outcomes)) == 1
    assert {getattr(error, "code", error) for error in errors(outcomes)} == {"phone_taken"}
    assert User.objects.count() == 1


def test_one_roster_is_imported_once(now):
    scope = make_department("机关")
    organizer = make_organizer(scope)
    content = roster_file(*[(f"{n:04}", f"员工{n}") for n in range(40)])
    upload = upload_roster(organizer, scope, "名册.xlsx", content, now=now)
    seen = plan_of(organizer, upload).digest
    outcomes = together([partial(import_roster, organizer, upload, seen=seen, now=now) for _ in range(4)])
    assert [outcome.added for outcome in values(outcomes)] == [40]
    codes = {getattr(error, "code", error) for error in errors(outcomes)}
    assert codes <= {"roster_gone", "roster_plan_changed"}
    assert User.objects.filter(name__startswith="员工").count() == 40
    assert AuditEntry.objects.filter(action="roster.import").count() == 1


def test_one_role_is_given_once(now):
    scope = make_department("机关")
    administrator, person = make_user(is_superuser=True), make_user(scope)
    give = partial(grant_role, administrator, person, RoleGrant.Role.ORGANIZER, scope, now=now)
    assert errors(together([give] * 6)) == []
    assert RoleGrant.objects.filter(user=person).count() == 1
    assert AuditEntry.objects.filter(action="role.grant").count() == 1


def test_of_two_administrators_who_close_each_others_account_one_stays(now):
    one, other = (make_user(is_superuser=True, is_staff=True) for _each in range(2))
    acts = [partial(deactivate_person, one, other, now=now), partial(deactivate_person, other, one, now=now)]
    outcomes = together(acts)
    assert [getattr(error, "code", error) for error in errors(outcomes)] == ["last_administrator"]
    assert administrators().count() == 1
