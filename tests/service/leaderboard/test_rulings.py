"""Rulings after the awards were published: tried without a trace, then made, with all that follows."""

import pytest
from django.db import Error, transaction
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import AwardRun, BoardLine, Certificate
from leaderboard.selectors.awards import standing_run
from leaderboard.selectors.certificates import issued_of
from leaderboard.services.awards import confirm_awards, draft_awards
from leaderboard.services.boards import rebuild
from leaderboard.services.certificates import issue_again, issue_certificates
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.sweep import sweep_contest
from quiz.models import AttemptScore, Contest, Entry, RulesVersion, Ruling
from quiz.selectors.results import result_of
from quiz.selectors.rules import sheet_of
from quiz.services.contests import amend_rules
from quiz.services.rulings import Decision, make_ruling, try_ruling
from tests.factories import make_contest, make_question, make_sheet

from .disputes import Case

pytestmark = pytest.mark.django_db


def everything():
    """What a trial must leave as it was."""
    return [
        sorted(map(str, model.objects.values_list()))
        for model in (RulesVersion, AttemptScore, AwardRun, Certificate, AuditEntry, Ruling, Entry, Contest)
    ]


def test_the_trial_leaves_nothing_behind_and_says_what_the_ruling_then_does():
    case = Case()
    run = case.published()
    issue_certificates(case.organizer, run, now=case.later)
    before = everything()
    decision = case.decision(key=[2])
    outlook = try_ruling(case.organizer, case.contest, decision, now=case.later)
    assert everything() == before
    found = outlook.consequences
    assert [(one.name, one.before, one.after) for one in found.changes] == [
        ("乙二", "二等奖", "一等奖"),
        ("甲一", "一等奖", "二等奖"),
    ]
    assert (outlook.scores.had, outlook.scores.more, outlook.scores.fewer) == (3, 1, 1)
    assert found.revoked == 2

    make_ruling(case.organizer, case.contest, decision, digest=outlook.digest, now=case.later)
    assert case.prizes() == [("一等奖", "乙二"), ("二等奖", "甲一")]
    assert Certificate.objects.filter(revocation=None).count() == 0
    case.contest.refresh_from_db()
    assert {pk: outlook.scores.after[pk] for pk in outlook.scores.after} == dict(
        AttemptScore.objects.filter(rules=case.contest.rules_id).values_list("attempt", "points")
    )


def test_a_ruling_that_was_not_looked_at_in_this_form_is_refused():
    case = Case()
    case.published()
    outlook = try_ruling(case.organizer, case.contest, case.decision(key=[2]), now=case.later)
    before = everything()
    with pytest.raises(RuleBroken, match="ruling_out_of_date"):
        make_ruling(
            case.organizer, case.contest, case.decision(key=[3]), digest=outlook.digest, now=case.later
        )
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "key", "points"),
    [
        ("rekey", [2], [4500, 5000, 4500]),
        ("either", [2], [5000, 5000, 4500]),
        ("void", None, [5000, 5000, 5000]),
    ],
)
def test_what_each_kind_makes_of_the_scores(kind, key, points):
    case = Case()
    case.published()
    case.rule(case.decision(kind, key))
    assert case.points() == points
    assert case.broken() == []


def test_restoring_the_printed_key_brings_back_scores_and_prizes():
    case = Case()
    case.published()
    first = case.prizes()
    case.rule(case.decision("void"))
    case.rule(case.decision("restore"))
    assert case.prizes() == first
    assert case.points() == [5000, 4500, 4500]
    runs = AwardRun.objects.filter(contest=case.contest).order_by("number")
    assert [run.state for run in runs] == ["superseded", "superseded", "published"]
    assert RulesVersion.objects.filter(contest=case.contest).count() == 3


