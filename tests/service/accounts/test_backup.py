"""Backups there and back: every row of every table, and nothing lost where something goes wrong."""

import fcntl
import gzip
import io
import json
import shutil
import tarfile
import threading
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from accounts.domain.backup import BackupRefused, Manifest
from accounts.models import AuditEntry, User
from accounts.services import audit
from accounts.services.backup import make_backup, restore_backup
from accounts.services.backup.making import check_contents, engine
from accounts.services.phones import open_phone, set_phone
from quiz.models import Contest
from tests.factories import make_contest, make_department, make_user, sit

pytestmark = pytest.mark.django_db(transaction=True)
ODD = "制表\t换行\n反斜\\n \\N 引'号\"；𬭎①℃"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)


@pytest.fixture(autouse=True)
def _alone() -> None:
    """Browsers of earlier tests hold sockets, and so threads and their connections, a while longer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def full(now) -> Contest:
    """A contest that people sat, phones, odd characters, an audit trail."""
    department = make_department("市局")
    contest = make_contest(now, department, title="科普赛")
    for number in range(3):
        sit(make_user(department, name=f"员工{number}"), contest, right=number, start=now)
    person = make_user(department, name=ODD[:20])
    set_phone(person, "13812341234")
    person.save()
    for number in range(5):
        audit.record(person, "test.act", f"x:{number}", now=now, details={"said": ODD, "n": [number, None]})
    return contest


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found


def backed_up(tmp_path: Path, name: str = "a.tar.gz", **options) -> Path:
    return make_backup(tmp_path / name, now=timezone.now(), **options).path


def spoil() -> None:
    User.objects.update(name="改了")
    make_user(name="后来的")


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(BackupRefused) as error:
        act(*args, **kwargs)
    return str(error.value)


def test_there_and_back_with_every_row(full, tmp_path, now):
    before = everything()
    file = backed_up(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    spoil()
    assert everything() != before
    restored = restore_backup(file, now=timezone.now(), force=True)
    assert everything() == before
    assert restored.notes == [] and restored.safety_copy and restored.safety_copy.exists()
    assert open_phone(User.objects.exclude(phone_sealed="").get().phone_sealed) == "13812341234"


def test_the_site_goes_on_after_a_restore(full, tmp_path, now):
    """Ids go on where they were, the trail goes on, what may not change still may not."""
    file = backed_up(tmp_path)
    spoil()
    restore_backup(file, now=timezone.now(), force=True)
    newest = User.objects.order_by("-pk").first()
    assert make_user(name="新来的").pk > newest.pk
    audit.record(None, "test.after", "x:1", now=now)
    assert audit.first_broken_link() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(action="forged")
    call_command("migrate", verbosity=0)


def test_the_safety_copy_brings_back_what_was_there(full, tmp_path):
    file = backed_up(tmp_path)
    spoil()
    spoiled = everything()
    safety = restore_backup(file, now=timezone.now(), force=True).safety_copy
    restore_backup(safety, now=timezone.now() + timedelta(seconds=2), force=True)
    assert everything() == spoiled


def test_people_are_only_replaced_when_told(full, tmp_path):
    file = backed_up(tmp_path)
    spoil()
    there = everything()
    assert "--force" in refused(restore_backup, file, now=timezone.now())
    assert everything() == there


def test_an_empty_database_needs_no_force(full, tmp_path):
    before, file = everything(), backed_up(tmp_path)
    call_command("flush", interactive=False, verbosity=0)
    restored = restore_backup(file, now=timezone.now())
    assert everything() == before and restored.safety_copy is None


def test_nothing_is_overwritten(tmp_path):
    file = backed_up(tmp_path)
    kept = file.read_bytes()
    assert "not overwritten" in refused(backed_up, tmp_path)
    assert file.read_bytes() == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar.gz", "data"]


def test_a_place_that_cannot_be_written_to(tmp_path):
    assert "cannot be written" in refused(backed_up, tmp_path, "no/such/folder/a.tar.gz")


def test_dated_backups_in_a_folder(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "kepu-notes.txt").write_text("mine")
    for number in range(4):
        make_backup(folder, now=timezone.now() + timedelta(days=number), keep=2)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3 and "kepu-notes.txt" in names
    assert "folder" in refused(make_backup, tmp_path / "b.tar.gz", now=timezone.now(), keep=2)


# ── What must not be believed ─────────────────────────────────────────────────


def rewritten(file: Path, change) -> Path:
    """The same archive with its members changed by `change(name, content)`."""
    target = file.with_name("changed.tar.gz")
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def manifest_with(**changes):
    def change(name: str, content: bytes) -> bytes:
        return json.dumps({**json.loads(content), **changes}).encode() if name == "manifest.json" else content

    return change


def flipped(name: str, content: bytes) -> bytes:
    middle = len(content) // 2
    return content if name != "database" else content[:middle] + b"\0\1\2\3" + content[middle + 4 :]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flipped, "digest differs"),
        (manifest_with(rows={}), "rows expected"),
        (manifest_with(audit_length=1), "audit trail"),
        (manifest_with(format=99), "format 99"),
        (manifest_with(vendor="oracle"), "backup of oracle"),
        (manifest_with(migrations=["quiz.9999_tomorrow"]), "another version"),
        (lambda name, content: b"{}" if name == "manifest.json" else content, "manifest cannot be read"),
    ],
)
def test_a_changed_backup_is_refused_and_changes_nothing(full, tmp_path, change, said):
    file = rewritten(backed_up(tmp_path), change)
    there = everything()
    assert said in refused(restore_backup, file, now=timezone.now(), force=True)
    assert everything() == there


def test_a_cut_off_backup_and_other_files_are_refused(full, tmp_path):
    file = backed_up(tmp_path)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    other = tmp_path / "other.tar.gz"
    other.write_bytes(gzip.compress(b"no tar at all" * 100))
    there = everything()
    for path in (cut, other, tmp_path / "nothing.tar.gz"):
        refused(restore_backup, path, now=timezone.now(), force=True)
    assert everything() == there


def test_members_that_lead_elsewhere_are_refused(full, tmp_path):
    file = backed_up(tmp_path)
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(file) as old, tarfile.open(evil, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()
            if member.name == "manifest.json":
                data = json.loads(content)
                data["files"]["../../evil"] = "0" * 64
                content = json.dumps(data).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content))
        entry = tarfile.TarInfo("../../evil")
        entry.size = 4
        new.addfile(entry, io.BytesIO(b"evil"))
    assert "does not belong" in refused(restore_backup, evil, now=timezone.now(), force=True)


def test_a_changed_entry_of_the_trail_is_noticed_when_backing_up(full, tmp_path, monkeypatch):
    """A trail that somebody tampered with makes no good backup."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_refuses_update")
        else:
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER audit_is_append_only")
        cursor.execute("UPDATE accounts_auditentry SET action = 'forged' WHERE number = 2")
    try:
        assert "entry 2" in refused(backed_up, tmp_path)
        assert not (tmp_path / "a.tar.gz").exists()
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                migration = import_module("accounts.migrations.0002_audit_is_append_only")
                cursor.execute(migration.SQLITE[0])
            else:
                cursor.execute("ALTER TABLE accounts_auditentry ENABLE TRIGGER audit_is_append_only")


