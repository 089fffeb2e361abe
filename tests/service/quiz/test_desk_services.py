"""What the desk changes: exclusions, drafts thrown away, people who register."""

from datetime import timedelta

import pytest
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import BoardLine
from leaderboard.services.boards import recompute_lines
from leaderboard.services.sweep import sweep
from quiz.access import discarded_draft, organized_contest
from quiz.models import Attempt, Entry
from quiz.selectors.contests import discarded_drafts, organized_contests
from quiz.services.contests import create_contest, publish_contest
from quiz.services.drafts import discard_draft, restore_draft
from quiz.services.entries import enter
from quiz.services.exclusions import exclude_entry, include_entry
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_department, make_organizer, make_sheet, make_user, sit

pytestmark = pytest.mark.django_db


def actions(contest):
    return list(AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("action", flat=True))


def test_an_exclusion_takes_a_person_off_the_board_and_its_undoing_brings_them_back(now):
    department = make_department()
    organizer, person = make_organizer(department), make_user(department)
    contest = make_contest(now, department)
    sit(person, contest, right=7, start=now)
    score_all_waiting(now=now)
    ids = list(Attempt.objects.values_list("pk", flat=True))
    recompute_lines(contest.pk, ids, now=now)
    entry = Entry.objects.get(user=person)

    exclude_entry(organizer, entry, " 代答 ", now=now)
    recompute_lines(contest.pk, ids, now=now)
    assert not BoardLine.objects.get(user=person).is_listed
    assert Entry.objects.get(pk=entry.pk).excluded_reason == "代答"

    include_entry(organizer, entry, now=now)
    # Nobody rang: the sweep finds it.
    sweep(now + timedelta(minutes=1))
    assert BoardLine.objects.get(user=person).is_listed
    assert actions(contest)[-2:] == ["entry_excluded", "entry_included"]


def test_an_exclusion_announces_the_persons_scored_attempts(now, django_capture_on_commit_callbacks):
    from quiz.events import attempt_scored

    department = make_department()
    organizer, person = make_organizer(department), make_user(department)
    contest = make_contest(now, department)
    attempt = sit(person, contest, right=3, start=now)
    score_all_waiting(now=now)
    heard = []

    def listener(**news):
        heard.append((news["contest_id"], news["attempt_ids"]))

    attempt_scored.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            exclude_entry(organizer, Entry.objects.get(user=person), "代答", now=now)
    finally:
        attempt_scored.disconnect(listener)
    assert heard == [(contest.pk, [attempt.pk])]


def test_an_exclusion_needs_a_reason_and_is_written_once(now):
    department = make_department()
    organizer, person = make_organizer(department), make_user(department)
    contest = make_contest(now, department)
    entry = Entry.objects.get(user=person)
    with pytest.raises(RuleBroken, match="reason_needed"):
        exclude_entry(organizer, entry, "  ", now=now)
    exclude_entry(organizer, entry, "代答", now=now)
    exclude_entry(organizer, entry, "代答", now=now)
    assert actions(contest).count("entry_excluded") == 1


def test_what_the_rules_exclude_is_not_undone_by_hand(now):
    department = make_department()
    organizer, person = make_organizer(department), make_user(department)
    exclusions = {"people": [person.username], "reason": "组织方人员"}
    make_contest(now, department, who={"exclusions": exclusions})
    entry = Entry.objects.get(user=person)
    assert entry.excluded_reason == "组织方人员"
    with pytest.raises(RuleBroken, match="excluded_by_rules"):
        include_entry(organizer, entry, now=now)


def test_a_discarded_draft_is_out_of_sight_and_comes_back_whole(now):
    department = make_department()
    organizer = make_organizer(department)
    draft = create_contest(organizer, department, make_sheet(now), now=now)
    discard_draft(organizer, draft, now=now)
    discard_draft(organizer, draft, now=now)
    assert not organized_contests(organizer).exists()
    assert [one.pk for one in discarded_drafts(organizer)] == [draft.pk]
    with pytest.raises(Http404):
        organized_contest(organizer, draft.pk)
    with pytest.raises(RuleBroken, match="contest_discarded"):
        publish_contest(organizer, draft, now=now)

    restore_draft(organizer, discarded_draft(organizer, draft.pk), now=now + timedelta(days=3))
    assert organized_contest(organizer, draft.pk).rules == draft.rules
    assert actions(draft) == ["contest_created", "contest_discarded", "contest_restored"]


def test_a_published_contest_is_not_discarded(now):
    department = make_department()
    contest = make_contest(now, department)
    with pytest.raises(RuleBroken, match="only_drafts_discarded"):
        discard_draft(make_organizer(department), contest, now=now)


def test_the_department_that_somebody_names_is_theirs_in_this_contest_only(now):
    department = make_department()
    contest = make_contest(now, department, who={"admission": "open", "fields": ["name", "department"]})
    stranger, other = make_user(), make_department()
    entry = enter(stranger, contest.pk, now=now, department=other)
    stranger.refresh_from_db()
    assert (entry.department_id, stranger.department_id) == (other.pk, None)

    employee = make_user(department)
    assert enter(employee, contest.pk, now=now, department=other).department_id == department.pk


def test_somebody_without_an_age_band_says_their_group(now):
    groups = {"by": "age_band"}
    contest = make_contest(now, who={"admission": "open", "fields": ["name", "group"], "groups": groups})
    assert enter(make_user(), contest.pk, now=now, group="senior").group == "senior"
    assert enter(make_user(age_band="youth"), contest.pk, now=now, group="senior").group == "youth"
    assert enter(make_user(), contest.pk, now=now, group="nonsense").group == ""
