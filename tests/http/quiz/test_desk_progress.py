"""The page of a contest's progress."""

import pytest
from django.urls import reverse

from quiz.services.scoring import score_all_waiting
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def bureau():
    return make_department("县局")


@pytest.fixture
def desk(bureau):
    return logged_in(make_organizer(bureau))


def test_the_reminder_names_who_is_missing_and_where_to_go(desk, bureau, now):
    station = make_department("一站", parent=bureau)
    done = make_user(bureau, name="赵一")
    make_user(bureau, name="钱二")
    make_user(station, name="孙三")
    contest = make_contest(now, bureau)
    sit(done, contest, right=1, start=now)
    score_all_waiting(now=now)
    page = desk.get(reverse("desk_progress", args=[contest.pk]))
    reminder = page.context["reminder"]
    assert "钱二" in reminder and "一站：孙三" in reminder and "赵一" not in reminder
    assert f"http://testserver/contests/{contest.pk}" in reminder
    narrow = desk.get(reverse("desk_progress", args=[contest.pk]), {"department": station.pk})
    assert "孙三" in narrow.context["reminder"] and "钱二" not in narrow.context["reminder"]
    assert (narrow.context["missing"], narrow.context["more"]) == (1, 0)


def test_a_long_list_says_how_many_it_leaves_out(desk, bureau, now, monkeypatch):
    from quiz.web import desk_progress

    monkeypatch.setattr(desk_progress, "MOST_NAMED", 2)
    for _each in range(4):
        make_user(bureau)
    contest = make_contest(now, bureau)
    page = desk.get(reverse("desk_progress", args=[contest.pk]))
    # Four people and the organizer.
    assert (page.context["missing"], page.context["more"]) == (5, 3)
    assert "这里少列了 3 人" in page.content.decode()


def test_a_department_that_is_not_in_the_table_is_ignored(desk, bureau, now):
    contest = make_contest(now, bureau)
    other = make_department("别处")
    for wanted in (other.pk, "x", "99999999999999999999"):
        page = desk.get(reverse("desk_progress", args=[contest.pk]), {"department": wanted})
        assert page.status_code == 200 and page.context["chosen"] is None


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_costs_the_same_for_any_number(desk, bureau, now, django_assert_max_num_queries, many):
    for _each in range(many):
        make_user(make_department(parent=bureau))
    contest = make_contest(now, bureau)
    desk.get(reverse("desk_progress", args=[contest.pk]))
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("desk_progress", args=[contest.pk])).status_code == 200


def test_files_are_taken_away_by_post(desk, bureau, now):
    contest = make_contest(now, bureau)
    for name, begins in (("desk_export_progress", b"PK"), ("desk_export_answers", "\ufeff".encode())):
        answer = desk.post(reverse(name, args=[contest.pk]))
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200 and body.startswith(begins)
        assert desk.get(reverse(name, args=[contest.pk])).status_code == 405
