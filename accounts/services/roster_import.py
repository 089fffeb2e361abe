"""Carrying a confirmed roster out: good rows in, in short transactions that count what they did."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from rest_framework.authtoken.models import Token

from accounts.domain.headed_table import Fault
from accounts.domain.roster import HEADINGS
from accounts.domain.roster_plan import Names, Plan, Step
from accounts.domain.roster_review import Review
from accounts.models import Department, RosterUpload, User
from accounts.selectors.roster import department_names

from . import audit
from .departments import add_department
from .people import free_usernames
from .phones import phone_digest, seal_phone

# So short that a contest on the same SQLite database saves its answers in between.
BATCH = 500
# Departments cost several statements each.
FEW = 25
T = TypeVar("T")
_FIELDS = (
    "name", "department_id", "age_band", "population_group", "phone_sealed", "phone_digest", "is_active",
)  # fmt: skip
# Django's bulk_update makes one statement of thousands of cases, which holds SQLite for seconds.
_SET = ", ".join(f"{name} = %s" for name in _FIELDS)
_UPDATE = f"UPDATE {User._meta.db_table} SET {_SET} WHERE id = %s"  # noqa: S608 - our own column names
_COUNTS = ("added", "changed", "moved", "same", "deactivated", "departments")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an import has done so far. `faults` are the rows that it could not carry out after all."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    same: int = 0
    deactivated: int = 0
    departments: int = 0
    faults: tuple[Fault, ...] = ()

    def counts(self) -> dict[str, int]:
        return {**{name: getattr(self, name) for name in _COUNTS}, "faults": len(self.faults)}

    def with_steps(self, batch: Sequence[Step]) -> "Outcome":
        return replace(
            self,
            added=self.added + sum(step.is_new for step in batch),
            changed=self.changed + sum(not step.is_new for step in batch),
            moved=self.moved + sum(step.is_move for step in batch),
        )

    def with_faults(self, steps: Sequence[Step]) -> "Outcome":
        """Rows whose numbers somebody else took meanwhile."""
        column, code = HEADINGS["username"][0], "roster_row_changed"
        faults = [Fault(row=step.row.number, column=column, code=code) for step in steps]
        return replace(self, faults=(*self.faults, *faults))

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it between two turns of work."""
        return {**self.counts(), "faults": [asdict(fault) for fault in self.faults]}


def kept_outcome(data: dict[str, Any]) -> Outcome:
    counts = {name: data.get(name, 0) for name in _COUNTS}
    return Outcome(**counts, faults=tuple(Fault(**one) for one in data.get("faults", ())))


@dataclass(frozen=True, kw_only=True)
class Job:
    """An import in hand. `seen` is what the organizer confirmed; nothing else is done.

    `keep` is called in every transaction with what is done by its end: it raises where somebody
    else has taken the job over. `is_time_up` is asked between transactions.
    """

    upload: RosterUpload
    plan: Plan
    seen: Review
    keep: Callable[[Outcome], None]
    is_time_up: Callable[[], bool]
    now: datetime


class TimeIsUp(Exception):
    """The rest waits for another turn."""


