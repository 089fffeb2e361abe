"""Participation by department, who is missing, and what is exported of it."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from quiz.domain.participation import Count
from quiz.models import Entry
from quiz.selectors.progress import names_by_department, not_yet, participation
from quiz.services.attempts import start_or_resume
from quiz.services.exports import export_answers, export_participation
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_department, make_organizer, make_question, make_user, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_department("县局")


@pytest.fixture
def station(bureau):
    return make_department("一站", parent=bureau)


def rows_of(found):
    return {share.unit.name: share.count for share in found.shares}


def test_a_department_counts_itself_and_what_is_below(bureau, station, now):
    people = [make_user(bureau), make_user(station), make_user(station), make_user(station)]
    contest = make_contest(now, bureau, points={"per_type": {"single": 5}})
    sit(people[0], contest, right=2, start=now)
    sit(people[1], contest, right=4, start=now)
    start_or_resume(people[2], contest.pk, now=now)
    score_all_waiting(now=now)
    found = participation(contest)
    assert rows_of(found) == {
        "县局": Count(entered=4, started=3, took_part=2, scored=2, points=3000),
        "一站": Count(entered=3, started=2, took_part=1, scored=1, points=2000),
    }
    assert [share.depth for share in found.shares] == [0, 1]
    assert found.total.average == 1500


def test_the_best_of_several_papers_counts_once(bureau, now):
    person = make_user(bureau)
    contest = make_contest(
        now, bureau, points={"per_type": {"single": 5}}, when={"attempts": {"total": 3, "per_day": None}}
    )
    for right in (1, 3, 2):
        sit(person, contest, right=right, start=now)
    score_all_waiting(now=now)
    assert participation(contest).total == Count(entered=1, started=1, took_part=1, scored=1, points=1500)


def test_who_is_not_ranked_is_not_counted_and_not_reminded(bureau, now):
    make_user(bureau)
    out = make_user(bureau)
    contest = make_contest(now, bureau)
    Entry.objects.filter(contest=contest, user=out).update(excluded_reason="主办方人员")
    assert participation(contest).total.entered == 1
    assert out.pk not in {entry.user_id for entry in not_yet(contest)}


def test_who_started_but_has_not_handed_in_is_reminded(bureau, station, now):
    done, started, idle = make_user(bureau), make_user(bureau), make_user(station)
    contest = make_contest(now, bureau)
    sit(done, contest, right=1, start=now)
    start_or_resume(started, contest.pk, now=now)
    assert {entry.user_id for entry in not_yet(contest)} == {started.pk, idle.pk}
    assert {entry.user_id for entry in not_yet(contest, station)} == {idle.pk}


def test_two_people_of_one_name_are_told_apart(bureau, station, now):
    twins = [make_user(bureau, name="张伟"), make_user(bureau, name="张伟")]
    make_user(station, name="张伟")
    contest = make_contest(now, bureau)
    named = dict(names_by_department(not_yet(contest)))
    assert named == {"县局": [f"张伟（{one.username}）" for one in twins], "一站": ["张伟"]}


@pytest.mark.parametrize("many", [3, 30])
def test_participation_takes_five_statements(django_assert_num_queries, bureau, now, many):
    people = [make_user(make_department(parent=bureau)) for _each in range(many)]
    contest = make_contest(now, bureau)
    sit(people[0], contest, right=1, start=now)
    score_all_waiting(now=now)
    with django_assert_num_queries(5):
        participation(contest)


def test_the_excel_file_has_departments_and_missing_people(bureau, now):
    organizer = make_organizer(bureau)
    done, idle = make_user(bureau), make_user(bureau, name="=HYPERLINK(1)")
    contest = make_contest(now, bureau)
    sit(done, contest, right=1, start=now)
    score_all_waiting(now=now)
    book = CalamineWorkbook.from_filelike(io.BytesIO(export_participation(organizer, contest, now=now)))
    table, people = (book.get_sheet_by_index(at).to_python() for at in (0, 1))
    assert table[1][:6] == ["县局", 3, 1, 1, 2, 33.3]
    assert [idle.username, "=HYPERLINK(1)", "县局", ""] in people
    assert AuditEntry.objects.filter(action="participation_exported", actor=organizer).count() == 1


def test_every_answer_is_a_line_with_letters_of_the_authors_order(bureau, now):
    organizer = make_organizer(bureau)
    person = make_user(bureau, name="=1+1")
    for _each in range(3):
        make_question(now=now, type="blank")
    contest = make_contest(
        now, bureau, paper={"rows": [{"count": 4, "types": ["single"]}, {"count": 2, "types": ["blank"]}]}
    )
    sit(person, contest, right=5, start=now)
    score_all_waiting(now=now)
    text = "".join(export_answers(organizer, contest, now=now))
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(lines) == 1 + 6
    assert {line[1] for line in lines[1:]} == {"'=1+1"}
    by_type = {(line[8], line[9], line[10]) for line in lines[1:]}
    assert by_type == {("单选题", "A", "对"), ("填空题", "水", "对"), ("填空题", "", "没答")}
    assert AuditEntry.objects.filter(action="answers_exported", actor=organizer).count() == 1
