from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.messages import explain
from accounts.models import AuditEntry
from leaderboard.models import AwardRun, FinalList, Objection, ObjectionDecision
from leaderboard.selectors.notice import notice_of, recheck_of
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.notice import MOST_OPEN, answer_objection, finalize_awards, raise_objection
from quiz.models import Contest
from tests.factories import give_prizes
from tests.refusals import explained

from .rows import NOW, attempt, contest

pytestmark = pytest.mark.django_db
TIERS = [{"name": "一等奖", "quota": 1}]
WHY = {"about": "score", "text": "我的第三题应当得分。"}


@pytest.fixture
def of(actor):
    made = contest(state=Contest.State.CLOSED, awards=TIERS, publication={"objections": {"days": 3}})
    attempt(made, 2000)
    attempt(made, 1000)
    return made


@pytest.fixture
def run(of, actor):
    return give_prizes(actor, of, now=NOW)


def loser(of):
    return of.attempts.order_by("pk").last().user


def refused(code, action, *args, now=NOW, **rest):
    return explained(code, action, *args, now=now, **rest)


def test_from_publication_to_the_final_list(of, run, actor):
    notice = notice_of(of, now=NOW)
    assert notice.is_open and notice.days == 3
    objection = raise_objection(loser(of), of, now=NOW, **WHY)
    recheck = recheck_of(objection)
    assert (recheck.points, recheck.award) == ([10.0], "")
    over = notice.ends_at
    refused("notice_still_open", finalize_awards, actor, of, now=over - timedelta(seconds=1))
    waiting = refused("objections_open", finalize_awards, actor, of, now=over)
    assert objection.receipt in explain(waiting)
    answer_objection(actor, objection, decision="not_upheld", text="复核无误。", now=over)
    finalize_awards(actor, of, now=over)
    assert notice_of(of, now=over).final_at == over
    refused("notice_final_already", finalize_awards, actor, of, now=over)
    actions = AuditEntry.objects.filter(subject=f"contest:{of.pk}").order_by("number")
    assert list(actions.values_list("action", flat=True))[-3:] == [
        "objection_raised",
        "objection_answered",
        "awards_finalized",
    ]


def test_the_text_of_an_objection_is_not_in_the_trail(of, run):
    raise_objection(loser(of), of, now=NOW, **WHY)
    entry = AuditEntry.objects.get(action="objection_raised")
    assert WHY["text"] not in str(entry.details)


def test_only_inside_the_window(of, actor):
    refused("notice_not_published", raise_objection, loser(of), of, **WHY)
    give_prizes(actor, of, now=NOW)
    over = notice_of(of, now=NOW).ends_at
    raise_objection(loser(of), of, now=over - timedelta(seconds=1), **WHY)
    refused("objections_over", raise_objection, loser(of), of, now=over, **WHY)


def test_a_reason_is_needed_and_fits(of, run):
    refused("objection_empty", raise_objection, loser(of), of, about="score", text="  ")
    refused("objection_too_long", raise_objection, loser(of), of, about="score", text="长" * 1001)


def test_so_many_wait_for_an_answer(of, run, actor):
    made = [raise_objection(loser(of), of, now=NOW, **WHY) for _number in range(MOST_OPEN)]
    refused("objections_too_many", raise_objection, loser(of), of, **WHY)
    answer_objection(actor, made[0], decision="withdrawn", text="本人来电撤回。", now=NOW)
    raise_objection(loser(of), of, now=NOW, **WHY)


def test_answered_once(of, run, actor):
    objection = raise_objection(loser(of), of, now=NOW, **WHY)
    answer_objection(actor, objection, decision="upheld", text="成立。", now=NOW)
    refused("objection_answered", answer_objection, actor, objection, decision="upheld", text="又。")


def test_an_objection_to_a_superseded_list_still_stands_before_the_final_one(of, run, actor):
    objection = raise_objection(loser(of), of, now=NOW, **WHY)
    AwardRun.objects.filter(pk=run.pk).update(state=AwardRun.State.SUPERSEDED)
    refused("notice_not_published", finalize_awards, actor, of, now=NOW + timedelta(days=9))
    again = confirm_awards(actor, draft_awards(actor, of, now=NOW), now=NOW)
    publish_awards(actor, again, now=NOW + timedelta(days=1))
    later = NOW + timedelta(days=9)
    assert objection.receipt in explain(refused("objections_open", finalize_awards, actor, of, now=later))


def test_the_rows_stay(of, run, actor):
    objection = raise_objection(loser(of), of, now=NOW, **WHY)
    over = notice_of(of, now=NOW).ends_at
    answer_objection(actor, objection, decision="upheld", text="成立。", now=over)
    finalize_awards(actor, of, now=over)
    for model, change in (
        (Objection, {"text": "另"}),
        (ObjectionDecision, {"decision": "withdrawn"}),
        (FinalList, {"at": NOW}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()
