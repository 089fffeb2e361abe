"""The ledger at the same moment: contests and spreadsheets enter once, no change undoes another."""

from datetime import date, timedelta

import pytest

from leaderboard.domain.activities import ActivityRow, vars_of
from leaderboard.models import Activity
from leaderboard.services.activities import change_activity, enter_activity
from leaderboard.services.activity_contests import enter_contest
from leaderboard.services.activity_sheets import enter_upload, upload_ledger
from quiz.services.closing import close_contest
from tests.factories import make_contest, make_department, make_organizer, make_user, sit
from tests.race.together import errors, together, values

pytestmark = pytest.mark.django_db(transaction=True)
ROW = ActivityRow(
    kind="lecture", title="讲座", begins_on=date(2026, 5, 8), ends_on=date(2026, 5, 8), visits=86
)
ROUNDS = 5


def test_a_contest_enters_once(now):
    department = make_department()
    contest = make_contest(now, department)
    sit(make_user(department), contest, right=5, start=now)
    close_contest(make_organizer(department), contest, now=now + timedelta(hours=1))
    outcomes = together([lambda: enter_contest(contest.pk, now=now)] * 6)
    assert errors(outcomes) == [] and sorted(values(outcomes)) == [False] * 5 + [True]
    assert Activity.objects.count() == 1


def test_a_spreadsheet_is_entered_once(now):
    organizer = make_organizer(make_department())
    department = organizer.grants.get().department
    text = "开始日期,类型,活动名称\n2026-05-01,讲座,甲\n2026-05-02,会议,乙\n"
    upload = upload_ledger(organizer, department, "台账.csv", text.encode(), now=now)
    outcomes = together([lambda: enter_upload(organizer, upload, now=now)] * 5)
    assert values(outcomes) == [2] and len(errors(outcomes)) == 4
    assert Activity.objects.count() == 2


def test_of_two_changes_of_one_version_one_is_refused(now):
    department = make_department()
    organizer = make_organizer(department)
    for _round in range(ROUNDS):
        row = enter_activity(organizer, department, ROW, now=now)
        wishes = [ActivityRow(**{**vars_of(ROW), "visits": visits}) for visits in (90, 91)]
        outcomes = together(
            [
                lambda wish=wish, row=row: change_activity(
                    organizer, row, department, wish, version=1, now=now
                )
                for wish in wishes
            ]
        )
        assert values(outcomes) == [True]
        assert [error.code for error in errors(outcomes)] == ["activity_changed_meanwhile"]
        row.refresh_from_db()
        assert (row.version, row.visits in (90, 91)) == (2, True)
