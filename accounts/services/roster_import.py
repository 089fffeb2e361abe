"""Importing a roster that somebody looked through: good rows in, in short transactions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from rest_framework.authtoken.models import Token

from accounts.domain.problems import RuleBroken
from accounts.domain.roster import HEADINGS, Fault
from accounts.domain.roster_plan import Names, Plan, Step
from accounts.models import Department, RosterUpload, User
from accounts.selectors.roster import department_names

from . import audit
from .departments import add_department
from .people import free_username
from .phones import phone_digest, seal_phone
from .roster import plan_of

# So short that a contest on the same SQLite database saves its answers in between.
BATCH = 500
_FIELDS = ["name", "department", "age_band", "population_group", "phone_sealed", "phone_digest", "is_active"]


@dataclass(kw_only=True)
class Outcome:
    """What an import did. `faults` are the rows that were not imported, with their reasons."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    same: int = 0
    deactivated: int = 0
    departments: int = 0
    faults: list[Fault] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        names = ("added", "changed", "moved", "same", "deactivated", "departments")
        return {**{name: getattr(self, name) for name in names}, "faults": len(self.faults)}


def import_roster(
    actor: User, upload: RosterUpload, *, seen: str, now: datetime, deactivate_missing: bool = False
) -> Outcome:
    """Import the good rows of an upload; doing it again changes nothing more.

    `seen` is the digest of the plan that the organizer confirmed: where people have changed
    meanwhile it is refused with `roster_plan_changed`. People who are not in the file are
    deactivated only when asked, and never while a row has a fault: it might be theirs.
    """
    plan = plan_of(actor, upload)
    if plan.digest != seen:
        raise RuleBroken("roster_plan_changed")
    if deactivate_missing and plan.faults:
        raise RuleBroken("roster_faults_keep_missing", faults=len(plan.faults))
    if not RosterUpload.objects.filter(pk=upload.pk, imported_at__isnull=True).update(imported_at=now):
        raise RuleBroken("roster_gone")
    try:
        return _carry_out(actor, upload, plan, deactivate_missing, now)
    except BaseException:
        RosterUpload.objects.filter(pk=upload.pk).update(imported_at=None)
        raise


def _carry_out(actor: User, upload: RosterUpload, plan: Plan, deactivate: bool, now: datetime) -> Outcome:
    outcome = Outcome(same=plan.same, faults=list(plan.faults))
    departments = _departments(actor, plan, upload, outcome, now)
    for batch in _batches(plan.added):
        _save(batch, _added, departments, outcome, now)
    for batch in _batches(plan.changed):
        _save(batch, _changed, departments, outcome, now)
    if deactivate:
        _deactivate([person.pk for person in plan.missing], outcome)
    with transaction.atomic():
        counts = outcome.counts()
        RosterUpload.objects.filter(pk=upload.pk).update(rows_sealed=b"", counts=counts)
        audit.record(actor, "roster.import", f"roster:{upload.pk}", now=now, details=counts)
    return outcome


@transaction.atomic
def _departments(
    actor: User, plan: Plan, upload: RosterUpload, outcome: Outcome, now: datetime
) -> dict[Names, Department]:
    """Every department by its names, the missing ones made, parents first."""
    names = department_names()
    by_pk = Department.objects.in_bulk()
    found = {names[pk]: department for pk, department in by_pk.items()}
    for wanted in plan.new_departments:
        found[wanted] = add_department(wanted[-1], parent=found.get(wanted[:-1]))
        outcome.departments += 1
    details = {"file": upload.file_name, "departments": ["/".join(wanted) for wanted in plan.new_departments]}
    audit.record(actor, "roster.begin", f"roster:{upload.pk}", now=now, details=details)
    return found


def _save(
    batch: Sequence[Step], save, departments: dict[Names, Department], outcome: Outcome, now: datetime
) -> None:
    """A batch in one transaction; where somebody took a number meanwhile, row by row."""
    try:
        with transaction.atomic():
            save(batch, departments, now)
    except IntegrityError:
        if len(batch) > 1:
            for step in batch:
                _save([step], save, departments, outcome, now)
            return
        column = HEADINGS["username"][0]
        outcome.faults.append(Fault(row=batch[0].row.number, column=column, code="roster_row_changed"))
        return
    outcome.added += sum(step.is_new for step in batch)
    outcome.changed += sum(not step.is_new for step in batch)
    outcome.moved += sum(step.is_move for step in batch)


def _added(batch: Sequence[Step], departments: dict[Names, Department], now: datetime) -> None:
    people = []
    for step in batch:
        user = User(
            username=step.row.username or free_username(), password=make_password(None), date_joined=now
        )
        _fill(user, step, departments)
        people.append(user)
    User.objects.bulk_create(people)


def _changed(batch: Sequence[Step], departments: dict[Names, Department], now: datetime) -> None:
    people = User.objects.in_bulk([step.person.pk for step in batch if step.person])
    for step in batch:
        if step.person:
            _fill(people[step.person.pk], step, departments)
    User.objects.bulk_update(people.values(), _FIELDS)


def _fill(user: User, step: Step, departments: dict[Names, Department]) -> None:
    row = step.row
    user.name = row.name
    user.department = departments.get(step.department)
    user.age_band = row.age_band or user.age_band
    user.population_group = row.population_group or user.population_group
    user.is_active = True
    digest = phone_digest(row.phone) if row.phone else None
    if digest and digest != user.phone_digest:
        user.phone_sealed, user.phone_digest = seal_phone(row.phone), digest


def _deactivate(pks: list[int], outcome: Outcome) -> None:
    for at in range(0, len(pks), BATCH):
        part = pks[at : at + BATCH]
        with transaction.atomic():
            outcome.deactivated += User.objects.filter(pk__in=part, is_active=True).update(is_active=False)
            Token.objects.filter(user__in=part).delete()


def _batches(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    for at in range(0, len(steps), BATCH):
        yield steps[at : at + BATCH]
