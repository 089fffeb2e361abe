"""The forecast from the rows: who is counted, what is warned of, what the desk shows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from quiz.models import Entry
from quiz.selectors.faults import faults_of
from quiz.selectors.forecast import expected_people, forecasts
from quiz.selectors.rules import sheet_in_force
from quiz.services.contests import create_contest, publish_contest
from tests.factories import make_question, make_sheet, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
AWARDS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 2}]


def people(department, count, **fields):
    return [make_user(department, **fields) for _each in range(count)]


def drafted(organizer, department, now, *, level=1, questions=12, **parts):
    for _each in range(questions):
        make_question(now=now, difficulty=level)
    opens = now + timedelta(days=1)
    sheet = make_sheet(opens, **{"awards": AWARDS, **parts})
    return create_contest(organizer, department, sheet, now=now)


def warned(contest, now):
    found = faults_of(contest, sheet_in_force(contest), now=now)
    codes = ("sheet_seconds_decide", "sheet_first_prize_shared")
    return [(one.code, one.path, one.is_warning) for one in found if one.code in codes]


def test_an_easy_paper_for_many_is_decided_by_seconds(organizer, department, now):
    people(department, 20)
    easy = drafted(organizer, department, now)
    assert warned(easy, now) == [("sheet_seconds_decide", "awards.0.quota", True)]
    hard = drafted(organizer, department, now, level=5, paper={"rows": [{"count": 10, "difficulty": [5, 5]}]})
    assert warned(hard, now) == []


def test_where_time_does_not_count_all_of_them_share_the_first_prize(organizer, department, now):
    people(department, 20)
    contest = drafted(organizer, department, now, rank={"keys": ["points"]})
    assert warned(contest, now) == [("sheet_first_prize_shared", "awards.0.quota", True)]
    later = [{**AWARDS[0], "tie": "later_key"}]
    contest = drafted(organizer, department, now, rank={"keys": ["points"]}, awards=later)
    assert warned(contest, now) == [("sheet_seconds_decide", "awards.0.quota", True)]


def test_nobody_is_warned_where_the_prizes_are_enough_or_the_crowd_is_unknown(organizer, department, now):
    people(department, 20)
    enough = drafted(
        organizer, department, now, awards=[{"name": "优秀奖", "by": "threshold", "min_points": 40}]
    )
    assert warned(enough, now) == []
    anybody = drafted(organizer, department, now, who={"admission": "open"})
    assert (expected_people(anybody, sheet_in_force(anybody)), warned(anybody, now)) == (None, [])


def test_who_is_counted(organizer, department, now):
    people(department, 4, age_band="adult")
    people(department, 2, age_band="senior")
    groups = {"who": {"groups": {"by": "age_band"}}, "rank": {"groups_apart": True, "keys": ["points"]}}
    draft = drafted(organizer, department, now, **groups)
    assert expected_people(draft, sheet_in_force(draft)) == {"adult": 4, "senior": 2, "": 1}
    contest = publish_contest(organizer, draft, now=now)
    Entry.objects.filter(contest=contest, group="senior").update(excluded_reason="出题人")
    assert expected_people(contest, sheet_in_force(contest)) == {"adult": 4, "": 1}
    chosen = {"by": "chosen", "names": ["甲", "乙"]}
    third = drafted(organizer, department, now, who={"groups": chosen})
    assert expected_people(third, sheet_in_force(third)) == {"甲": 4, "乙": 3}


def test_groups_apart_have_forecasts_of_their_own(organizer, department, now):
    people(department, 6, age_band="adult")
    people(department, 3, age_band="senior")
    rows = [
        {"count": 5, "difficulty": [1, 1], "groups": ["adult"]},
        {"count": 5, "difficulty": [5, 5], "groups": ["senior"]},
    ]
    for _each in range(9):
        make_question(now=now, difficulty=5)
    groups = {"by": "age_band", "names": ["adult", "senior"]}
    rank = {"groups_apart": True, "keys": ["points", "elapsed"]}
    contest = drafted(organizer, department, now, who={"groups": groups}, rank=rank, paper={"rows": rows})
    sheet = sheet_in_force(contest)
    found = {one.board: one for one in forecasts(contest, sheet, expected_people(contest, sheet), now.date())}
    assert set(found) == {"adult", "senior"}
    assert (found["adult"].people, found["senior"].people) == (6, 3)
    assert found["adult"].distribution.mean == pytest.approx(0.95 * 2500, rel=1e-6)
    assert found["senior"].distribution.mean == pytest.approx(0.25 * 2500, rel=1e-6)
    assert [seat.name for seat in found["adult"].seats] == ["一等奖", "二等奖"]


# ── The desk ──────────────────────────────────────────────────────────────────


def shown(desk, contest, query="") -> str:
    return desk.get(reverse("desk_contest", args=[contest.pk]) + query).content.decode()


def test_the_desk_shows_it_before_the_opening_only(desk, organizer, department, now, time_machine):
    people(department, 20)
    contest = drafted(organizer, department, now)
    page = shown(desk, contest)
    assert "得分预测" in page and "人同分争 1 席，比快慢" in page and "21 人参加" in page
    assert "按多少人算" not in page
    publish_contest(organizer, contest, now=now)
    assert "得分预测" in shown(desk, contest)
    time_machine.move_to(now + timedelta(days=1, hours=1), tick=False)
    assert "得分预测" not in shown(desk, contest)


@pytest.mark.parametrize(
    ("query", "people"), [("", 1000), ("?people=50", 50), ("?people=x", 1000), ("?people=0", 1000)]
)
def test_an_open_contest_is_forecast_for_as_many_as_one_likes(
    desk, organizer, department, now, query, people
):
    contest = drafted(organizer, department, now, who={"admission": "open"})
    page = shown(desk, contest, query)
    assert f"{people} 人参加" in page and f'value="{people}"' in page


def test_a_pool_that_is_too_small_is_not_forecast(desk, organizer, department, now):
    contest = drafted(organizer, department, now, questions=3)
    assert "题库里的题够抽一份卷子以后" in shown(desk, contest)


def test_beside_the_form(desk, organizer, department, now):
    people(department, 20)
    contest = drafted(organizer, department, now)
    page = desk.get(reverse("desk_rules", args=[contest.pk])).content.decode()
    assert "人同分争 1 席，比快慢" in page and "将只由快慢决定" in page
