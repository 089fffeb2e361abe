"""Doubts about questions: raised once, out of new papers, settled by a reviewer, withdrawn when unfounded."""

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from quiz.domain.item_flags import Flag
from quiz.models import QuestionFlag
from quiz.selectors.faults import faults_of
from quiz.selectors.pool import candidates
from quiz.services.bank import revise, submit_for_review
from quiz.services.contests import create_contest
from quiz.services.question_flags import Found, decide_flag, sync_flags
from quiz.services.review import approve
from tests.factories import (
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_reviewer,
    make_sheet,
)
from tests.unit.quiz.bank_items import make_item

pytestmark = pytest.mark.django_db
SUSPECT = Flag(code="KEY_SUSPECT", values={"why": "negative_r", "r": -0.2})


@pytest.fixture
def revision(now):
    return make_question(now=now, topic="0901")


@pytest.fixture
def contest(now):
    return make_contest(now)


def say(revision, now, *flags: Flag, contest=None, n: int = 60) -> None:
    contest_id = contest.pk if contest else None
    sync_flags([Found(revision_id=revision.pk, contest_id=contest_id, n=n, flags=flags)], now=now)


def states(revision) -> list[str]:
    return list(QuestionFlag.objects.filter(revision=revision).values_list("state", flat=True))


def is_drawn(revision, now) -> bool:
    return revision.pk in {one.revision_id for one in candidates(now.date())}


def test_a_suspected_key_leaves_new_papers_until_it_is_cleared(revision, reviewer, contest, now):
    assert is_drawn(revision, now)
    say(revision, now, SUSPECT, contest=contest)
    assert not is_drawn(revision, now)
    decide_flag(reviewer, QuestionFlag.objects.get(), upholds=False, reason="核对过原文", now=now)
    assert is_drawn(revision, now)
    doubt = QuestionFlag.objects.get()
    assert (doubt.state, doubt.decided_by, doubt.decided_at, doubt.reason) == (
        "cleared",
        reviewer,
        now,
        "核对过原文",
    )
    actions = AuditEntry.objects.filter(subject=f"question:{revision.question.code}").order_by("number")
    assert [(one.action, one.actor) for one in actions] == [
        ("question.flagged", None),
        ("question.flag_cleared", reviewer),
    ]
    assert actions.last().details["reason"] == "核对过原文"


def test_other_flags_pull_nothing(revision, contest, now):
    say(revision, now, Flag(code="LOW_DISC"), Flag(code="AMBIGUOUS"), contest=contest)
    assert list(QuestionFlag.objects.values_list("code", flat=True)) == ["AMBIGUOUS"]
    assert is_drawn(revision, now)


def test_said_again_is_said_once(revision, contest, now):
    for n in (60, 60, 75):
        say(revision, now, SUSPECT, contest=contest, n=n)
    assert QuestionFlag.objects.get().details["n"] == 75
    assert AuditEntry.objects.filter(action="question.flagged").count() == 1


def test_what_no_longer_holds_is_withdrawn(revision, contest, now):
    say(revision, now, SUSPECT, contest=contest)
    say(revision, now)
    assert states(revision) == ["open"]  # all contests together said nothing about this one
    say(revision, now, contest=contest)
    assert states(revision) == ["gone"]
    assert is_drawn(revision, now)
    say(revision, now, SUSPECT, contest=contest)
    assert states(revision) == ["gone", "open"]


def test_another_contest_adds_no_second_doubt(revision, contest, now):
    say(revision, now, SUSPECT, contest=contest)
    say(revision, now, SUSPECT, contest=make_contest(now))
    assert QuestionFlag.objects.get().contest == contest


def test_a_decision_holds_until_twice_the_people_say_otherwise(revision, reviewer, contest, now):
    say(revision, now, SUSPECT, contest=contest, n=60)
    decide_flag(reviewer, QuestionFlag.objects.get(), upholds=False, reason="无误", now=now)
    say(revision, now, SUSPECT, contest=contest, n=60)
    say(revision, now, SUSPECT, n=119)
    assert states(revision) == ["cleared"]
    say(revision, now, SUSPECT, n=120)
    assert states(revision) == ["cleared", "open"]


def test_an_upheld_doubt_keeps_the_question_out_until_a_new_revision(reviewer, contest, now):
    author = make_organizer(make_department())
    revision = make_question(now=now, topic="0901")
    say(revision, now, SUSPECT, contest=contest)
    decide_flag(reviewer, QuestionFlag.objects.get(), upholds=True, reason="B 也对", now=now)
    say(revision, now, SUSPECT, contest=contest, n=600)
    assert states(revision) == ["upheld"]
    assert not is_drawn(revision, now)
    newer = revise(author, revision.question, make_item(), based_on=1, now=now)
    submit_for_review(author, revision.question, now=now)
    approve(reviewer, newer, now=now)
    assert is_drawn(newer, now)


def test_a_new_revision_ends_open_doubts(reviewer, contest, now):
    author = make_organizer(make_department())
    revision = make_question(now=now, topic="0901")
    say(revision, now, SUSPECT, contest=contest)
    newer = revise(author, revision.question, make_item(), based_on=1, now=now)
    submit_for_review(author, revision.question, now=now)
    assert states(revision) == ["open"]
    approve(reviewer, newer, now=now)
    assert states(revision) == ["superseded"]


def test_who_decides_and_how(reviewer, revision, contest, now):
    say(revision, now, SUSPECT, contest=contest)
    doubt = QuestionFlag.objects.get()
    with pytest.raises(RuleBroken, match="bank_not_a_reviewer"):
        decide_flag(make_organizer(make_department()), doubt, upholds=False, reason="无误", now=now)
    with pytest.raises(RuleBroken, match="bank_comment_missing"):
        decide_flag(reviewer, doubt, upholds=False, reason=" ", now=now)
    decide_flag(reviewer, doubt, upholds=False, reason="无误", now=now)
    with pytest.raises(RuleBroken, match="bank_flag_decided"):
        decide_flag(reviewer, doubt, upholds=True, reason="再看", now=now)


def test_nobody_clears_their_own_question(contest, now):
    author = make_reviewer()
    revision = make_question(now=now, author=author)
    say(revision, now, SUSPECT, contest=contest)
    with pytest.raises(RuleBroken, match="bank_reviewer_is_author"):
        decide_flag(author, QuestionFlag.objects.get(), upholds=False, reason="无误", now=now)


def test_a_fixed_paper_that_names_it_is_told_why(revision, contest, now):
    say(revision, now, SUSPECT, contest=contest)
    sheet = make_sheet(now, paper={"mode": "fixed", "questions": [revision.question.code]})
    draft = create_contest(None, contest.department, sheet, now=now)
    problems = {(one.code, one.path) for one in faults_of(draft, sheet, now=now)}
    assert ("sheet_question_in_doubt", "paper.questions.0") in problems
    assert not any(code == "sheet_unknown_question" for code, _path in problems)


def test_the_database_keeps_one_open_doubt(revision, contest, now):
    say(revision, now, SUSPECT, contest=contest)
    row = QuestionFlag.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFlag.objects.update(state="cleared")
