from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.domain.problems import RuleBroken
from leaderboard.domain.notice import DEFAULT_DAYS, notice_days, require_finalizable, window_end
from quiz.domain.rulesheet import RuleSheet

SHANGHAI = ZoneInfo("Asia/Shanghai")
DOCUMENT = {
    "title": "科普竞赛",
    "when": {"opens_at": "2026-09-01T09:00:00", "closes_at": "2026-09-01T18:00:00"},
    "paper": {"rows": [{"count": 4}]},
}


def test_days_are_whole_days_of_the_contests_calendar():
    late_in_the_evening = datetime(2026, 9, 1, 15, 59, tzinfo=UTC)
    assert window_end(late_in_the_evening, 3, SHANGHAI) == datetime(2026, 9, 4, 16, 0, tzinfo=UTC)
    a_minute_later = late_in_the_evening + timedelta(minutes=1)
    assert window_end(a_minute_later, 3, SHANGHAI) == datetime(2026, 9, 5, 16, 0, tzinfo=UTC)


def test_a_silent_sheet_means_five_days():
    assert notice_days(RuleSheet.load(DOCUMENT)) == DEFAULT_DAYS
    said = {**DOCUMENT, "publication": {"objections": {"days": 7}}}
    assert notice_days(RuleSheet.load(said)) == 7


@pytest.mark.parametrize(
    ("minutes", "waiting", "claims", "code"),
    [
        (-1, [], 0, "notice_still_open"),
        (0, ["A2", "B3"], 1, "objections_open"),
        (0, [], 2, "claims_open"),
        (0, [], 0, None),
    ],
)
def test_what_stands_before_the_final_list(minutes, waiting, claims, code):
    end = datetime(2026, 9, 5, tzinfo=SHANGHAI)
    now = end + timedelta(minutes=minutes)
    if code is None:
        require_finalizable(end, waiting, claims, now=now)
        return
    with pytest.raises(RuleBroken) as broken:
        require_finalizable(end, waiting, claims, now=now)
    assert broken.value.code == code
    assert all(one in str(broken.value.values) for one in waiting)
