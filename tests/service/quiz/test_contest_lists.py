"""Which contests a person is shown: those on whose list they are, and those that they may enter."""

from datetime import timedelta

import pytest
from django.http import Http404

from accounts.models import User
from quiz.access import visible_contest
from quiz.models import Contest, Entry
from quiz.selectors.contests import contests_for, enterable_contests
from tests.factories import make_contest, make_department, make_user

pytestmark = pytest.mark.django_db


def titles(user, now):
    return sorted(contest.title for contest in enterable_contests(user, now=now))


@pytest.fixture
def bureau(now):
    """A bureau with two offices, one of them with a section; a contest of each way to be admitted."""
    root = make_department("局")
    east, west = make_department("东处", root), make_department("西处", root)
    section = make_department("东处一科", east)
    make_contest(now, root, title="全局")
    make_contest(now, root, title="东处的", who={"departments": ["东处"]})
    make_contest(now, root, title="只东处本级", who={"departments": ["东处"], "include_subtree": False})
    make_contest(now, root, title="只局本级", who={"include_subtree": False})
    make_contest(now, west, title="西处自办")
    make_contest(now, west, title="谁都可以", who={"admission": "open"})
    return {"root": root, "east": east, "west": west, "section": section}


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ("root", ["全局", "只局本级", "谁都可以"]),
        ("east", ["东处的", "全局", "只东处本级", "谁都可以"]),
        ("section", ["东处的", "全局", "谁都可以"]),
        ("west", ["全局", "西处自办", "谁都可以"]),
        (None, ["谁都可以"]),
    ],
)
def test_a_newcomer_sees_what_they_may_enter(bureau, now, where, wanted):
    newcomer = make_user(bureau.get(where))
    assert titles(newcomer, now) == sorted(wanted)
    assert not contests_for(newcomer, now=now).exists()


def test_it_agrees_with_the_door(bureau, now):
    """What is listed can be entered, and nothing else can."""
    for department in (*bureau.values(), None):
        person = make_user(department)
        listed = {contest.pk for contest in enterable_contests(person, now=now)}
        for contest in Contest.objects.all():
            if contest.pk in listed:
                assert visible_contest(person, contest.pk)
            else:
                with pytest.raises(Http404):
                    visible_contest(person, contest.pk)


def test_once_entered_it_is_on_the_other_list(now):
    department = make_department()
    contest = make_contest(now, department, title="全局")
    person = make_user(department)
    assert titles(person, now) == ["全局"]
    Entry.objects.create(contest=contest, user=person, created_at=now)
    assert titles(person, now) == []
    assert [one.title for one in contests_for(person, now=now)] == ["全局"]


def test_nothing_that_is_over_discarded_or_a_rehearsal(now):
    department = make_department()
    contest = make_contest(now, department, hours=1)
    person = make_user(department)
    assert titles(person, now) != []
    assert titles(person, now + timedelta(hours=2)) == []
    Contest.objects.filter(pk=contest.pk).update(is_rehearsal=True)
    assert titles(person, now) == []
    Contest.objects.filter(pk=contest.pk).update(is_rehearsal=False, state=Contest.State.DRAFT)
    assert titles(person, now) == []


@pytest.mark.parametrize("count", [2, 12])
def test_three_statements_for_any_number(now, count, django_assert_max_num_queries):
    department = make_department("局")
    office = make_department("处", department)
    for number in range(count):
        make_contest(now, department, title=f"第{number}场", who={"departments": ["处"]})
    person = User.objects.get(pk=make_user(office).pk)
    with django_assert_max_num_queries(3):
        assert len(enterable_contests(person, now=now)) == count
