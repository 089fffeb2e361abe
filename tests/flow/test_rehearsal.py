"""manage.py rehearse: real web processes, real HTTP, the rows compared with the crowd's own ledger."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from quiz.models import Answer, Attempt, Contest, Entry
from tests.factories import make_contest, make_question, make_user
from tests.processes import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def children_find_our_database(monkeypatch, settings):
    """And they hash passwords as the real site does."""
    settings.PASSWORD_HASHERS = ["config.hashers.OfficeArgon2"]
    for name, value in environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def static_files():
    """The login page names its style sheets as `collectstatic` has stored them."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment(), check=True)


def rehearse(contest: Contest, *options: str) -> dict:
    out = StringIO()
    call_command("rehearse", str(contest.pk), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.long
def test_a_whole_rehearsal_leaves_nothing_behind(department, static_files):
    now = timezone.now()
    real = make_user(department)
    for kind in ("multi", "judge", "blank"):
        make_question(type=kind, now=now)
    rows = [
        {"count": 8, "types": ["single"]},
        *({"count": 1, "types": [one]} for one in ("multi", "judge", "blank")),
    ]
    contest = make_contest(
        now,
        department,
        paper={"rows": rows},
        awards=[{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 2}],
    )
    before = list(Entry.objects.values_list("pk", flat=True))
    found = rehearse(contest, "--people", "12", "--seconds", "2")
    assert found["is_sound"] and found["people"] == 12 and found["errors"] == {}
    verdict = found["verdict"]
    assert verdict["attempts"] == 12 and verdict["acknowledged"] >= 12 * 11 and verdict["repeated"] > 0
    assert found["scored_seconds"] is not None and found["board_seconds"] is not None
    assert {"login", "start", "answer", "overtaken", "hand in"} <= found["millis"].keys()
    tiers = [one["tier"] for one in found["winners"]]
    assert tiers[0] == "一等奖" and "二等奖" in tiers
    assert list(Entry.objects.values_list("pk", flat=True)) == before
    assert list(User.objects.all()) == [real] and list(Contest.objects.all()) == [contest]
    assert not Attempt.objects.exists() and not Answer.objects.exists() and not Session.objects.exists()


def test_items_that_open_one_by_one(department):
    contest = make_contest(timezone.now(), department, time={"paper_seconds": None, "item_seconds": 30})
    found = rehearse(contest, "--people", "6", "--seconds", "0", "--logged-in", "--keep")
    assert found["is_sound"] and found["verdict"]["acknowledged"] == 60
    assert Contest.objects.get(is_rehearsal=True).state == Contest.State.CLOSED
    assert not User.objects.filter(is_active=True, username__startswith="rehearsal.").exists()


@pytest.mark.parametrize(
    "options, says",
    [
        (["--url", "http://quiz.example.org"], "quiz.example.org"),
        (["--people", "0"], "--people 0"),
        (["--people", "100000"], "--people 100000"),
        (["--seconds", "9999"], "--seconds 9999"),
    ],
)
def test_what_is_refused(department, options, says):
    contest = make_contest(timezone.now(), department)
    with pytest.raises(CommandError, match=says):
        call_command("rehearse", str(contest.pk), *options)
    assert not Contest.objects.filter(is_rehearsal=True).exists()


def test_a_contest_that_is_not_there():
    with pytest.raises(CommandError, match="no contest 77"):
        call_command("rehearse", "77")
