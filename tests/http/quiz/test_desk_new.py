"""A new contest's form before there is anything to choose from, and what it chooses by itself."""

import pytest
from django.urls import reverse

from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_user
from tests.forms import form_with

pytestmark = pytest.mark.django_db


def make_administrator():
    return make_user(None, is_superuser=True)


def chosen(user) -> list[str]:
    return form_with(logged_in(user).get(reverse("desk_new")).content.decode(), "title").fields["department"]


def test_a_site_without_departments_says_where_to_begin():
    page = logged_in(make_administrator()).get(reverse("desk_new")).content.decode()
    assert "先要有主办单位" in page and 'name="title"' not in page
    assert reverse("departments") in page and reverse("roster-import") in page


def test_the_host_is_what_one_organizes_rather_than_where_one_sits():
    bureau = make_department("农业农村局")
    office = make_department("办公室", bureau)
    make_department("A股", bureau)
    organizer = make_organizer(bureau)
    organizer.department = office
    organizer.save(update_fields=["department"])
    assert chosen(organizer) == [str(bureau.pk)]


def test_the_only_department_on_top_is_the_host():
    bureau = make_department("农业农村局")
    make_department("A股", bureau)
    assert chosen(make_administrator()) == [str(bureau.pk)]


def test_of_several_the_own_one_is_the_host():
    others, office = make_department("A局"), make_department("B局")
    administrator = make_administrator()
    assert chosen(administrator) == [str(others.pk)]
    administrator.department = make_department("B局一科", office)
    administrator.save(update_fields=["department"])
    assert chosen(administrator) == [str(office.pk)]
