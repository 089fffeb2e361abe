"""The seed of a contest's papers: committed at the publication, told after the close, drawn again."""

import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.models import Attempt, Contest, ItemStatistic, RulesVersion, Slot
from quiz.selectors.facilities import expected_facility
from quiz.selectors.rules import forget_rules
from quiz.selectors.seeds import seed_notice
from quiz.services.attempts import start_or_resume
from quiz.services.closing import close_contest
from quiz.services.contests import amend_rules, create_contest
from tests.factories import (
    make_contest,
    make_question,
    make_sheet,
    make_user,
    sit,
)

pytestmark = pytest.mark.django_db
OWN_SEED = "the organizer's own seed"


def reread(contest):
    return Contest.objects.select_related("rules").get(pk=contest.pk)


def closed(organizer, contest, now):
    close_contest(organizer, contest, now=now)
    return reread(contest)


def with_seed(now, seed=OWN_SEED):
    return {"paper": {"rows": [{"count": 10, "types": ["single"]}], "seed": seed}}


def test_a_draft_tells_nothing(department, organizer, now):
    assert seed_notice(create_contest(organizer, department, make_sheet(now), now=now)) is None


def test_the_digest_before_and_the_seed_after(department, organizer, now):
    contest = make_contest(now, department)
    before = seed_notice(reread(contest))
    assert before.seed == ""
    after = seed_notice(closed(organizer, contest, now))
    assert after.seed == contest.rules.seed
    assert before.digest == after.digest == hashlib.sha256(after.seed.encode()).hexdigest()
    published = AuditEntry.objects.get(action="contest_published", subject=f"contest:{contest.pk}")
    assert published.details["seed_sha256"] == before.digest
    assert after.seed not in json.dumps(published.details)


def test_a_seed_that_draws_elsewhere_waits_for_that_contest_too(department, organizer, now):
    first, second = (make_contest(now, department, **with_seed(now)) for _each in range(2))
    first = closed(organizer, first, now)
    assert seed_notice(first).seed == ""
    closed(organizer, second, now)
    assert seed_notice(first).seed == OWN_SEED


def test_a_committed_seed_is_not_replaced(department, organizer, now):
    contest = make_contest(now, department)
    with pytest.raises(RuleBroken) as error:
        amend_rules(organizer, contest, make_sheet(now, **with_seed(now)), "换种子", now=now)
    assert error.value.code == "seed_is_committed"
    longer = make_sheet(now, hours=9)
    assert amend_rules(organizer, contest, longer, "延长", now=now).seed == contest.rules.seed


def test_a_draft_that_gives_its_own_seed_up_gets_one_by_chance(department, organizer, now):
    draft = create_contest(organizer, department, make_sheet(now, **with_seed(now)), now=now)
    assert draft.rules.seed == OWN_SEED
    version = amend_rules(organizer, draft, make_sheet(now), "", now=now)
    assert version.seed != OWN_SEED and len(version.seed) == 64


def test_expected_facilities_are_frozen_with_the_pool(department, now):
    for level in (1, 5):
        for _each in range(6):
            make_question(now=now, difficulty=level)
    contest = make_contest(now, department, questions=0)
    frozen = contest.rules.facilities
    assert set(frozen) == {str(pk) for pk in contest.rules.pool[0]}
    assert sorted(frozen.values()) == [2500] * 6 + [9500] * 6


def test_papers_lie_within_the_band(department, now):
    for level in (1, 3, 5):
        for _each in range(20):
            make_question(now=now, difficulty=level)
    paper = {"rows": [{"count": 10, "types": ["single"]}], "difficulty_band": 2.5}
    contest = make_contest(now, department, questions=0, paper=paper)
    facilities = contest.rules.facilities
    for _each in range(25):
        attempt = start_or_resume(make_user(department), contest.pk, now=now)
        ids = Slot.objects.filter(attempt=attempt).values_list("revision_id", flat=True)
        assert abs(sum(facilities[str(pk)] for pk in ids) / 10 - 6166.7) <= 250


