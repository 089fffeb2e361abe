"""Rulings after the awards were published: tried without a trace, then made, with all that follows."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.http import Http404
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import AwardRun, BoardLine, Certificate
from leaderboard.selectors.awards import standing_run, winners
from leaderboard.selectors.certificates import issued_of
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.boards import rebuild
from leaderboard.services.certificates import issue_again, issue_certificates
from leaderboard.services.sweep import sweep_contest
from leaderboard.services.verification import verify
from quiz.models import AttemptScore, Contest, Entry, RulesVersion, Ruling, Slot
from quiz.selectors.results import result_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from quiz.services.scoring import score_all_waiting
from tests.factories import (
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_user,
    right_response,
)

pytestmark = pytest.mark.django_db
AWARDS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 1}]


class Case:
    """Three people on one paper. The disputed question decides: 甲 has its key, 乙 the other option.

    甲 has all ten right; 乙 all but the disputed one, and so has 丙, who answers it by a third option.
    """

    def __init__(self, **parts) -> None:
        self.now = timezone.now()
        self.office = make_department()
        self.organizer = make_organizer(self.office)
        self.contest = make_contest(
            self.now,
            self.office,
            questions=10,
            paper={"draw": "per_contest", "rows": [{"count": 10, "types": ["single"]}]},
            **{"awards": AWARDS, "rank": {"keys": ["points", "handed_in"]}, **parts},
        )
        self.people = [make_user(self.office, name=name) for name in ("甲一", "乙二", "丙三")]
        self.attempts = []
        for number, person in enumerate(self.people):
            self.attempts.append(self._sit(person, number))
        score_all_waiting(now=self.now + timedelta(minutes=30))
        self.later = self.now + timedelta(minutes=40)
        close_contest(self.organizer, self.contest, now=self.later)
        self.contest.refresh_from_db()

    def _sit(self, person, number):
        start = self.now + timedelta(minutes=number)
        attempt = start_or_resume(person, self.contest.pk, now=start)
        slots = list(Slot.objects.filter(attempt=attempt).select_related("revision").order_by("position"))
        self.disputed = slots[-1].revision
        for slot in slots:
            response = right_response(slot)
            if slot.revision_id == self.disputed.pk:
                response = [number + 1]
            record_answer(
                person, attempt.pk, slot.position, response=response,
                client_key=f"key-{slot.position:04d}", now=start + timedelta(seconds=5),
            )  # fmt: skip
        return hand_in(person, attempt.pk, now=start + timedelta(seconds=30))

    def published(self) -> AwardRun:
        run = draft_awards(self.organizer, self.contest, now=self.later)
        return publish_awards(
            self.organizer, confirm_awards(self.organizer, run, now=self.later), now=self.later
        )

    def decision(self, kind="rekey", key=None, **fields) -> Decision:
        words = {"reason": "教材第12页", "note": "第10题答案有误，更正为B。"}
        if "entry_id" in fields:
            return Decision(kind=kind, **words, **fields)
        return Decision(kind=kind, key=key, revision_id=self.disputed.pk, **words, **fields)

    def rule(self, decision):
        outlook = try_ruling(self.organizer, self.contest, decision, now=self.later)
        made = make_ruling(self.organizer, self.contest, decision, digest=outlook.digest, now=self.later)
        self.contest.refresh_from_db()
        return made, outlook

    def winners(self):
        page = winners(Contest.objects.select_related("rules").get(pk=self.contest.pk), self.organizer)
        return [(tier.name, row.username or row.name) for tier in page.tiers for row in tier.rows]

    def prizes(self):
        awards = standing_run(self.contest.pk).awards.select_related("user")
        return [(one.tier, one.user.name) for one in awards]

    def broken(self):
        rebuild(self.contest.pk, now=self.later)
        return list(verify(Contest.objects.select_related("rules").get(pk=self.contest.pk), now=self.later))

    def points(self):
        rows = AttemptScore.objects.filter(rules=self.contest.rules_id).order_by("attempt")
        return list(rows.values_list("points", flat=True))


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
    assert (issued_of(new).valid, issued_of(new).missing) == (1, 1)
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
    assert [line.user.name for line in lines][0] == "乙二"
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
