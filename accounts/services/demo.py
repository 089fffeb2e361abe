"""The demonstration bureau: departments, people and random passwords that only this machine knows."""

import csv
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Department, RoleGrant, User

from .departments import add_department

# Without 0, 1, i, l, o: nobody misreads them on a printed slip.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PARTICIPANT = "participant"


@dataclass(frozen=True, kw_only=True)
class Account:
    """One line of demo-accounts.csv."""

    username: str
    password: str = field(repr=False)
    name: str
    department: str
    role: str


COLUMNS = [column.name for column in fields(Account)]


def random_password() -> str:
    """Three groups of three, e.g. "k7m-xqd-9rt": 44 bits, readable from a slip of paper."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(3)) for _ in range(3))


def set_up_bureau(bureau: dict[str, Any], accounts_file: Path) -> list[Account]:
    """Make the departments and people of `bureau`; existing people keep everything.

    Passwords are read from `accounts_file` where it has them, else made and written there
    (mode 0600) before anybody is added, so that no account is made whose password nobody knows.
    Somebody who exists and is not in the file gets an empty password there: only they know it.
    """
    known = {account.username: account.password for account in read_accounts(accounts_file)}
    present = set(User.objects.values_list("username", flat=True))
    unknown = {person["username"] for person in bureau["people"]} - known.keys()
    known |= {username: "" if username in present else random_password() for username in unknown}
    accounts = [
        Account(
            username=person["username"],
            password=known[person["username"]],
            name=person["name"],
            department=person["department"],
            role=person.get("role", PARTICIPANT),
        )
        for person in bureau["people"]
    ]
    if unknown:
        write_accounts(accounts_file, accounts)
    _add_missing(bureau, accounts, present)
    return accounts


@transaction.atomic
def _add_missing(bureau: dict[str, Any], accounts: list[Account], present: set[str]) -> None:
    departments = _departments(bureau["departments"])
    elders = {person["username"] for person in bureau["people"] if person.get("elder")}
    missing = [account for account in accounts if account.username not in present]
    people = [
        _person(account, departments[account.department], account.username in elders) for account in missing
    ]
    User.objects.bulk_create(people)
    grants = [
        RoleGrant(user=person, role=account.role, department=person.department)
        for person, account in zip(people, missing, strict=True)
        if account.role != PARTICIPANT
    ]
    RoleGrant.objects.bulk_create(grants)


def _departments(rows: Iterable[dict[str, str]]) -> dict[str, Department]:
    """Each department by its name; a row's parent stands in a row above it."""
    found: dict[str, Department] = {}
    for row in rows:
        parent = found.get(row.get("parent", ""))
        there = Department.objects.filter(name=row["name"], parent=parent).first()
        found[row["name"]] = there or add_department(row["name"], kind=row["kind"], parent=parent)
    return found


def _person(account: Account, department: Department, elder: bool) -> User:
    administers = account.role == RoleGrant.Role.ADMINISTRATOR
    return User(
        username=account.username,
        password=make_password(account.password),
        name=account.name,
        department=department,
        age_band=User.AgeBand.SENIOR if elder else User.AgeBand.ADULT,
        population_group=User.PopulationGroup.ELDER if elder else User.PopulationGroup.CADRE,
        display_mode=User.DisplayMode.ELDER if elder else User.DisplayMode.STANDARD,
        is_staff=administers,
        is_superuser=administers,
    )


def read_accounts(path: Path) -> list[Account]:
    """The accounts that the file lists; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Account(**{column: row[column] for column in COLUMNS}) for row in csv.DictReader(file)]


def write_accounts(path: Path, accounts: Iterable[Account]) -> None:
    """Write the file in one step, readable by its owner alone."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        rows.writerows(asdict(account) for account in accounts)
    new.replace(path)
