"""The same form sent twice, the same roster confirmed twice, the same role given twice, all at once."""

from functools import partial

import pytest

from accounts.models import AuditEntry, LoginCard, RoleGrant, User
from accounts.selectors import administrators
from accounts.selectors.cards import fault_of_token
from accounts.services import roster, roster_import
from accounts.services.cards import print_cards
from accounts.services.people import deactivate_person
from accounts.services.registration import register_person
from accounts.services.roles import grant_role
from accounts.services.roster import import_roster, upload_roster
from accounts.services.roster_store import plan_of, review_for
from accounts.services.roster_work import serve_upload
from tests.factories import make_department, make_organizer, make_user
from tests.race.together import errors, together, values
from tests.service.accounts.rosters import roster_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_phone_registers_once(now):
    fields = {"name": "王五", "phone": "13900000000", "form_key": "the same form", "now": now}
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


def test_a_big_roster_is_carried_out_once_however_many_serve_it(now, monkeypatch):
    monkeypatch.setattr(roster, "SMALL_ROSTER", 5)
    monkeypatch.setattr(roster_import, "BATCH", 4)
    scope = make_department("机关")
    organizer = make_organizer(scope)
    content = roster_file(*[(f"{n:04}", f"员工{n}", f"科室{n % 3}") for n in range(40)])
    upload = upload_roster(organizer, scope, "名册.xlsx", content, now=now)
    together([partial(serve_upload, upload.pk)] * 4)
    upload.refresh_from_db()
    seen = review_for(organizer, upload).digest
    import_roster(organizer, upload, seen=seen, now=now)
    outcomes = together([partial(serve_upload, upload.pk)] * 4)
    assert errors(outcomes) == []
    upload.refresh_from_db()
    assert (upload.state, upload.counts["added"], upload.counts["departments"]) == ("done", 40, 3)
    assert User.objects.filter(name__startswith="员工").count() == 40
    assert AuditEntry.objects.filter(action="roster.import").count() == 1


def test_cards_printed_at_once_leave_one_that_opens(now):
    scope = make_department("机关")
    organizer, people = make_organizer(scope), [make_user(scope).pk for _ in range(3)]
    orders = (people, people[::-1])
    outcomes = together([partial(print_cards, organizer, orders[n % 2], now=now) for n in range(6)])
    assert errors(outcomes) == []
    assert LoginCard.objects.filter(ended_at=None).count() == 3
    tokens = [card.token for cards in values(outcomes) for card in cards]
    assert sorted(fault_of_token(token, now) for token in tokens) == [""] * 3 + ["card_ended"] * 15
