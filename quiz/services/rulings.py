"""Rulings: tried without a trace, then made. The trial is the ruling itself, taken back at its end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.rulings import (
    ABOUT_PEOPLE,
    ABOUT_QUESTIONS,
    Consequences,
    Kind,
    Outlook,
    Scores,
    key_fault,
    outlook_digest,
)
from quiz.events import attempt_scored, ruling_made
from quiz.models import Attempt, AttemptScore, Contest, Entry, RulesVersion, Ruling, Slot
from quiz.selectors.content import contents, solutions
from quiz.selectors.exclusions import rule_exclusions
from quiz.selectors.rules import sheet_in_force
from quiz.selectors.rulings import rulings_under

from .exclusions import locked_contest
from .scoring import score_anew
from .versions import same_rules_again

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is to be ruled: `revision_id` and `key` for a question, `entry_id` for a person."""

    kind: str
    reason: str
    note: str
    revision_id: int | None = None
    key: list[Any] | None = None
    entry_id: int | None = None


def try_ruling(actor: User, contest: Contest, decision: Decision, *, now: datetime) -> Outlook:
    """Everything that the ruling would change. Nothing stays. Errors as of `make_ruling`."""
    with transaction.atomic():
        _ruling, outlook = _ruled(actor, contest, decision, now)
        transaction.set_rollback(True)
    return outlook


def make_ruling(actor: User, contest: Contest, decision: Decision, *, digest: str, now: datetime) -> Ruling:
    """Rule: new rules version, new scores, new awards, all or nothing. `digest`: of the trial.

    Raises RuleBroken where the contest is not over ("ruling_before_close"), where a field is missing or
    wrong (400, by its name), where the ruling changes nothing ("ruling_holds_already"), or where something
    has happened since the trial ("ruling_out_of_date").
    """
    with transaction.atomic():
        ruling, outlook = _ruled(actor, contest, decision, now)
        if outlook.digest != digest:
            raise RuleBroken("ruling_out_of_date")
        details = {
            "ruling": ruling.number,
            "kind": ruling.kind,
            "note": ruling.note,
            "reason": ruling.reason,
            "rules": ruling.rules.number,
            **_figures(outlook),
        }
        record(actor, "ruling_made", f"contest:{contest.pk}", now=now, details=details)
    return ruling


def _ruled(actor: User, contest: Contest, decision: Decision, now: datetime) -> tuple[Ruling, Outlook]:
    contest = locked_contest(contest.pk)
    decision = _checked(contest, decision)
    based_on = contest.rules_id or 0
    before = _points(contest)
    if decision.kind in ABOUT_QUESTIONS:
        had = _check_question(contest, decision)
        version = same_rules_again(actor, contest, decision.note, now=now)
        ruling = _add(actor, contest, decision, version, now)
        score_anew(contest, now=now)
    else:
        had = _move_person(contest, decision)
        assert contest.rules is not None
        ruling = _add(actor, contest, decision, contest.rules, now)
    found = _consequences(contest, actor, ruling, now)
    scores = Scores(before=before, after=_points(contest), had=had)
    outlook = Outlook(
        scores=scores,
        consequences=found,
        digest=outlook_digest(asdict(decision), based_on, scores, found),
    )
    return ruling, outlook


def _checked(contest: Contest, decision: Decision) -> Decision:
    open_ones = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED, state=Attempt.State.OPEN)
    if contest.state != Contest.State.CLOSED or open_ones.exists():
        raise RuleBroken("ruling_before_close")
    words = {name: " ".join(getattr(decision, name).split())[:LONGEST] for name in ("reason", "note")}
    if missing := {name: ["reason_needed"] for name, text in words.items() if not text}:
        raise RuleBroken("reason_needed", status=400, fields=missing)
    if decision.kind not in (*ABOUT_QUESTIONS, *ABOUT_PEOPLE):
        raise RuleBroken("ruling_kind", status=400, fields={"kind": ["ruling_kind"]})
    return Decision(**{**asdict(decision), **words})


def _check_question(contest: Contest, decision: Decision) -> int:
    """How many papers carry the question; RuleBroken where the ruling cannot be or changes nothing."""
    revision = decision.revision_id or 0
    slots = Slot.objects.filter(revision=revision, attempt__contest=contest)
    if not slots.exists():
        raise Http404
    assert contest.rules is not None
    holds = rulings_under([contest.rules]).get(contest.pk, {}).get(revision, (Kind.RESTORE.value, None))
    if decision.kind in (Kind.REKEY, Kind.EITHER):
        content, solution = contents([revision])[revision], solutions([revision])[revision]
        fault = key_fault(content.type, content.option_ids, solution.key, decision.key or [])
        if fault:
            raise RuleBroken(fault, status=400, fields={"key": [fault]})
    if holds == (decision.kind, decision.key):
        raise RuleBroken("ruling_holds_already")
    return slots.filter(attempt__kind=Attempt.Kind.COUNTED).count()


def _add(actor: User, contest: Contest, decision: Decision, rules: RulesVersion, now: datetime) -> Ruling:
    return Ruling.objects.create(
        contest=contest,
        number=Ruling.objects.filter(contest=contest).count() + 1,
        rules=rules,
        kind=decision.kind,
        revision_id=decision.revision_id,
        key=decision.key,
        entry_id=decision.entry_id,
        reason=decision.reason,
        note=decision.note,
        by=actor,
        at=now,
    )


def _move_person(contest: Contest, decision: Decision) -> int:
    """Out of the ranking or back; returns how many papers the person has."""
    found = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    entry = found.filter(contest=contest, pk=decision.entry_id or 0).first()
    if entry is None:
        raise Http404
    goes_out = decision.kind == Kind.DISQUALIFY
    if goes_out == bool(entry.excluded_reason):
        raise RuleBroken("ruling_holds_already")
    out = rule_exclusions(contest, sheet_in_force(contest))
    if not goes_out and out.reason_for(entry.user_id, entry.user.username, entry.department_id):
        raise RuleBroken("excluded_by_rules")
    entry.excluded_reason, entry.excluded_by_rules = decision.reason if goes_out else "", False
    entry.save(update_fields=["excluded_reason", "excluded_by_rules"])
    papers = Attempt.objects.filter(entry=entry, kind=Attempt.Kind.COUNTED).values_list("pk", flat=True)
    news = partial(attempt_scored.send, None, contest_id=contest.pk, attempt_ids=list(papers))
    transaction.on_commit(news)
    return len(papers)


def _points(contest: Contest) -> dict[int, int]:
    """Attempt → points under the rules in force, of those that count and whose people are ranked."""
    rows = AttemptScore.objects.filter(
        rules=contest.rules_id,
        attempt__kind=Attempt.Kind.COUNTED,
        attempt__entry__excluded_reason="",
    )
    return dict(rows.values_list("attempt_id", "points"))


def _consequences(contest: Contest, actor: User, ruling: Ruling, now: datetime) -> Consequences:
    """What the floors above say; at most one of them keeps prizes."""
    for _receiver, answer in ruling_made.send(
        None, contest_id=contest.pk, actor=actor, note=ruling.note, now=now
    ):
        if isinstance(answer, Consequences):
            return answer
    return Consequences()


def _figures(outlook: Outlook) -> Mapping[str, Any]:
    found = outlook.consequences
    return {
        "papers": outlook.scores.had,
        "more": outlook.scores.more,
        "fewer": outlook.scores.fewer,
        "entering": len(found.entering),
        "leaving": len(found.leaving),
        "moving": len(found.moving),
        "revoked": found.revoked,
        "draws_again": found.draws_again,
        "digest": outlook.digest,
    }
