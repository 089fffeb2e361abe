"""Roles: nobody gives away more than they hold."""

import pytest

from accounts.models import AuditEntry, RoleGrant, User
from accounts.services.roles import grant_role, revoke_role
from tests.factories import make_department, make_organizer, make_reviewer, make_user
from tests.refusals import refused

pytestmark = pytest.mark.django_db
Role = RoleGrant.Role


@pytest.fixture
def place():
    root = make_department("市局")
    inside = make_department("机关", root)
    return {
        "root": root,
        "inside": inside,
        "below": make_department("办公室", inside),
        "outside": make_department("教育处", root),
        "organizer": make_organizer(inside),
        "administrator": make_user(is_superuser=True, is_staff=True),
    }


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER])
@pytest.mark.parametrize("whom", ["colleague", "self"])
def test_an_organizer_never_makes_an_administrator_or_a_reviewer(place, role, whom, now):
    organizer = place["organizer"]
    person = organizer if whom == "self" else make_user(place["below"])
    assert refused(grant_role, organizer, person, role, None, now=now) == "role_not_yours_to_give"
    assert not RoleGrant.objects.filter(role=role).exists()
    assert not User.objects.filter(pk=person.pk, is_superuser=True).exists()


@pytest.mark.parametrize("where", ["root", "outside"])
@pytest.mark.parametrize("whom", ["inside", "outside", "self"])
def test_an_organizer_never_grants_outside_the_subtree(place, where, whom, now):
    organizer = place["organizer"]
    person = organizer if whom == "self" else make_user(place[whom])
    assert (
        refused(grant_role, organizer, person, Role.ORGANIZER, place[where], now=now)
        == "role_not_yours_to_give"
    )


def test_an_organizer_makes_organizers_within_the_subtree(place, now):
    person = make_user(place["below"])
    grant = grant_role(place["organizer"], person, Role.ORGANIZER, place["below"], now=now)
    assert grant_role(place["organizer"], person, Role.ORGANIZER, place["below"], now=now) == grant
    assert AuditEntry.objects.filter(action="role.grant").count() == 1
    stranger = make_user(place["outside"])
    assert refused(grant_role, place["organizer"], stranger, Role.ORGANIZER, place["below"], now=now) == (
        "role_not_yours_to_give"
    )
    revoke_role(place["organizer"], grant, now=now)
    assert not RoleGrant.objects.filter(user=person).exists()


def test_an_organizer_takes_nothing_that_they_could_not_give(place, now):
    reviewer = make_user(place["below"])
    wide = grant_role(place["administrator"], reviewer, Role.REVIEWER, None, now=now)
    above = grant_role(
        place["administrator"], make_user(place["below"]), Role.ORGANIZER, place["root"], now=now
    )
    own = place["organizer"].grants.get()
    for grant in (wide, above, own):
        assert refused(revoke_role, place["organizer"], grant, now=now) == "role_not_yours_to_give"


def test_participants_and_reviewers_give_nothing(place, now):
    reviewer = make_reviewer(place["below"])
    for actor in (reviewer, make_user(place["below"])):
        for role, department in (
            (Role.ORGANIZER, place["below"]),
            (Role.REVIEWER, None),
            (Role.ADMINISTRATOR, None),
        ):
            person = make_user(place["below"])
            assert refused(grant_role, actor, person, role, department, now=now) == "role_not_yours_to_give"


def test_the_admin_site_follows_the_administrators_role(place, now):
    person = make_user(place["below"])
    grant = grant_role(place["administrator"], person, Role.ADMINISTRATOR, None, now=now)
    person.refresh_from_db()
    assert person.is_staff
    assert person.is_superuser
    revoke_role(place["administrator"], grant, now=now)
    person.refresh_from_db()
    assert not person.is_staff
    assert not person.is_superuser


def test_another_role_leaves_the_flags_alone(place, now):
    administrator = place["administrator"]
    grant = grant_role(administrator, administrator, Role.REVIEWER, None, now=now)
    revoke_role(administrator, grant, now=now)
    administrator.refresh_from_db()
    assert administrator.is_superuser


def test_the_last_administrator_stays(place, now):
    User.objects.filter(is_superuser=True).update(is_superuser=False, is_staff=False)
    only = make_user()
    grant = RoleGrant.objects.create(user=only, role=Role.ADMINISTRATOR)
    User.objects.filter(pk=only.pk).update(is_superuser=True, is_staff=True)
    only.refresh_from_db()
    assert refused(revoke_role, only, grant, now=now) == "last_administrator"


@pytest.mark.parametrize(
    ("role", "with_department"), [("organizer", False), ("reviewer", True), ("king", False)]
)
def test_shapes_that_are_no_role(place, role, with_department, now):
    department = place["inside"] if with_department else None
    assert refused(grant_role, place["administrator"], make_user(), role, department, now=now) == "bad_role"
