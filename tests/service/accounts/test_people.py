"""People: added, changed, retired, given passwords; nobody reaches above themselves."""

import re
import secrets

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from rest_framework.authtoken.models import Token

from accounts.access import may_manage
from accounts.domain.passwords import LETTERS
from accounts.models import AuditEntry, RoleGrant, User
from accounts.selectors import PeopleQuery, found_people, person_of_login
from accounts.services.passwords import choose_password, reset_password
from accounts.services.people import Person, add_person, change_person, deactivate_person, reactivate_person
from accounts.services.phones import open_phone
from accounts.services.registration import Registered, login_of_form, register_person, renew_password
from tests.factories import make_department, make_organizer, make_user
from tests.refusals import refused

pytestmark = pytest.mark.django_db
Role = RoleGrant.Role


def login(username: str, password: str) -> User | None:
    return authenticate(RequestFactory().post("/login"), username=username, password=password)


@pytest.fixture
def place():
    root = make_department("市局")
    inside = make_department("机关", root)
    below = make_department("办公室", inside)
    outside = make_department("教育处", root)
    return {
        "root": root,
        "inside": inside,
        "below": below,
        "outside": outside,
        "organizer": make_organizer(inside),
    }


def person(place, **fields) -> Person:
    return Person(**{"username": "A001", "name": "张　三", "department": place["below"], **fields})


def test_somebody_new_cannot_log_in_before_they_have_a_password(place, now):
    made = add_person(place["organizer"], person(place, phone="138 1234 1234"), now=now)
    assert (made.name, made.username) == ("张三", "A001")
    assert not made.has_usable_password()
    assert open_phone(made.phone_sealed) == "13812341234"
    assert "1381234" not in made.phone_sealed
    assert AuditEntry.objects.get().actor == place["organizer"]


def test_staff_numbers_and_phones_belong_to_one_person(place, now):
    organizer = place["organizer"]
    add_person(organizer, person(place, phone="13812341234"), now=now)
    assert refused(add_person, organizer, person(place, username="a001"), now=now) == "username_taken"
    taken = person(place, username="B", phone="+86 13812341234")
    assert refused(add_person, organizer, taken, now=now) == "phone_taken"
    assert (
        refused(add_person, organizer, person(place, username="13900000000"), now=now) == "username_is_phone"
    )
    assert refused(add_person, organizer, person(place, username="C", phone="12345"), now=now) == "bad_phone"


def test_without_a_staff_number_one_is_made(place, now):
    made = add_person(place["organizer"], person(place, username=" "), now=now)
    assert made.username.startswith("g-")


def test_nobody_is_added_outside_the_subtree(place, now):
    for department in (place["outside"], place["root"], None):
        assert refused(add_person, place["organizer"], person(place, department=department), now=now) == (
            "department_not_yours"
        )


def test_changes_are_kept_and_recorded(place, now):
    organizer = place["organizer"]
    made = add_person(organizer, person(place, phone="13812341234"), now=now)
    assert change_person(organizer, made, person(place), now=now) == []
    changed = change_person(
        organizer, made, person(place, name="李四", phone="", department=place["inside"]), now=now
    )
    assert set(changed) == {"name", "phone", "department_id"}
    made.refresh_from_db()
    assert (made.name, made.phone_digest, made.phone_sealed) == ("李四", None, "")
    entry = AuditEntry.objects.get(action="person.change")
    assert entry.details["name"] == ["张三", "李四"]
    assert "138" not in str(entry.details["phone"])
    assert refused(change_person, organizer, made, person(place, department=place["outside"]), now=now) == (
        "department_not_yours"
    )


def test_the_retired_are_out_and_may_come_back(place, now):
    organizer = place["organizer"]
    made = make_user(place["below"])
    Token.objects.create(user=made)
    deactivate_person(organizer, made, now=now)
    assert login(made.username, "a-good-password") is None
    assert not Token.objects.filter(user=made).exists()
    assert User.objects.filter(pk=made.pk).exists()
    reactivate_person(organizer, made, now=now)
    assert login(made.username, "a-good-password") == made
    administrator = make_user(is_superuser=True)
    assert refused(deactivate_person, administrator, administrator, now=now) == "not_yourself"


def test_a_reset_password_works_once_told_and_must_be_replaced(place, now):
    organizer, made = place["organizer"], make_user(place["below"])
    Token.objects.create(user=made)
    given = reset_password(organizer, made, now=now)
    assert login(made.username, "a-good-password") is None
    assert login(made.username, given) == made
    made.refresh_from_db()
    assert made.must_change_password
    assert not Token.objects.filter(user=made).exists()
    assert given not in str(list(AuditEntry.objects.values()))
    choose_password(made, "纸上得来终觉浅")
    made.refresh_from_db()
    assert not made.must_change_password
    assert login(made.username, "纸上得来终觉浅") == made


