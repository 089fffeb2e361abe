"""The nightly look: when it is taken, what it finds, what administrators are shown."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from leaderboard.models import BoardLine
from leaderboard.services import nightly
from leaderboard.services.nightly import inspect_nightly
from leaderboard.services.sweep import sweep as sweep_boards
from quiz.models import Attempt, AttemptScore, Contest, Inspection
from quiz.services.closing import close_contest
from quiz.services.scoring import score_all_waiting
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_user, sit, with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(now) -> datetime:
    """Half past three in Beijing, the night after."""
    return timezone.localtime(now).replace(hour=3, minute=30) + timedelta(days=1)


@pytest.fixture
def sat(now, time_machine) -> Contest:
    """A closed contest with one paper, scored and on the board."""
    time_machine.move_to(now, tick=False)
    department = make_department()
    contest = make_contest(now, department, hours=1)
    sit(make_user(department), contest, right=4, start=now)
    score_all_waiting(now=now)
    close_contest(None, contest, now=now + timedelta(minutes=5))
    sweep_boards(now)
    return Contest.objects.get(pk=contest.pk)


def look(at: datetime) -> int:
    """Without waiting between the first look and the second."""
    return inspect_nightly(now=at, pause=lambda seconds: None)


def found(contest: Contest | None) -> Inspection:
    return Inspection.objects.filter(contest=contest).latest("day")


def test_a_sound_night_is_written_down_once(sat, night):
    assert look(night) == 2
    assert (found(sat).broken_count, found(None).broken_count) == (0, 0)
    assert look(night + timedelta(minutes=5)) == 0, "once a day"
    assert look(night + timedelta(days=1)) == 2


def test_a_contest_that_nobody_has_sat_yet_is_sound(now, night, time_machine):
    """The first night of a new site: department boards exist from the first score on."""
    time_machine.move_to(now, tick=False)
    department = make_department(kind="机关")
    make_user(department)
    fresh = make_contest(now, department, hours=500, organisations=[{"name": "单位榜"}])
    look(night)
    assert found(fresh).broken == []


def test_what_is_broken_is_named(sat, night):
    AttemptScore.objects.update(points=1)
    BoardLine.objects.update(points=2)
    look(night)
    inspection = found(sat)
    assert inspection.broken_count == len(inspection.broken) > 1
    assert {"points", "board"} <= {one["invariant"] for one in inspection.broken}
    assert found(None).broken_count == 0


def test_what_was_only_on_its_way_troubles_nobody(sat, night):
    BoardLine.objects.update(points=2)
    right = AttemptScore.objects.get().points

    def arrives(seconds: float) -> None:
        BoardLine.objects.update(points=right)

    inspect_nightly(now=night, pause=arrives)
    assert found(sat).broken_count == 0


def test_a_check_that_breaks_off_is_a_finding_and_stops_no_other(sat, night, monkeypatch):
    def breaks(contest, now):
        raise RuntimeError("no such column")

    monkeypatch.setitem(nightly.CHECKS, "board", breaks)
    AttemptScore.objects.update(points=1)
    look(night)
    assert {"board", "points"} <= {one["invariant"] for one in found(sat).broken}
    assert "no such column" in str(found(sat).broken)


BY_DAY = [(10, True, False), (10, False, True)]


@pytest.mark.parametrize(
    ("hour", "answering", "looks"),
    [(2, False, False), (3, True, True), (5, True, True), *BY_DAY, (23, True, True)],
)
def test_when_it_is_taken(sat, night, hour, answering, looks):
    if answering:
        Attempt.objects.update(
            state=Attempt.State.OPEN, handed_in_at=None, handed_in_by="", scored_at=None,
            deadline=night + timedelta(days=1),
        )  # fmt: skip
    assert bool(look(night.replace(hour=hour))) is looks


def test_which_contests(sat, now, night):
    coming = make_contest(now, hours=2000, when={"opens_at": "2026-06-01T09:00:00"})
    running = make_contest(now, hours=500)
    look(night)
    assert set(Inspection.objects.values_list("contest", flat=True)) == {sat.pk, running.pk, None}
    assert coming.pk not in Inspection.objects.values_list("contest", flat=True)
    days = [day for day in range(1, 75) if look(night + timedelta(days=day)) and saw(sat, night, day)]
    nightly_ones = [day for day in days if day <= 30]
    assert len(nightly_ones) >= 28, "every night while it is young"
    assert 1 <= len(days) - len(nightly_ones) <= 2, "then once a month"


def saw(contest: Contest, night: datetime, day: int) -> bool:
    return found(contest).day == day_of(night, day)


def day_of(night: datetime, day: int):
    return timezone.localdate(night + timedelta(days=day))


def test_old_findings_are_forgotten(sat, night):
    look(night)
    look(night + timedelta(days=100))
    assert set(Inspection.objects.values_list("day", flat=True)) == {day_of(night, 100)}


def test_a_night_that_was_cut_off_goes_on(sat, now, night, monkeypatch):
    make_contest(now, hours=500)
    done = []
    inspect = nightly.inspect_contest

    def cut_off(contest, **options):
        if done:
            raise SystemExit
        done.append(contest.pk)
        return inspect(contest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(nightly, "inspect_contest", cut_off)
        with pytest.raises(SystemExit):
            look(night)
    assert Inspection.objects.count() == 1
    assert look(night) == 2, "the other contest and the trail"


# ── What administrators see ───────────────────────────────────────────────────


@pytest.fixture
def administrator() -> Client:
    user = with_role(make_user(make_department()), RoleGrant.Role.ADMINISTRATOR)
    return logged_in(user)


def test_the_desk_tells_administrators(administrator, sat, night, time_machine):
    page = reverse("inspections")
    assert "还没有核查过" in administrator.get(page).content.decode()
    look(night)
    time_machine.move_to(night, tick=False)
    assert "全部对得上" in administrator.get("/manage").content.decode()
    AttemptScore.objects.update(points=1)
    look(night + timedelta(days=1))
    desk = administrator.get("/manage").content.decode()
    assert "有 1 处对不上" in desk and page in desk
    details = administrator.get(page).content.decode()
    assert "得分等于重新计算" in details and sat.title in details
    time_machine.move_to(night + timedelta(days=9))
    Inspection.objects.update(broken_count=0, broken=[])
    assert "后台程序可能没有在运行" in administrator.get("/manage").content.decode()


def test_others_hear_nothing_of_it(sat, night):
    AttemptScore.objects.update(points=1)
    look(night)
    client = logged_in(make_organizer(sat.department))
    assert "对不上" not in client.get("/manage").content.decode()
    assert client.get(reverse("inspections")).status_code == 404


def test_the_command_looks_at_everything_now(sat, capsys, monkeypatch):
    monkeypatch.setattr(nightly, "PAUSE_SECONDS", 0)
    call_command("verify_all")
    assert capsys.readouterr().out == f"contest {sat.pk}: 0 broken\naudit trail: 0 broken\n"
    AttemptScore.objects.update(points=1)
    with pytest.raises(SystemExit):
        call_command("verify_all")
    assert f"score:{AttemptScore.objects.get().pk}" in capsys.readouterr().out
    assert found(sat).broken_count > 0