def test_a_restore_that_fails_halfway_changes_nothing(full, tmp_path):
    file = backed_up(tmp_path)
    there = everything()
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with tarfile.open(file) as archive:
        (folder / "database").write_bytes(archive.extractfile("database").read())
    content = (folder / "database").read_bytes()
    (folder / "database").write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(Exception):  # noqa: B017 - each database says it in its own way
        engine().put_back(folder / "database")
    assert everything() == there


# ── Beside the database ───────────────────────────────────────────────────────


def test_pictures_come_along_and_none_is_overwritten(full, tmp_path):
    picture, other = site.MEDIA_ROOT / "questions" / "a.png", site.MEDIA_ROOT / "b.png"
    picture.parent.mkdir()
    picture.write_bytes(b"picture")
    other.write_bytes(b"old")
    bare, file = backed_up(tmp_path, "bare.tar.gz"), backed_up(tmp_path, media=True)
    shutil.rmtree(picture.parent)
    other.write_bytes(b"new")
    restored = restore_backup(file, now=timezone.now(), force=True, media=True)
    assert picture.read_bytes() == b"picture" and restored.media == 1
    assert other.read_bytes() == b"new" and "left as it is" in restored.notes[0]
    later = timezone.now() + timedelta(seconds=2)
    assert "--media" in refused(restore_backup, bare, now=later, force=True, media=True)


