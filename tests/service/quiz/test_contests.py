"""A contest from draft to publication, its amendments, its list, its end."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from accounts.services.audit import first_broken_link
from quiz.events import contest_closed
from quiz.models import Attempt, Contest, Entry, RulesVersion, Slot
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest, close_ended_contests, hand_in_overdue
from quiz.services.contests import amend_rules, create_contest, publish_contest
from quiz.services.entries import enter, grant_extra_time
from quiz.services.sweep import sweep
from tests.factories import (
    make_contest,
    make_department,
    make_question,
    make_sheet,
    make_user,
    right_response,
    sit,
)
from tests.refusals import refusal

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_publication_names_every_fault_at_its_field(organizer, department, now):
    sheet = make_sheet(now, points={"pass_mark": 999})
    draft = create_contest(organizer, department, sheet, now=now)
    error = refusal(publish_contest, organizer, draft, now=now)
    assert error.code == "sheet_has_faults"
    assert {"paper.rows.0.count", "points.pass_mark"} <= set(error.fields)


def test_publication_freezes_the_pool(organizer, department, now):
    contest = make_contest(now, department, questions=12)
    frozen = contest.rules.pool
    make_question(now=now)
    assert len(frozen[0]) == 12
    assert RulesVersion.objects.get(pk=contest.rules_id).pool == frozen


def test_expired_sources_and_other_types_stay_out_of_the_pool(department, now):
    make_question(now=now, review_by=(now - timedelta(days=1)).date())
    make_question(now=now, type="judge", key=[1])
    contest = make_contest(now, department, questions=11)
    assert len(contest.rules.pool[0]) == 11


def test_a_source_runs_out_at_the_contests_midnight(organizer, department, now):
    """Half past midnight in Beijing, the day before in Greenwich."""
    midnight = now.replace(hour=16, minute=30)
    make_question(now=now, review_by=midnight.date())
    contest = make_contest(midnight, department, questions=10)
    assert len(contest.rules.pool[0]) == 10
    other = make_sheet(midnight, paper={"rows": [{"count": 9, "types": ["single"]}]})
    amended = amend_rules(organizer, contest, other, "少一题", now=midnight)
    assert len(amended.pool[0]) == 10


def test_publication_enters_the_roster_and_marks_the_excluded(department, now):
    office = make_department("办公室", department)
    inside, host = make_user(department), make_user(office)
    make_user(make_department("外单位"))
    contest = make_contest(
        now, department, who={"exclusions": {"departments": ["办公室"], "reason": "主办部门"}}
    )
    entries = {entry.user: entry.excluded_reason for entry in Entry.objects.filter(contest=contest)}
    assert entries == {inside: "", host: "主办部门"}


def test_publishing_twice_is_refused(organizer, department, now):
    contest = make_contest(now, department)
    assert refusal(publish_contest, organizer, contest, now=now).code == "already_published"


def test_an_amendment_needs_a_reason_and_keeps_paper_and_clock(organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    later = make_sheet(now, hours=20)
    assert refusal(amend_rules, organizer, contest, later, " ", now=now).code == "reason_needed"
    sit(person, contest, right=1, start=now)
    shorter = make_sheet(now, time={"paper_seconds": 60})
    assert refusal(amend_rules, organizer, contest, shorter, "改", now=now).code == "paper_is_fixed"
    version = amend_rules(organizer, contest, later, "延长一天", now=now)
    assert (version.number, version.reason) == (2, "延长一天")
    assert Contest.objects.get(pk=contest.pk).closes_at == later.closes_at


def test_an_unchanged_sheet_makes_no_version(organizer, department, now):
    contest = make_contest(now, department)
    before = contest.rules_id
    assert amend_rules(organizer, contest, make_sheet(now), "", now=now).pk == before


def test_what_organizers_do_is_in_the_chain(organizer, department, now):
    make_contest(now, department)
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["contest_created", "contest_published"]
    assert first_broken_link() is None


def test_extra_time_moves_the_deadline_and_is_logged(organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = start_or_resume(person, contest.pk, now=now)
    entry = Entry.objects.get(contest=contest, user=person)
    grant_extra_time(organizer, entry, 150, "视力障碍", now=now)
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert attempt.deadline == now + 30 * MINUTE
    logged = AuditEntry.objects.get(action="extra_time").details
    assert (logged["from"], logged["to"], logged["reason"]) == (100, 150, "视力障碍")


def test_extra_time_needs_a_reason_and_a_share_that_the_rules_allow(organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    entry = Entry.objects.get(contest=contest, user=person)
    assert refusal(grant_extra_time, organizer, entry, 150, "", now=now).code == "reason_needed"
    assert refusal(grant_extra_time, organizer, entry, 0, "原因", now=now).code == "extra_time_not_allowed"


def test_a_group_of_ones_own_choice_is_asked_for(department, now):
    contest = make_contest(
        now,
        department,
        who={
            "admission": "open",
            "fields": ["name", "phone", "group"],
            "groups": {"by": "chosen", "names": ["社区组", "学校组"]},
        },
    )
    visitor = make_user()
    assert refusal(enter, visitor, contest.pk, now=now).code == "group_needed"
    assert enter(visitor, contest.pk, now=now, group="学校组").group == "学校组"
    assert enter(visitor, contest.pk, now=now, group="社区组").group == "学校组"


def test_the_gate_must_be_passed_first(department, now):
    person = make_user(department)
    trial = make_contest(now, department, points={"pass_mark": 30})
    final = make_contest(now, department, when={"gate": trial.pk})
    assert refusal(start_or_resume, person, final.pk, now=now).code == "gate_not_passed"
    sit(person, trial, right=6, start=now)
    sweep(now=now)
    assert start_or_resume(person, final.pk, now=now + MINUTE).number == 1


def test_the_sweep_collects_overdue_papers_scores_and_closes(department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = start_or_resume(person, contest.pk, now=now)
    assert hand_in_overdue(now=attempt.deadline + timedelta(seconds=5)) == 0
    assert sweep(now=attempt.deadline + timedelta(seconds=7)) == {"handed_in": 1, "scored": 1, "closed": 0}
    collected = Attempt.objects.get(pk=attempt.pk)
    assert (collected.handed_in_at, collected.handed_in_by) == (attempt.deadline, "deadline")
    assert close_ended_contests(now=contest.closes_at + timedelta(minutes=2)) == 1
    assert close_ended_contests(now=contest.closes_at + timedelta(minutes=3)) == 0


def test_closing_by_hand_collects_whoever_answers(
    organizer, department, now, django_capture_on_commit_callbacks
):
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = start_or_resume(person, contest.pk, now=now)
    heard = []

    def listen(sender, contest_id, **news):
        heard.append(contest_id)

    contest_closed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        assert close_contest(organizer, contest, now=now + MINUTE) == 1
        assert close_contest(organizer, contest, now=now + MINUTE) == 0
    contest_closed.disconnect(listen)
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert (attempt.handed_in_by, attempt.handed_in_at) == ("organizer", now + MINUTE)
    assert heard == [contest.pk]
    assert refusal(start_or_resume, person, contest.pk, now=now + MINUTE).code == "contest_closed_early"


def test_practice_is_kept_apart(department, now):
    person = make_user(department)
    contest = make_contest(now, department, when={"practice": {"during": True}})
    practice = start_or_resume(person, contest.pk, now=now, kind="practice")
    assert practice.kind == "practice"
    counted = start_or_resume(person, contest.pk, now=now + MINUTE)
    assert (counted.kind, counted.number) == ("counted", 1)
    assert Attempt.objects.get(pk=practice.pk).state == Attempt.State.HANDED_IN
    assert refusal(start_or_resume, person, contest.pk, now=now, kind="practice").code == "attempt_open"


def test_closing_by_hand_measures_a_per_item_paper_like_its_person(organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department, time={"paper_seconds": None, "item_seconds": 30})
    attempt = start_or_resume(person, contest.pk, now=now)
    for position in range(1, 11):
        moment = now + timedelta(seconds=position)
        key = f"key-{position:04d}"
        record_answer(person, attempt.pk, position, response=[1], client_key=key, now=moment)
    close_contest(organizer, contest, now=now + timedelta(seconds=200))
    assert Attempt.objects.get(pk=attempt.pk).handed_in_at == now + timedelta(seconds=10)


def test_a_close_that_waited_behind_a_later_start_still_closes(organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = start_or_resume(person, contest.pk, now=now + timedelta(seconds=2))
    close_contest(organizer, contest, now=now)
    assert Attempt.objects.get(pk=attempt.pk).handed_in_at == attempt.started_at


def test_practice_passes_no_gate(department, now):
    person = make_user(department)
    trial = make_contest(now, department, points={"pass_mark": 30}, when={"practice": {"during": True}})
    final = make_contest(now, department, when={"gate": trial.pk})
    practice = start_or_resume(person, trial.pk, now=now, kind="practice")
    for slot in Slot.objects.filter(attempt=practice).select_related("revision"):
        key = f"key-{slot.position:04d}"
        response = right_response(slot)
        record_answer(person, practice.pk, slot.position, response=response, client_key=key, now=now)
    hand_in(person, practice.pk, now=now)
    sweep(now=now)
    assert refusal(start_or_resume, person, final.pk, now=now + MINUTE).code == "gate_not_passed"


def test_amending_waits_for_what_is_being_scored(organizer, department, now):
    """Whatever has been handed in is scored again, also what had no score yet when the rules changed."""
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = sit(person, contest, right=2, start=now)
    sweep(now=now)
    amend_rules(organizer, contest, make_sheet(now, points={"penalty": 1}), "答错扣分", now=now)
    assert Attempt.objects.get(pk=attempt.pk).scored_at is None