def test_disqualified_after_the_publication_and_back():
    case = Case()
    run = case.published()
    issue_certificates(case.organizer, run, now=case.later)
    entry = Entry.objects.get(contest=case.contest, user=case.people[0])
    case.rule(case.decision("out", entry_id=entry.pk))
    assert case.prizes() == [("一等奖", "乙二"), ("二等奖", "丙三")]
    assert case.broken() == []
    case.rule(case.decision("back", entry_id=entry.pk))
    assert case.prizes() == [("一等奖", "甲一"), ("二等奖", "乙二")]
    with pytest.raises(RuleBroken, match="ruling_holds_already"):
        try_ruling(case.organizer, case.contest, case.decision("back", entry_id=entry.pk), now=case.later)


def test_certificates_stay_with_whoever_keeps_the_same_prize():
    case = Case()
    run = case.published()
    issue_certificates(case.organizer, run, now=case.later)
    kept, lost = Certificate.objects.order_by("sequence")
    entry = Entry.objects.get(contest=case.contest, user=case.people[1])
    case.rule(case.decision("out", entry_id=entry.pk))
    assert not hasattr(Certificate.objects.get(pk=kept.pk), "revocation")
    assert Certificate.objects.get(pk=lost.pk).revocation.reason == "第10题答案有误，更正为B。"
    new = standing_run(case.contest.pk)
    assert (issued_of(new, now=case.later).valid, issued_of(new, now=case.later).missing) == (1, 1)
    assert issue_certificates(case.organizer, new, now=case.later) == 1
    assert issue_certificates(case.organizer, new, now=case.later) == 0
    with pytest.raises(RuleBroken, match="certificate_award_is_gone"):
        issue_again(case.organizer, Certificate.objects.get(pk=lost.pk), now=case.later)


def test_confirmed_awards_that_are_not_published_stay_unpublished():
    case = Case()
    confirm_awards(case.organizer, draft_awards(case.organizer, case.contest, now=case.later), now=case.later)
    case.rule(case.decision("void"))
    assert standing_run(case.contest.pk).state == "confirmed"


def test_before_any_awards_a_ruling_moves_scores_and_the_draft_is_out_of_date():
    case = Case()
    draft = draft_awards(case.organizer, case.contest, now=case.later)
    _made, outlook = case.rule(case.decision(key=[2]))
    assert outlook.consequences.changes == ()
    with pytest.raises(RuleBroken, match="awards_out_of_date"):
        confirm_awards(case.organizer, draft, now=case.later)


def test_boards_follow_and_the_person_sees_why():
    case = Case()
    case.published()
    rebuild(case.contest.pk, now=case.later)
    case.rule(case.decision(key=[2]))
    sweep_contest(Contest.objects.select_related("rules").get(pk=case.contest.pk), now=case.later)
    lines = BoardLine.objects.filter(contest=case.contest, edition="live").order_by("sort_key")
    assert lines[0].user.name == "乙二"
    attempt = case.attempts[1]
    attempt.refresh_from_db()
    attempt.contest = Contest.objects.select_related("rules").get(pk=case.contest.pk)
    result = result_of(attempt)
    disputed = next(one for one in result.items if one.content.revision_id == case.disputed.pk)
    assert (disputed.verdict, disputed.ruling) == ("right", "第10题答案有误，更正为B。")
    assert list(disputed.solution.key) == [2]
    assert [one.note for one in result.rulings] == ["第10题答案有误，更正为B。"]


def test_the_trail_tells_of_the_ruling_and_its_figures():
    case = Case()
    case.published()
    case.rule(case.decision(key=[2]))
    last = AuditEntry.objects.filter(action="ruling_made").get()
    assert last.actor == case.organizer
    assert {"kind": "rekey", "papers": 3, "more": 1, "fewer": 1, "moving": 2}.items() <= last.details.items()