def redrawn(attempt, *options):
    """The command's exit status and what it prints."""
    out = io.StringIO()
    try:
        call_command("redraw_paper", str(attempt.pk), *options, stdout=out)
    except SystemExit as error:
        return error.code, out.getvalue()
    return 0, out.getvalue()


def test_a_paper_is_drawn_again(department, organizer, now):
    contest = make_contest(now, department, questions=40)
    attempt = sit(make_user(department), contest, right=3, start=now)
    status, text = redrawn(attempt)
    assert (status, "the same paper" in text) == (0, True)
    told = seed_notice(closed(organizer, contest, now)).seed
    status, text = redrawn(attempt, "--seed", told, "--json")
    document = json.loads(text)
    assert (status, document["differences"]) == (0, [])
    assert document["frozen"] == document["drawn"]
    assert redrawn(attempt, "--seed", "another seed altogether")[0] == 1


def test_a_paper_drawn_under_older_rules_is_drawn_again_by_them(department, organizer, now):
    contest = make_contest(now, department, questions=40)
    attempt = sit(make_user(department), contest, right=3, start=now)
    amend_rules(organizer, contest, make_sheet(now, hours=9), "延长", now=now + timedelta(minutes=1))
    assert redrawn(Attempt.objects.get(pk=attempt.pk))[0] == 0


@pytest.mark.parametrize(
    "tampered", [{"points": 1}, {"option_order": [4, 3, 2, 1, 5]}], ids=["points", "options"]
)
def test_a_tampered_slot_is_found(department, now, tampered):
    attempt = sit(make_user(department), make_contest(now, department), right=3, start=now)
    Slot.objects.filter(attempt=attempt, position=4).update(**tampered)
    status, text = redrawn(attempt)
    assert status == 1 and "slot 4" in text


def test_a_tampered_pool_is_found(department, now):
    attempt = sit(make_user(department), make_contest(now, department, questions=10), right=3, start=now)
    pool = attempt.rules.pool
    without_the_trigger()
    RulesVersion.objects.filter(pk=attempt.rules_id).update(pool=[pool[0][:-1]])
    forget_rules()
    status, text = redrawn(attempt)
    assert status == 1 and "pool_too_small" in text


def without_the_trigger():
    """The database refuses to change rules; somebody with the keys to it could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER rules_refuse_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE quiz_rulesversion DISABLE TRIGGER rules_stay")


def test_groups_have_papers_of_their_own(department, organizer, now):
    for difficulty in (1, 5):
        for _each in range(12):
            make_question(now=now, difficulty=difficulty)
    rows = [
        {"count": 4, "difficulty": [1, 1], "groups": ["adult"]},
        {"count": 6, "difficulty": [5, 5], "groups": ["senior"]},
    ]
    parts = {"who": {"groups": {"by": "age_band", "names": ["adult", "senior"]}}, "paper": {"rows": rows}}
    contest = make_contest(now, department, questions=0, **parts)
    for band, size, level in (("adult", 4, 1), ("senior", 6, 5)):
        person = make_user(department, age_band=band)
        attempt = start_or_resume(person, contest.pk, now=now)
        slots = Slot.objects.filter(attempt=attempt).select_related("revision")
        assert [slot.revision.difficulty for slot in slots] == [level] * size
        assert redrawn(attempt)[0] == 0
    with pytest.raises(RuleBroken) as error:
        start_or_resume(make_user(department), contest.pk, now=now)
    assert error.value.code == "group_needed"


@pytest.mark.parametrize(("answers", "expected"), [(99, 8250), (100, 4321)])
def test_what_people_did_counts_from_a_hundred_answers_on(department, now, answers, expected):
    asked, other = make_question(now=now, difficulty=2), make_question(now=now, difficulty=4)
    one_contest = make_contest(now, department)
    figures = {"revision": asked, "computed_at": now}
    ItemStatistic.objects.create(n=answers, facility=0.4321, **figures)
    ItemStatistic.objects.create(n=500, facility=0.99, contest=one_contest, **figures)
    assert expected_facility([asked.pk, other.pk]) == {asked.pk: expected, other.pk: 4500}