class Import:
    """The work on one job; doing it again does only what is left."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome = kept_outcome(job.upload.counts)
        self.departments: dict[Names, Department] = {}

    def run(self) -> Outcome:
        """All that is left; TimeIsUp where that is more than this turn has time for."""
        self._begin()
        self._prepare_departments()
        added, changed = self._confirmed_steps()
        for batch in _batches(added, BATCH):
            self._save(batch, self._added)
        for batch in _batches(changed, BATCH):
            self._save(batch, self._changed)
        if self.job.upload.deactivates_missing:
            self._deactivate()
        return self.outcome

    def _confirmed_steps(self) -> tuple[list[Step], list[Step]]:
        """The steps that somebody looked at. On a later turn other people may stand where a row points."""
        job = self.job
        rows, people = set(job.seen.added_rows), {(row, pk) for row, pk in job.seen.changed_people}
        added = [step for step in job.plan.added if step.row.number in rows]
        changed = [
            step for step in job.plan.changed if step.person and (step.row.number, step.person.pk) in people
        ]
        done = {step.row.number for step in (*added, *changed)} | {fault.row for fault in self.outcome.faults}
        unseen = [step for step in (*job.plan.added, *job.plan.changed) if step.row.number not in done]
        self.outcome = self.outcome.with_faults(unseen)
        return added, changed

    def _prepare_departments(self) -> None:
        """Every department by its names, the missing ones made, parents first."""
        names, by_pk = department_names(), Department.objects.in_bulk()
        self.departments = {names[pk]: department for pk, department in by_pk.items()}
        for part in _batches(self.job.plan.new_departments, FEW):
            with transaction.atomic():
                for wanted in part:
                    parent = self.departments.get(wanted[:-1])
                    self.departments[wanted] = add_department(wanted[-1], parent=parent)
                done = replace(self.outcome, departments=self.outcome.departments + len(part))
                self.job.keep(done)
            self.outcome = done

    @transaction.atomic
    def _begin(self) -> None:
        """Said once, however many turns it takes."""
        job, upload = self.job, self.job.upload
        if upload.has_begun:
            return
        job.keep(self.outcome)
        RosterUpload.objects.filter(pk=upload.pk).update(has_begun=True)
        details = {
            "file": upload.file_name,
            "departments": job.seen.first_departments,
            "departments_in_all": job.seen.departments,
        }
        audit.record(upload.uploaded_by, "roster.begin", f"roster:{upload.pk}", now=job.now, details=details)

    def _save(self, batch: Sequence[Step], write: Callable[[Sequence[Step]], Callable[[], object]]) -> None:
        """A batch in one transaction; where somebody took a number meanwhile, row by row."""
        if self.job.is_time_up():
            raise TimeIsUp
        done, act = self.outcome.with_steps(batch), write(batch)
        try:
            with transaction.atomic():
                act()
                self.job.keep(done)
        except IntegrityError:
            if len(batch) > 1:
                for step in batch:
                    self._save([step], write)
                return
            done = self.outcome.with_faults(batch)
            self.job.keep(done)
        self.outcome = done

    def _added(self, batch: Sequence[Step]) -> Callable[[], object]:
        """Accounts without a password, ready to be written: all that takes time is done before."""
        made = iter(free_usernames(sum(not step.row.username for step in batch)))
        people = []
        for step in batch:
            username = step.row.username or next(made)
            user = User(username=username, password=make_password(None), date_joined=self.job.now)
            self._fill(user, step)
            people.append(user)
        return lambda: User.objects.bulk_create(people)

    def _changed(self, batch: Sequence[Step]) -> Callable[[], object]:
        people = User.objects.in_bulk([step.person.pk for step in batch if step.person])
        for step in batch:
            if step.person:
                self._fill(people[step.person.pk], step)
        rows = [[*(getattr(user, name) for name in _FIELDS), user.pk] for user in people.values()]
        return lambda: _update(rows)

    def _fill(self, user: User, step: Step) -> None:
        row = step.row
        user.name = row.name
        user.department = self.departments.get(step.department)
        user.age_band = row.age_band or user.age_band
        user.population_group = row.population_group or user.population_group
        user.is_active = True
        digest = phone_digest(row.phone) if row.phone else None
        if digest and digest != user.phone_digest:
            user.phone_sealed, user.phone_digest = seal_phone(row.phone), digest

    def _deactivate(self) -> None:
        """Those whom the organizer saw missing and who still are."""
        seen = set(self.job.seen.missing_people)
        people = [person.pk for person in self.job.plan.missing if person.pk in seen]
        for part in _batches(people, BATCH):
            if self.job.is_time_up():
                raise TimeIsUp
            with transaction.atomic():
                gone = User.objects.filter(pk__in=part, is_active=True).update(is_active=False)
                Token.objects.filter(user__in=part).delete()
                done = replace(self.outcome, deactivated=self.outcome.deactivated + gone)
                self.job.keep(done)
            self.outcome = done


def _update(rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, rows)


def _batches(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(things), size):
        yield things[at : at + size]
