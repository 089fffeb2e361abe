"""The report on how equal papers are, as a page and as JSON."""

import pytest
from django.urls import reverse

from quiz.services.contests import create_contest
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_question, make_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def bank(now, *levels, each=12):
    for level in levels:
        for _number in range(each):
            make_question(now=now, difficulty=level)


def draft(organizer, department, now, **paper):
    rows = {"rows": [{"count": 10, "types": ["single"]}]}
    sheet = make_sheet(now, paper={**rows, **paper})
    return create_contest(organizer, department, sheet, now=now)


def report(desk, contest):
    (only,) = desk.get(reverse("desk_papers_json", args=[contest.pk])).json()["papers"]
    return only


def test_a_thousand_papers_are_compared(desk, organizer, department, now):
    bank(now, 1, 3, 5)
    found = report(desk, draft(organizer, department, now))
    spread = found["spread"]
    assert (spread["draws"], spread["band"], spread["outside"]) == (1000, None, 0)
    assert spread["target"] == pytest.approx(61.67, abs=0.01)
    assert spread["overlap"] == pytest.approx(100 * 10 / 36, abs=2)
    assert spread["highest"] - spread["lowest"] > 20
    assert found["least_band"] == 2.0  # a step of 40 points in a paper of ten, half of it on each side


def test_a_band_is_kept_and_said(desk, organizer, department, now):
    bank(now, 1, 3, 5)
    contest = draft(organizer, department, now, difficulty_band=2)
    spread = report(desk, contest)["spread"]
    assert (spread["band"], spread["outside"]) == (2.0, 0)
    assert spread["highest"] - spread["lowest"] <= 4
    page = desk.get(reverse("desk_papers", args=[contest.pk])).content.decode()
    assert "全部在规定的 ±2 个百分点之内" in page


def test_a_page_without_a_band_says_how_narrow_it_could_be(desk, organizer, department, now):
    bank(now, 1, 3, 5)
    page = desk.get(reverse("desk_papers", args=[draft(organizer, department, now).pk])).content.decode()
    assert "±2 个百分点" in page and "#at-paper.difficulty_band" in page


def test_a_bank_that_is_too_small_is_said(desk, organizer, department, now):
    bank(now, 3, each=3)
    contest = draft(organizer, department, now)
    assert report(desk, contest)["spread"] is None
    assert "抽不出卷子" in desk.get(reverse("desk_papers", args=[contest.pk])).content.decode()


def test_an_announced_contest_is_judged_by_its_frozen_pool(desk, department, now):
    contest = make_contest(now, department)
    before = report(desk, contest)
    bank(now, 5)
    assert report(desk, contest) == before


def test_a_sheet_with_too_narrow_a_band_is_not_published(desk, organizer, department, now):
    bank(now, 1, 5)
    contest = draft(organizer, department, now, difficulty_band=1)
    page = desk.get(reverse("desk_contest", args=[contest.pk])).content.decode()
    assert "最小可以填 3.5" in page


def test_another_organizer_sees_no_report(department, now):
    contest = make_contest(now, department)
    stranger = logged_in(make_organizer(make_department()))
    for name in ("desk_papers", "desk_papers_json"):
        assert stranger.get(reverse(name, args=[contest.pk])).status_code == 404
