"""Who gets which answer from which page: a table; a route without a row fails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.api.urls import urlpatterns as api
from accounts.models import LoginCard, RosterUpload, User
from accounts.services.cards import print_cards
from accounts.services.roles import grant_role
from accounts.services.roster import upload_roster
from accounts.web.urls import urlpatterns as pages
from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_user
from tests.service.accounts.rosters import roster_file

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "participant", "reviewer", "outsider", "organizer", "administrator")
# An organizer's page: sent to the login, not there for others, there for organizers.
DESK = (302, 404, 404, 200, 200, 200)
# The same, for a row of the organizer's own subtree: not there for an organizer of another.
OWN = (302, 404, 404, 404, 200, 200)
OPEN = (200,) * 6

# (method, route) → the answer's status for each of ROLES
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "login"): (200, 302, 302, 302, 302, 302),
    ("POST", "logout"): (302,) * 6,
    ("GET", "settings"): OPEN,
    ("GET", "password"): (302, 200, 200, 200, 200, 200),
    # For whoever registered on this device alone, and nobody of these did.
    ("POST", "own-slip"): (404,) * 6,
    ("POST", "display"): (302,) * 6,
    ("POST", "set_language"): (302,) * 6,
    ("GET", "people"): DESK,
    ("GET", "new-person"): DESK,
    ("GET", "roster-import"): DESK,
    ("GET", "roster-template"): DESK,
    ("GET", "slips"): DESK,
    ("POST", "slips"): DESK,
    # Opening a card's address only asks; the cards to print are chosen people of one's own.
    ("GET", "card"): OPEN,
    ("GET", "card-not-mine"): OPEN,
    ("POST", "end-own-card"): (302,) * 6,
    ("GET", "cards"): DESK,
    ("POST", "cards"): (302, 404, 404, 403, 200, 200),
    ("POST", "end-card"): (302, 404, 404, 404, 302, 302),
    ("GET", "departments"): DESK,
    ("GET", "department"): OWN,
    ("GET", "person"): OWN,
    ("POST", "reset-password"): OWN,
    ("POST", "person-state"): (302, 404, 404, 404, 302, 302),
    ("POST", "grant-role"): (302, 404, 404, 404, 302, 302),
    ("POST", "revoke-role"): (302, 404, 404, 404, 302, 302),
    # An upload is its uploader's alone, be the other one an administrator.
    ("GET", "roster-review"): (302, 404, 404, 404, 200, 404),
    ("POST", "api-token"): (400,) * 6,
}


@pytest.fixture
def world(now) -> dict[str, Any]:
    root = make_department("市局")
    inside, outside = make_department("机关", root), make_department("教育处", root)
    organizer, person = make_organizer(inside), make_user(inside, name="张三")
    reviewer = make_user(inside)
    administrator = make_user(root, is_superuser=True, is_staff=True)
    grant_role(administrator, reviewer, "reviewer", None, now=now)
    given = grant_role(administrator, person, "organizer", inside, now=now)
    content = roster_file(("1", "甲"))
    upload = upload_roster(organizer, inside, "名册.xlsx", content, now=now)
    people = {
        "participant": make_user(inside),
        "reviewer": reviewer,
        "outsider": make_organizer(outside),
        "organizer": organizer,
        "administrator": administrator,
    }
    holder = make_user(inside)
    (card,) = print_cards(organizer, [holder.pk], now=now)
    return {
        "people": people,
        "person": person,
        "inside": inside,
        "grant": given,
        "upload": upload,
        "holder": holder,
        "card": card,
    }


def address(route: str, world: dict[str, Any]) -> str:
    arguments = {
        "department": {"department_id": world["inside"].pk},
        "person": {"person_id": world["person"].pk},
        "reset-password": {"person_id": world["person"].pk},
        "person-state": {"person_id": world["person"].pk},
        "grant-role": {"person_id": world["person"].pk},
        "revoke-role": {"person_id": world["person"].pk, "grant_id": world["grant"].pk},
        "card": {"token": world["card"].token},
        "end-card": {"person_id": world["person"].pk},
        "roster-review": {"upload_id": world["upload"].pk},
    }
    return reverse(route, kwargs=arguments.get(route))


def form(route: str, world: dict[str, Any]) -> dict[str, Any]:
    return {
        "person-state": {"do": "deactivate"},
        "cards": {"person": world["holder"].pk},
        "grant-role": {"role": "organizer", "department": world["inside"].pk},
        "set_language": {"language": "en"},
        "display": {"mode": "elder"},
    }.get(route, {})


def test_every_route_has_its_row():
    assert {pattern.name for pattern in (*pages, *api)} == {route for _method, route in TABLE}


@pytest.mark.parametrize(("method", "route"), TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_who_gets_what(world, role, method, route):
    client = Client()
    if role != "anonymous":
        client.force_login(world["people"][role])
    answer = (
        client.generic(method, address(route, world))
        if method == "GET"
        else client.post(
            address(route, world),
            form(route, world),
            **({"content_type": "application/json"} if route == "api-token" else {}),
        )
    )
    assert answer.status_code == TABLE[method, route][ROLES.index(role)]
    if (
        role == "anonymous"
        and answer.status_code == 302
        and route not in ("logout", "display", "set_language")
    ):
        assert answer["Location"].startswith("/login?next=")


@pytest.mark.parametrize(
    "route", [route for method, route in TABLE if method == "POST" and route != "api-token"]
)
def test_acts_are_never_done_by_get(world, route):
    client = logged_in(world["people"]["organizer"])
    if route in ("slips", "cards"):  # GET shows who waits
        before = [list(User.objects.values_list("pk", "password")), list(LoginCard.objects.values())]
        client.get(address(route, world))
        assert [list(User.objects.values_list("pk", "password")), list(LoginCard.objects.values())] == before
        return
    assert client.get(address(route, world)).status_code in (
        (302,) if route == "set_language" else (404, 405)
    )


@pytest.mark.parametrize("role", ["organizer", "outsider", "reviewer", "participant"])
def test_nobody_becomes_an_administrator_by_a_form(world, role):
    """Mass assignment: fields that no form has, and roles that no form offers."""
    client = Client()
    actor = world["people"][role]
    client.force_login(actor)
    for target in (world["person"], actor):
        for body in (
            {"role": "administrator"},
            {"role": "reviewer"},
            {"role": "administrator", "department": world["inside"].pk},
        ):
            assert client.post(f"/manage/people/{target.pk}/roles", body).status_code in (400, 403, 404)
        client.post(
            f"/manage/people/{target.pk}",
            {
                "username": target.username,
                "name": "改",
                "department": world["inside"].pk,
                "is_superuser": "on",
                "is_staff": "on",
                "password": "x",
                "must_change_password": "",
            },
        )
    client.post("/display", {"mode": "elder", "is_superuser": "on"})
    client.post("/settings", {"is_superuser": "on"})
    for one in User.objects.exclude(pk=world["people"]["administrator"].pk):
        assert not (one.is_superuser or one.is_staff), one
    assert not User.objects.filter(grants__role="administrator").exists()


@pytest.mark.parametrize("role", ["participant", "reviewer", "organizer"])
def test_the_admin_site_is_for_administrators(world, role):
    client = logged_in(world["people"][role])
    for page in ("/admin/", "/admin/accounts/user/", "/admin/accounts/rolegrant/add/"):
        assert client.get(page).status_code == 302


def test_a_flag_without_the_role_opens_nothing(world):
    """`is_staff` alone, however it came about, sees an empty admin site and no row in it."""
    User.objects.filter(pk=world["person"].pk).update(is_staff=True)
    client = logged_in(world["person"])
    assert client.get("/admin/accounts/user/").status_code == 403
    assert (
        client.post(
            "/admin/accounts/rolegrant/add/", {"user": world["person"].pk, "role": "administrator"}
        ).status_code
        == 403
    )


def test_other_peoples_uploads_do_not_exist(world):
    client = logged_in(world["people"]["outsider"])
    page = reverse("roster-review", args=[world["upload"].pk])
    for body in ({"do": "import", "seen": "x"}, {"do": "discard"}):
        assert client.post(page, body).status_code == 404
    assert bytes(RosterUpload.objects.get().rows_sealed)
