"""The demonstration bureau."""

import csv
import stat

import pytest
import yaml
from django.conf import settings

from accounts.models import Department, RoleGrant, User
from accounts.services.demo import COLUMNS, LETTERS, random_password, read_accounts, set_up_bureau

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> dict:
    return yaml.safe_load((settings.CONTENT_DIR / "demo" / "bureau.yaml").read_text(encoding="utf-8"))


def test_six_departments_in_a_tree_and_32_people(bureau, tmp_path):
    set_up_bureau(bureau, tmp_path / "accounts.csv")
    assert Department.objects.count() == 6
    assert max(path.count("/") for path in Department.objects.values_list("path", flat=True)) == 3
    assert User.objects.count() == 32
    roles = list(RoleGrant.objects.order_by("role").values_list("role", flat=True))
    assert roles == ["administrator", "organizer", "organizer", "reviewer"]
    assert User.objects.filter(display_mode="elder", age_band="senior").count() == 2


def test_names_of_many_lengths(bureau):
    names = [person["name"] for person in bureau["people"]]
    assert len(set(names)) == 32
    assert {2, 3, 4} <= {len(name) for name in names} and any("·" in name for name in names)


def test_the_file_is_for_its_owner_and_every_password_works(bureau, tmp_path):
    path = tmp_path / "accounts.csv"
    set_up_bureau(bureau, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert list(rows[0]) == ["username", "password", "name", "department", "role"] == COLUMNS
    assert len({row["password"] for row in rows}) == 32
    for row in rows:
        person = User.objects.get(username=row["username"])
        assert person.check_password(row["password"])
        assert (person.name, person.department.name) == (row["name"], row["department"])


def test_a_second_time_changes_nothing(bureau, tmp_path):
    path = tmp_path / "accounts.csv"
    set_up_bureau(bureau, path)
    before = path.read_bytes(), list(User.objects.order_by("pk").values())
    set_up_bureau(bureau, path)
    assert (path.read_bytes(), list(User.objects.order_by("pk").values())) == before


def test_a_lost_database_is_made_again_with_the_same_passwords(bureau, tmp_path):
    path = tmp_path / "accounts.csv"
    first = set_up_bureau(bureau, path)
    RoleGrant.objects.all().delete()
    User.objects.all().delete()
    assert set_up_bureau(bureau, path) == first == read_accounts(path)
    assert User.objects.get(username=first[0].username).check_password(first[0].password)


def test_a_lost_file_changes_no_password(bureau, tmp_path):
    first = set_up_bureau(bureau, tmp_path / "accounts.csv")
    again = set_up_bureau(bureau, tmp_path / "other.csv")
    assert {account.password for account in again} == {""}
    assert User.objects.get(username=first[0].username).check_password(first[0].password)


def test_passwords_have_no_letters_that_are_misread():
    assert not set("01ilo") & set(LETTERS)
    assert {len(random_password()) for _ in range(50)} == {11}
