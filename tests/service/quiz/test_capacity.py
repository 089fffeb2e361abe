"""A timed contest with many people on SQLite is warned of, wherever somebody can still act."""

import pytest
from django.urls import reverse

from config.prepare import warn_of_crowds
from quiz.models import Contest
from quiz.selectors import capacity
from quiz.selectors.faults import faults_of
from quiz.services.contests import create_contest, publish_contest
from tests.clients import logged_in
from tests.factories import make_question, make_sheet, make_user

pytestmark = pytest.mark.django_db
CODE = "too_many_for_sqlite"


@pytest.fixture(autouse=True)
def _three_are_many(monkeypatch, settings, now, time_machine):
    monkeypatch.setattr(capacity, "MOST_ON_SQLITE", 3)
    settings.EMBEDDED = True
    time_machine.move_to(now, tick=False)


@pytest.fixture
def draft(department, organizer, now) -> Contest:
    for _each in range(12):
        make_question(now=now)
    return create_contest(organizer, department, make_sheet(now), now=now)


def warnings(contest, sheet, now) -> list[dict]:
    return [one.values for one in faults_of(contest, sheet, now=now) if one.code == CODE and one.is_warning]


def test_the_checklist_counts_who_will_be_on_the_list(draft, department, now):
    sheet = make_sheet(now)
    make_user(department), make_user(department)
    assert warnings(draft, sheet, now) == []
    make_user(department)
    assert warnings(draft, sheet, now) == [{"people": 4, "most": 3}]


def test_neither_on_postgresql_nor_without_a_clock(draft, department, settings, now):
    for _each in range(9):
        make_user(department)
    assert warnings(draft, make_sheet(now, time={"paper_seconds": None}), now) == []
    assert warnings(draft, make_sheet(now, time={"paper_seconds": None, "item_seconds": 30}), now)
    settings.EMBEDDED = False
    assert warnings(draft, make_sheet(now), now) == []


def test_it_forbids_nothing_and_is_said_on_the_desk_and_at_the_start(
    draft, department, organizer, now, capsys
):
    for _each in range(9):
        make_user(department)
    desk = logged_in(organizer)
    overview, publishing = (reverse(name, args=[draft.pk]) for name in ("desk_contest", "desk_publish"))
    for page in (overview, publishing):
        assert "名单有 10 人" in desk.get(page).content.decode()
    warn_of_crowds()
    assert capsys.readouterr().out == ""  # nobody is on its list yet
    publish_contest(organizer, draft, now=now)
    assert "名单有 10 人" in desk.get(overview).content.decode()
    warn_of_crowds()
    assert f"WARNING: contest {draft.pk} “{draft.title}” has 10 people" in capsys.readouterr().out


def test_what_is_over_is_not_warned_of(draft, department, organizer, now, time_machine, capsys):
    for _each in range(9):
        make_user(department)
    publish_contest(organizer, draft, now=now)
    time_machine.move_to(draft.closes_at)
    warn_of_crowds()
    assert capsys.readouterr().out == ""