def test_secrets_come_along_only_when_asked(full, tmp_path, settings):
    plain, file = backed_up(tmp_path, "plain.tar.gz"), backed_up(tmp_path, secrets=True)
    key = settings.PHONE_KEY
    assert key.encode() not in gzip.decompress(plain.read_bytes())
    assert key.encode() in gzip.decompress(file.read_bytes())
    kept = settings.DATA_DIR / "phone_key.txt"
    kept.write_text("another key")
    settings.PHONE_KEY, settings.EMBEDDED = "another key", True
    now = timezone.now()
    notes = restore_backup(plain, now=now, force=True).notes
    assert "PHONE_KEY" in notes[0] and kept.read_text() == "another key"
    restored = restore_backup(file, now=now + timedelta(seconds=2), force=True, secrets=True)
    assert restored.notes == [] and kept.read_text() == key and kept.stat().st_mode & 0o777 == 0o600
    assert len(list(settings.DATA_DIR.glob("phone_key.txt.before-restore-*"))) == 1
    settings.EMBEDDED, settings.PHONE_KEY = False, "another key"
    notes = restore_backup(file, now=now + timedelta(seconds=4), force=True, secrets=True).notes
    assert any("secrets.json" in note for note in notes)
    assert "--secrets" in refused(
        restore_backup, plain, now=now + timedelta(seconds=6), force=True, secrets=True
    )


def test_a_running_site_is_left_alone(full, tmp_path):
    file = backed_up(tmp_path)
    folder = site.DATA_DIR / "run"
    folder.mkdir(exist_ok=True)
    with (folder / "serve.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "stop it first" in refused(restore_backup, file, now=timezone.now(), force=True)
    restore_backup(file, now=timezone.now(), force=True)


@pytest.mark.server
def test_other_connections_to_the_database_are_met(full, tmp_path):
    file, met = backed_up(tmp_path), threading.Event()
    done = threading.Event()

    def hold() -> None:
        User.objects.count()
        met.set()
        done.wait(30)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    met.wait(30)
    try:
        assert "1 other connections" in refused(restore_backup, file, now=timezone.now(), force=True)
    finally:
        done.set()
        thread.join()


def test_one_moment_while_others_write(full, tmp_path):
    """Rows that come meanwhile are all in or all out: the counts of the manifest hold."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            audit.record(None, "test.meanwhile", "x:1", now=timezone.now())
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            made = make_backup(tmp_path / f"{number}.tar.gz", now=timezone.now())
            assert made.manifest.rows["accounts_auditentry"] == made.manifest.audit_length
    finally:
        stop.set()
        thread.join()


def test_the_commands(full, tmp_path, capsys):
    before, file = everything(), tmp_path / "c.tar.gz"
    call_command("backup", str(file))
    said = capsys.readouterr().out
    assert "every row is there" in said and "PHONE_KEY is not in it" in said
    with pytest.raises(CommandError, match="not overwritten"):
        call_command("backup", str(file))
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(file))
    spoil()
    call_command("restore", str(file), force=True)
    assert "what was there before is in" in capsys.readouterr().out
    assert everything() == before


def test_the_manifest_is_what_is_checked(full, tmp_path):
    made = make_backup(tmp_path / "d.tar.gz", now=timezone.now())
    assert isinstance(made.manifest, Manifest) and made.manifest.rows["accounts_user"] == User.objects.count()
    folder = tmp_path / "d"
    folder.mkdir()
    with tarfile.open(made.path) as archive:
        (folder / "database").write_bytes(archive.extractfile("database").read())
    check_contents(made.manifest, folder)