def test_nobody_sets_the_password_of_somebody_who_may_do_more(place, now):
    """Whoever can set a password can log in with it."""
    organizer, root = place["organizer"], place["root"]
    above = {
        "administrator": make_user(place["below"], is_superuser=True, is_staff=True),
        "administrator by role": make_user(place["below"]),
        "reviewer": make_user(place["below"]),
        "organizer of more": make_user(place["below"]),
        "organizer elsewhere": make_user(place["below"]),
        "outside": make_user(place["outside"]),
        "nowhere": make_user(None),
    }
    RoleGrant.objects.create(user=above["administrator by role"], role=Role.ADMINISTRATOR)
    RoleGrant.objects.create(user=above["reviewer"], role=Role.REVIEWER)
    RoleGrant.objects.create(user=above["organizer of more"], role=Role.ORGANIZER, department=root)
    RoleGrant.objects.create(
        user=above["organizer elsewhere"], role=Role.ORGANIZER, department=place["outside"]
    )
    for who, target in above.items():
        assert not may_manage(organizer, target), who
        assert refused(reset_password, organizer, target, now=now) == "person_not_yours", who
        assert refused(deactivate_person, organizer, target, now=now) == "person_not_yours", who
        assert (
            refused(change_person, organizer, target, person(place, name="改"), now=now) == "person_not_yours"
        ), who
    equal = make_organizer(place["below"])
    assert may_manage(organizer, equal)
    assert refused(reset_password, organizer, organizer, now=now) == "person_not_yours"
    assert not may_manage(make_user(place["inside"]), equal)


def test_a_login_is_found_however_it_is_spelled(place, now):
    made = add_person(place["organizer"], person(place, username="Ab-7", phone="13812341234"), now=now)
    for login_name in ("Ab-7", " ab-7 ", "AB-7", "13812341234", "138 1234 1234", "+86-13812341234"):
        assert person_of_login(login_name) == made, login_name
    for nobody in ("", "  ", "b-7", "13812341235", "张三", "1381234"):
        assert person_of_login(nobody) is None, nobody


def test_finding_people(place, now):
    organizer = place["organizer"]
    here = add_person(organizer, person(place, phone="13812341234"), now=now)
    gone = make_user(place["below"], is_active=False)
    make_user(place["outside"], name="张三丰")

    def found(**query) -> list[User]:
        return list(found_people(organizer, PeopleQuery(**query)))

    assert set(found()) == {here, organizer}
    assert found(words="张三") == found(words="a0") == found(words="13812341234") == [here]
    assert found(words="1381234123") == []
    assert found(state="inactive") == [gone]
    assert found(state="unlinked") == [here]
    assert found(department_path=place["below"].path) == [here]
    reset_password(organizer, here, now=now)
    assert set(found(state="waiting")) == {here, organizer}


def register(**fields) -> Registered:
    return register_person(**{"form_key": secrets.token_urlsafe(16), **fields})


def test_public_registration(place, now):
    made = register(name="王五", phone="139 0000 0000", now=now)
    assert re.fullmatch(f"[{LETTERS}]{{8}}", made.password) and made.password not in repr(made)
    assert login("13900000000", made.password) == made.user == login(made.user.username, made.password)
    assert made.user.username.startswith("g-") and "139" not in made.user.username
    assert not made.user.must_change_password


def test_a_returning_phone_takes_nothing_over(place, now):
    made = register(name="王五", phone="13900000000", now=now)
    assert refused(register, name="别人", phone="+86 13900000000", now=now) == "phone_taken"
    made.user.refresh_from_db()
    assert made.user.name == "王五" and login("13900000000", made.password) == made.user
    assert User.objects.filter(name="别人").count() == 0


def test_the_same_form_makes_the_same_login_and_no_other_form_does(place, now):
    key = secrets.token_urlsafe(16)
    made = register(name="王五", phone="13900000000", form_key=key, now=now)
    assert refused(register, name="王五", phone="13900000000", form_key=key, now=now) == "phone_taken"
    username, password = login_of_form(key)
    assert (made.user.username, made.password) == (username, password)
    assert login_of_form(secrets.token_urlsafe(16)) != (username, password)
    assert password not in username


def test_a_name_alone_makes_an_account_once_per_form(place, now):
    key = secrets.token_urlsafe(16)
    made = register(name="王五", form_key=key, now=now)
    assert (made.user.phone_digest, login(made.user.username, made.password)) == (None, made.user)
    assert refused(register, name="王五", form_key=key, now=now) == "registered_already"
    other = register(name="王五", now=now)
    assert other.user != made.user and other.password != made.password


def test_where_no_name_is_asked_the_number_is_shown_masked(place, now):
    assert register(phone="13900001234", now=now).user.name == "139****1234"


def test_another_password_ends_the_one_before(place, now):
    made = register(name="王五", phone="13900000000", now=now)
    Token.objects.create(user=made.user)
    password = renew_password(made.user)
    assert login("13900000000", made.password) is None
    assert login("13900000000", password) == made.user
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"phone": "", "name": ""}, "bad_phone"),
        ({"phone": "12345"}, "bad_phone"),
        ({"name": "<script>"}, "bad_name"),
    ],
)
def test_registration_refuses(fields, expected, now):
    assert refused(register, **{"name": "王五", "phone": "13900000000", "now": now, **fields}) == expected
    assert User.objects.count() == 0
