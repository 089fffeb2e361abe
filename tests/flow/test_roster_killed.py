"""Three thousand people are imported while the sweep that imports them is killed: each comes in once."""

import signal
import sys

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, RosterUpload, User
from accounts.services.roster import confirm_roster, outcome_of, upload_roster
from accounts.services.roster_store import review_for
from accounts.services.roster_work import serve_upload
from tests.factories import make_department, make_organizer
from tests.processes import running, wait_for

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PEOPLE = 3_000


def csv_file() -> bytes:
    lines = [f"{n:05},员工{n},科室{n % 20},{13_800_000_000 + n}" for n in range(PEOPLE)]
    return "\n".join(["工号,姓名,部门,手机", *lines]).encode()


def state_of(upload: RosterUpload) -> str:
    return RosterUpload.objects.values_list("state", flat=True).get(pk=upload.pk)


def test_a_killed_import_goes_on_where_it_stopped():
    organizer = make_organizer(make_department("机关"))
    now = timezone.now()
    upload = upload_roster(organizer, organizer.department, "名册.csv", csv_file(), now=now)
    assert upload.state == "uploaded"
    sweep = [sys.executable, "manage.py", "sweep", "--forever"]
    with running(sweep) as process:
        wait_for(lambda: state_of(upload) == "ready", 60)
        upload.refresh_from_db()
        seen = review_for(organizer, upload).digest
        assert not confirm_roster(organizer, upload, seen=seen, now=timezone.now())
        wait_for(lambda: User.objects.filter(name__startswith="员工").count() > 0, 60, pause=0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    there = User.objects.filter(name__startswith="员工").count()
    assert 0 < there < PEOPLE, "killed in the middle"
    upload.refresh_from_db()
    assert upload.counts["added"] == there, "what is counted is what is there"
    assert not serve_upload(upload.pk), "the dead one's claim has not run out yet"
    RosterUpload.objects.update(claimed_until=timezone.now())
    with running(sweep):
        wait_for(lambda: state_of(upload) == "done", 120)
    upload.refresh_from_db()
    done = outcome_of(upload)
    assert (done.added, done.departments, done.faults) == (PEOPLE, 20, ())
    assert User.objects.filter(name__startswith="员工").count() == PEOPLE
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["roster.begin", "roster.import"]
