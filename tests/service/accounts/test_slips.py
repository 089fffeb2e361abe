"""Login slips: a password on paper, once; never for somebody who has logged in or may do more."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, RoleGrant, User
from accounts.services.slips import BATCH, may_have_slip, print_slips
from tests.factories import make_department, make_organizer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    root = make_department("市局")
    inside = make_department("机关", root)
    return {"inside": inside, "outside": make_department("教育处", root), "organizer": make_organizer(inside)}


def fresh(department, count: int = 1, **fields) -> list[User]:
    people = [make_user(department, **fields) for _ in range(count)]
    for person in people:
        person.set_unusable_password()
        person.save()
    return people


def login(username: str, password: str) -> User | None:
    return authenticate(RequestFactory().post("/login"), username=username, password=password)


def test_each_slip_opens_one_account(place, now):
    people = fresh(place["inside"], 3)
    slips = print_slips(place["organizer"], [person.pk for person in people], now=now)
    assert [slip.username for slip in slips] == sorted(person.username for person in people)
    assert len({slip.password for slip in slips}) == 3
    for slip in slips:
        person = login(slip.username, slip.password)
        assert person is not None
        assert person.must_change_password
        assert slip.password not in repr(slip)
        assert slip.password not in str(list(AuditEntry.objects.values()))


def test_a_second_slip_makes_the_first_worthless(place, now):
    person = fresh(place["inside"])[0]
    first = print_slips(place["organizer"], [person.pk], now=now)[0]
    assert not may_have_slip(User.objects.filter(pk=person.pk), again=False)
    assert may_have_slip(User.objects.filter(pk=person.pk), again=True)
    second = print_slips(place["organizer"], [person.pk], now=now)[0]
    assert login(person.username, first.password) is None
    assert login(person.username, second.password) == person


def test_whoever_has_logged_in_keeps_their_password(place, now):
    person = make_user(place["inside"], last_login=now)
    assert print_slips(place["organizer"], [person.pk], now=now) == []
    assert login(person.username, "a-good-password") == person


def test_no_slips_for_people_who_may_do_more(place, now):
    reviewer, administrator = fresh(place["inside"], 2)
    RoleGrant.objects.create(user=reviewer, role="reviewer")
    User.objects.filter(pk=administrator.pk).update(is_superuser=True, is_staff=True)
    assert print_slips(place["organizer"], [reviewer.pk, administrator.pk], now=now) == []
    assert User.objects.filter(must_change_password=True).count() == 0


def test_no_slips_for_people_of_others(place, now):
    mine, other = fresh(place["inside"])[0], fresh(place["outside"])[0]
    with pytest.raises(RuleBroken) as refused:
        print_slips(place["organizer"], [mine.pk, other.pk], now=now)
    assert refused.value.code == "person_not_yours"
    assert not User.objects.filter(must_change_password=True).exists()


def test_a_sheet_is_bounded(place, now):
    with pytest.raises(RuleBroken) as refused:
        print_slips(place["organizer"], list(range(BATCH + 1)), now=now)
    assert refused.value.code == "slips_too_many"


def test_statements_do_not_grow_with_the_sheet(place, now, django_assert_max_num_queries):
    for count in (2, 40):
        people = [person.pk for person in fresh(place["inside"], count)]
        with django_assert_max_num_queries(16):
            print_slips(place["organizer"], people, now=now)
