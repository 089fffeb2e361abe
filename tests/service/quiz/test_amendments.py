"""Rules that change: what an amendment may still do, and how list and board follow it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, RoleGrant
from leaderboard.models import BoardLine
from leaderboard.services.boards import rebuild_board
from leaderboard.services.sweep import sweep as sweep_boards
from quiz.models import Contest, Entry, Question, RulesVersion
from quiz.selectors.rules import rules_version, sheet_in_force, sheet_of
from quiz.services.attempts import start_or_resume
from quiz.services.closing import close_contest, close_ended_contests
from quiz.services.contests import amend_rules, create_contest, publish_contest
from quiz.services.entries import enter
from quiz.services.exclusions import exclude_entry, include_entry
from quiz.services.scoring import score_all_waiting
from quiz.services.sweep import sweep
from tests.factories import (
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_reviewer,
    make_sheet,
    make_user,
    sit,
    with_role,
)
from tests.refusals import refusal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def reasons(contest):
    rows = Entry.objects.filter(contest=contest).values_list("user", "excluded_reason", "excluded_by_rules")
    return {user: (reason, by_rules) for user, reason, by_rules in rows}


def excluding(now, **exclusions):
    return make_sheet(now, who={"exclusions": {"reason": "主办部门", **exclusions}})


# ── Exclusions that the rules make ────────────────────────────────────────────


def test_an_amendment_excludes_people_who_are_on_the_list_already(organizer, department, now):
    office = make_department("办公室", department)
    host, other = make_user(office), make_user(department)
    contest = make_contest(now, department)
    for person in (host, other):
        sit(person, contest, right=5, start=now)
    score_all_waiting(now=now)
    rebuild_board(contest, now=now)
    amend_rules(organizer, contest, excluding(now, departments=["办公室"]), "办公室出题", now=now)
    found = reasons(contest)
    assert (found[host.pk], found[other.pk]) == (("主办部门", True), ("", False))
    score_all_waiting(now=now)
    sweep_boards(now)
    listed = BoardLine.objects.filter(is_listed=True).values_list("user", flat=True)
    assert list(listed) == [other.pk]
    logged = AuditEntry.objects.get(action="rules_amended").details
    assert logged["unranked"] == 1 and "ranked" not in logged


def test_an_amendment_ranks_again_whom_the_rules_name_no_more(organizer, department, now):
    person = make_user(department)
    sheet = {"who": {"exclusions": {"people": [person.username], "reason": "命题"}}}
    contest = make_contest(now, department, **sheet)
    assert reasons(contest)[person.pk] == ("命题", True)
    amend_rules(organizer, contest, make_sheet(now), "此人没有命题", now=now)
    assert reasons(contest)[person.pk] == ("", False)
    assert AuditEntry.objects.get(action="rules_amended").details["ranked"] == 1


def test_a_new_reason_is_written(organizer, department, now):
    person = make_user(department)
    contest = make_contest(
        now, department, who={"exclusions": {"people": [person.username], "reason": "命题"}}
    )
    amend_rules(organizer, contest, excluding(now, people=[person.username]), "改原因", now=now)
    assert reasons(contest)[person.pk] == ("主办部门", True)


def test_what_an_organizer_has_decided_outlives_every_amendment(organizer, department, now):
    office = make_department("办公室", department)
    cheat = make_user(office)
    contest = make_contest(now, department)
    entry = Entry.objects.get(contest=contest, user=cheat)
    exclude_entry(organizer, entry, "他人代答", now=now)
    amend_rules(organizer, contest, excluding(now, departments=["办公室"]), "办公室出题", now=now)
    assert reasons(contest)[cheat.pk] == ("他人代答", False)
    assert refusal(include_entry, organizer, entry, now=now).code == "excluded_by_rules"
    amend_rules(organizer, contest, make_sheet(now, hours=9), "办公室不出题", now=now)
    assert reasons(contest)[cheat.pk] == ("他人代答", False)
    include_entry(organizer, entry, now=now)
    assert reasons(contest)[cheat.pk] == ("", False)


def test_many_people_take_few_statements(organizer, department, now, django_assert_max_num_queries):
    office = make_department("办公室", department)
    for _each in range(30):
        make_user(office)
    contest = make_contest(now, department)
    with django_assert_max_num_queries(60):
        amend_rules(organizer, contest, excluding(now, departments=["办公室"]), "办公室出题", now=now)
    assert Entry.objects.filter(contest=contest, excluded_by_rules=True).count() == 30


# ── Organizers and reviewers ──────────────────────────────────────────────────

STAFF = {"who": {"exclusions": {"organizers": True, "reason": "看得到试题"}}}


def test_who_organizes_or_reviews_takes_part_without_a_place(department, now):
    county = make_department("县")
    department.parent, department.path = county, f"{county.path}{department.pk}/"
    department.save()
    village = make_department("村", department)
    above, below = (make_organizer(one) for one in (county, village))
    reviewer, administrator = make_reviewer(), with_role(make_user(make_department()), "administrator")
    root = make_user(village, is_superuser=True)
    people = (above, below, reviewer, administrator, root)
    for person in people:
        person.department = village
        person.save()
    contest = make_contest(now, department, **STAFF)
    found = reasons(contest)
    assert {one.pk for one in people if found[one.pk] == ("看得到试题", True)} == {
        above.pk, reviewer.pk, administrator.pk, root.pk,
    }  # fmt: skip
    assert found[below.pk] == ("", False), "organizes a village, not this contest"
    sit(reviewer, contest, right=3, start=now)


def test_they_are_ranked_where_the_sheet_does_not_say_so(organizer, department, now):
    assert set(reasons(make_contest(now, department)).values()) == {("", False)}


def test_who_becomes_a_reviewer_meanwhile_is_out_at_the_close(organizer, department, now):
    person, other = make_user(department), make_user(department)
    contest = make_contest(now, department, **STAFF)
    for one in (person, other):
        sit(one, contest, right=5, start=now)
    sweep(now=now)
    rebuild_board(contest, now=now)
    RoleGrant.objects.create(user=person, role="reviewer")
    close_contest(organizer, contest, now=now + MINUTE)
    found = reasons(contest)
    assert (found[person.pk], found[other.pk]) == (("看得到试题", True), ("", False))
    sweep_boards(now + 2 * MINUTE)
    assert not BoardLine.objects.get(user=person).is_listed


def test_who_was_one_at_the_beginning_is_not_ranked_by_losing_the_role(organizer, department, now):
    reviewer = make_reviewer()
    reviewer.department = department
    reviewer.save()
    contest = make_contest(now, department, **STAFF)
    reviewer.grants.all().delete()
    close_ended_contests(now=contest.closes_at + 2 * MINUTE)
    assert Contest.objects.get(pk=contest.pk).state == Contest.State.CLOSED
    assert reasons(contest)[reviewer.pk] == ("看得到试题", True)


# ── After the end ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"publication": {"names": "full"}},
        {"points": {"pass_mark": 30}},
        {"points": {"penalty": 1}},
        {"who": {"exclusions": {"departments": ["科协"], "reason": "主办"}}},
        {"awards": [{"name": "一等奖", "quota": 1}]},
    ],
)
def test_after_the_end_the_rest_may_still_be_amended(organizer, department, now, change, closed):
    person = make_user(department)
    contest = make_contest(now, department)
    sit(person, contest, right=5, start=now)
    after = contest.closes_at + 5 * MINUTE
    if closed:
        sweep(now=after)
    version = amend_rules(organizer, contest, make_sheet(now, **change), "更正", now=after)
    assert sheet_in_force(Contest.objects.get(pk=contest.pk)) == sheet_of(version)
    assert sweep(now=after)["scored"] >= 1 or not closed


def test_no_new_end_lies_in_the_past(organizer, department, now):
    contest = make_contest(now, department)
    for moment in (now, contest.closes_at + MINUTE):
        sheet = make_sheet(now, hours=-0.5)
        error = refusal(amend_rules, organizer, contest, sheet, "早点结束", now=moment)
        assert (error.code, list(error.fields)) == ("sheet_has_faults", ["when.closes_at"])
        assert "2026-05-11 09:30" in error.fields["when.closes_at"][0]


def test_a_contest_that_has_ended_and_is_not_closed_yet_may_be_prolonged(organizer, department, now):
    contest = make_contest(now, department)
    late = contest.closes_at + MINUTE
    amend_rules(organizer, contest, make_sheet(now, hours=20), "延长", now=late)
    assert close_ended_contests(now=late + MINUTE) == 0
    assert Contest.objects.get(pk=contest.pk).state == Contest.State.PUBLISHED


def test_a_closed_contest_keeps_its_window_and_its_list(organizer, department, now):
    contest = make_contest(now, department)
    close_contest(organizer, contest, now=now)
    error = refusal(amend_rules, organizer, contest, make_sheet(now, hours=20), "再开", now=now)
    assert error.code == "window_is_fixed" and "when.closes_at" in error.fields
    newcomer = make_user(department)
    amend_rules(organizer, contest, make_sheet(now, points={"pass_mark": 5}), "合格线", now=now)
    assert not Entry.objects.filter(user=newcomer).exists()


def test_an_amendment_does_not_answer_for_what_has_happened_meanwhile(organizer, department, now):
    """Questions have left the bank and a department has closed since the publication."""
    office = make_department("办公室", department)
    contest = make_contest(now, department, who={"departments": ["办公室"]})
    Question.objects.update(state=Question.State.RETIRED)
    office.is_active = False
    office.save()
    pool = contest.rules.pool
    who = {"departments": ["办公室"]}
    version = amend_rules(organizer, contest, make_sheet(now, who=who, hours=9), "延长", now=now)
    assert version.pool == pool
    worse = make_sheet(now, who={"departments": ["办公室", "没有的科室"]})
    error = refusal(amend_rules, organizer, contest, worse, "多一个", now=now)
    assert list(error.fields) == ["who.departments.1"]


# ── Versions ──────────────────────────────────────────────────────────────────


def test_publication_freezes_the_version_that_is_there(organizer, department, now):
    for _each in range(12):
        make_question(now=now)
    draft = create_contest(organizer, department, make_sheet(now), now=now)
    # A process that has looked at the draft must not go on without a pool.
    assert rules_version(draft.rules_id).pool == []
    publish_contest(organizer, draft, now=now)
    version = RulesVersion.objects.get()
    assert version.number == 1 and len(version.pool[0]) == 12
    assert rules_version(draft.rules_id).pool == version.pool
    assert start_or_resume(make_user(department), draft.pk, now=now).rules_id == version.pk


@pytest.mark.parametrize(
    "change",
    [
        {"pool": [[1]]},
        {"pool": []},
        {"facilities": {"1": 1}},
        {"document": {}},
        {"digest": "x"},
        {"seed": "x"},
        {"reason": "x"},
        {"number": 9},
    ],
)
def test_the_database_keeps_a_version_as_it_is(department, now, change):
    version = make_contest(now, department).rules
    with pytest.raises(IntegrityError, match="stays as written"), transaction.atomic():
        RulesVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays as written"), transaction.atomic():
        RulesVersion.objects.filter(pk=version.pk)._raw_delete("default")


def test_a_drafts_version_may_only_be_given_its_pool(department, now):
    draft = create_contest(None, department, make_sheet(now), now=now)
    mine = RulesVersion.objects.filter(contest=draft)
    with pytest.raises(IntegrityError, match="stays as written"), transaction.atomic():
        mine.update(pool=[[1]], seed="x")
    mine.update(pool=[[1]], facilities={"1": 5000})
    with pytest.raises(IntegrityError, match="stays as written"), transaction.atomic():
        mine.update(pool=[[2]])


def test_newcomers_fall_under_the_rules_in_force(organizer, department, now):
    contest = make_contest(now, department)
    newcomer = make_user(department)
    amend_rules(organizer, contest, excluding(now, people=[newcomer.username]), "命题", now=now)
    assert reasons(contest)[newcomer.pk] == ("主办部门", True)
    late = make_user(department)
    assert enter(late, contest.pk, now=now).excluded_reason == ""