def test_what_cannot_be_ruled_is_refused_by_name():
    case = Case()
    for decision, code in (
        (case.decision("rekey", [9]), "ruling_key_shape"),
        (case.decision("rekey", [1, 2]), "ruling_key_shape"),
        (case.decision("rekey", []), "ruling_key_missing"),
        (case.decision("rekey", [1]), "ruling_key_same"),
        (case.decision("restore"), "ruling_holds_already"),
        (case.decision("something"), "ruling_kind"),
        (Decision(kind="void", reason=" ", note="x", revision_id=case.disputed.pk), "reason_needed"),
    ):
        with pytest.raises(RuleBroken, match=code):
            try_ruling(case.organizer, case.contest, decision, now=case.later)
    elsewhere = make_question(now=case.now).pk
    with pytest.raises(Http404):
        other = Decision(kind="void", reason="x", note="x", revision_id=elsewhere)
        try_ruling(case.organizer, case.contest, other, now=case.later)


def test_before_the_close_nothing_is_ruled():
    case = Case()
    Contest.objects.filter(pk=case.contest.pk).update(state="published", closed_at=None)
    with pytest.raises(RuleBroken, match="ruling_before_close"):
        try_ruling(case.organizer, case.contest, case.decision("void"), now=case.later)


def test_the_database_keeps_rulings_and_superseded_awards_as_they_are():
    case = Case()
    case.published()
    made, _outlook = case.rule(case.decision("void"))
    old = AwardRun.objects.get(contest=case.contest, state="superseded")
    for change in (
        lambda: Ruling.objects.filter(pk=made.pk).update(note="别的"),
        lambda: Ruling.objects.filter(pk=made.pk).delete(),
        lambda: AwardRun.objects.filter(pk=old.pk).update(state="published"),
        lambda: AwardRun.objects.filter(pk=old.pk).update(state="draft"),
        lambda: AwardRun.objects.filter(pk=old.pk).update(input_digest="0" * 64),
        lambda: old.awards.update(tier="特等奖"),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_a_changed_ruling_row_is_named():
    """Whoever gets round the trigger is found out by the scores."""
    case = Case()
    case.published()
    case.rule(case.decision(key=[2]))
    AttemptScore.objects.filter(attempt=case.attempts[2], rules=case.contest.rules_id).update(points=5000)
    assert "points" in {one.invariant for one in case.broken()}


LOTS = [{"name": "幸运奖", "by": "lottery", "quota": 1, "min_points": 50}]


def drawn(case) -> None:
    roll = freeze_roll(case.organizer, case.contest, now=case.later)
    draw_lots(case.organizer, roll, public="6", source="骰子", now=case.later)


def test_lots_are_drawn_again_where_the_ruling_changed_their_list():
    case = Case(awards=LOTS)
    drawn(case)
    issue_certificates(case.organizer, case.published(), now=case.later)
    _made, outlook = case.rule(case.decision(key=[2]))
    assert outlook.consequences.draws_again and outlook.consequences.revoked == 1
    assert standing_run(case.contest.pk) is None
    roll = freeze_roll(case.organizer, case.contest, reason="裁决后名单有变", now=case.later)
    draw_lots(case.organizer, roll, public="1", source="骰子", now=case.later)
    case.published()
    assert case.prizes() == [("幸运奖", "乙二")]


def test_lots_stay_where_the_ruling_leaves_their_list_as_it_was():
    case = Case(awards=LOTS)
    drawn(case)
    case.published()
    entry = Entry.objects.get(contest=case.contest, user=case.people[2])
    _made, outlook = case.rule(case.decision("out", entry_id=entry.pk))
    assert not outlook.consequences.draws_again
    assert case.prizes() == [("幸运奖", "甲一")]


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_was_taken_back_leaves_no_rules_behind(is_refused):
    """On SQLite the next version of any contest takes the number of the one that was rolled back."""
    case = Case()
    case.published()
    other, sheet = make_contest(case.now), make_sheet(case.now, title="改了名字")
    if is_refused:
        with pytest.raises(RuleBroken, match="ruling_out_of_date"):
            make_ruling(case.organizer, case.contest, case.decision(key=[2]), digest="0" * 64, now=case.later)
    else:
        try_ruling(case.organizer, case.contest, case.decision(key=[2]), now=case.later)
    version = amend_rules(case.organizer, other, sheet, "改名", now=case.now)
    assert sheet_of(RulesVersion.objects.get(pk=version.pk)).title == "改了名字"
