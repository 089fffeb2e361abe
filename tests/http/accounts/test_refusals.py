"""What was refused leads back to the form it came from."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RoleGrant
from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_user

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


@pytest.fixture
def place():
    organizer = make_organizer(make_department("机关"))
    desk = logged_in(organizer)
    return desk, organizer


def refused(place, came_from: str) -> str:
    desk, organizer = place
    address = reverse("person-state", args=[organizer.pk])
    answer = desk.post(address, {"do": "deactivate"}, HTTP_REFERER=came_from)
    organizer.refresh_from_db()
    assert answer.status_code >= 400 and organizer.is_active
    return answer.content.decode()


def test_a_refused_form_leads_back_to_its_page(place):
    page = reverse("person", args=[place[1].pk])
    assert f'href="{page}?tab=1"' in refused(place, f"{HOST}{page}?tab=1")


@pytest.mark.parametrize(
    "came_from", ["", "https://evil.example/manage", "//evil.example/x", "javascript:alert(1)", "http://["]
)
def test_an_address_from_elsewhere_is_no_way_back(place, came_from):
    shown = refused(place, came_from)
    assert "evil" not in shown and "javascript" not in shown and "返回" not in shown


def test_a_role_without_its_department_is_said_where_it_is_granted():
    office = make_department("机关")
    desk, person = Client(), make_user(office)
    organizer = make_organizer(office)
    desk.force_login(organizer)
    answer = desk.post(reverse("grant-role", args=[person.pk]), {"role": "organizer"})
    shown = answer.content.decode()
    assert answer.status_code == 400 and "授予角色" not in shown and f"<h1>{person.name}" in shown
    assert (
        f'action="{reverse("person", args=[person.pk])}"' in shown
        and 'class="errorlist"' in shown
        and not RoleGrant.objects.filter(user=person).exists()
    )


def test_the_record_says_which_role_was_granted():
    office = make_department("机关")
    desk, person = logged_in(make_organizer(office)), make_user(office)
    wanted = {"role": "organizer", "department": office.pk}
    shown = desk.post(reverse("grant-role", args=[person.pk]), wanted, follow=True).content.decode()
    assert "授予角色：组织者" in shown


def test_a_department_is_for_organizers_only_and_the_form_says_so():
    office = make_department("机关")
    desk, person = logged_in(make_user(None, is_superuser=True)), make_user(office)
    wanted = {"role": "organizer", "department": ""}
    assert "“组织者”还要选单位" in desk.post(reverse("grant-role", args=[person.pk]), wanted).content.decode()
    wanted = {"role": "reviewer", "department": office.pk}
    assert "其他角色不选单位" in desk.post(reverse("grant-role", args=[person.pk]), wanted).content.decode()
    assert not RoleGrant.objects.filter(user=person).exists()
