"""A contest in another time zone: every page, file and refusal tells its hours, and names its clock."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.templatetags.ui import hour, moment, second, zone_word
from leaderboard.models import AwardRun
from leaderboard.services.boards import rebuild_board
from quiz.models import Contest, Entry
from quiz.services.attempts import start_or_resume
from quiz.services.scoring import score_all_waiting
from tests.clients import logged_in, named_page
from tests.factories import end_contest, make_contest, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
TOKYO = ZoneInfo("Asia/Tokyo")
# Ten o'clock in Beijing is eleven in Tokyo; whatever happens does so between these minutes.
AT_HOME = re.compile(r"(?<![\d:])10:[0-2][0-9](?![\d])")


@pytest.fixture
def contest(department, now) -> Contest:
    """Open from eleven o.clock in Tokyo yesterday until five past eleven tomorrow."""
    local = now.astimezone(TOKYO).replace(tzinfo=None)
    window = {
        "time_zone": "Asia/Tokyo",
        "opens_at": (local - timedelta(days=1)).isoformat(),
        "closes_at": (local + timedelta(days=1, minutes=5)).isoformat(),
    }
    tiers = [{"name": "一等奖", "quota": 1}]
    return make_contest(now, department, when={**window, "attempts": {"total": 2}}, awards=tiers)


def told(page: str) -> None:
    """Hours of Tokyo and nothing of Beijing's, and the clock is named."""
    assert not AT_HOME.search(re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page, flags=re.S)), page
    assert re.search(r"11:[0-2][0-9] UTC\+9", page), page


def test_pages_of_participants(department, contest, now):
    person = make_user(department)
    client = logged_in(person)
    told(named_page(client, "home"))
    told(named_page(client, "contest", contest.pk))
    attempt = start_or_resume(person, contest.pk, now=now)
    told(named_page(client, "question", attempt.pk, 1))
    told(named_page(client, "review", attempt.pk))
    sit(person, contest, right=3, start=now)
    score_all_waiting(now=now)
    rebuild_board(contest, now=now)
    for name, argument in (("result", attempt.pk), ("board", contest.pk)):
        told(named_page(client, name, argument))
    told(named_page(client, "my_results"))


def test_pages_of_the_desk(department, desk, contest, now):
    person = make_user(department)
    start_or_resume(person, contest.pk, now=now)
    entry = Entry.objects.get(contest=contest, user=person)
    told(named_page(desk, "desk_person", contest.pk, entry.pk))
    for name in ("desk", "desk_contest", "desk_people", "desk_poster", "desk_live", "desk_log", "desk_close"):
        told(named_page(desk, name, *([] if name == "desk" else [contest.pk])))
    told(named_page(desk, "desk_progress", contest.pk))


def test_awards_and_winners(department, desk, contest, now):
    person = make_user(department)
    sit(person, contest, right=3, start=now)
    end_contest(None, contest, now=now)
    desk.post(reverse("desk_awards_draft", args=[contest.pk]))
    run = AwardRun.objects.get()
    told(named_page(desk, "desk_awards", contest.pk))
    desk.post(reverse("desk_awards_confirm", args=[run.pk]))
    desk.post(reverse("desk_awards_publish", args=[run.pk]))
    told(named_page(desk, "desk_awards", contest.pk))
    told(named_page(logged_in(person), "winners", contest.pk))


def test_refusals_and_files(department, desk, contest, now):
    person = make_user(department)
    sit(person, contest, right=3, start=now)
    score_all_waiting(now=now)
    file = b"".join(desk.post(reverse("desk_export_answers", args=[contest.pk])).streaming_content).decode()
    assert "开始时间（Asia/Tokyo）" in file and "2026-05-11 11:00:00" in file
    over = contest.closes_at + timedelta(minutes=1)
    with pytest.raises(Exception, match="contest_over") as refused:
        start_or_resume(make_user(department), contest.pk, now=over)
    assert refused.value.values == {"closes_at": "2026-05-12 11:05 (Asia/Tokyo)"}


def test_programs_get_utc(department, contest, now):
    person = make_user(department)
    attempt = sit(person, contest, right=3, start=now)
    end_contest(None, contest, now=now)
    rebuild_board(contest, now=now)
    client = logged_in(person)
    for address in (
        "contests",
        f"contests/{contest.pk}",
        f"contests/{contest.pk}/board",
        f"contests/{contest.pk}/awards",
        f"attempts/{attempt.pk}",
        f"attempts/{attempt.pk}/result",
    ):
        body = client.get(f"/api/v1/{address}").content.decode()
        instants = re.findall(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:[^"]*)"', re.sub(r'"rules":\{.*\}', "", body))
        assert instants, address
        assert all(re.search(r"(Z|\+00:00)$", one) for one in instants), (address, instants)


def test_the_filters(now):
    assert (moment(now), hour(now), second(now), zone_word(now, None)) == (
        "5月11日 周一 10:00", "10:00", "10:00:00", "",
    )  # fmt: skip
    assert moment(now, TOKYO) == "5月11日 周一 11:00 UTC+9"
    assert second(now, ZoneInfo("Asia/Kolkata")) == "07:30:00 UTC+5:30"
    assert hour(now, ZoneInfo("America/New_York")) == "22:00 UTC-4"
    assert moment(now, ZoneInfo("America/New_York")).startswith("5月10日 周日")
    assert hour(now, ZoneInfo("Asia/Urumqi")) == "08:00 UTC+6"
    assert hour(datetime(2026, 5, 11, 2, tzinfo=TOKYO), ZoneInfo("Asia/Hong_Kong")) == "01:00"
