"""Prizes after their publication: claimed, given up, handed on to whoever is in line."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.claims import reason_words, require_allowed, require_waiting
from leaderboard.models import Award, AwardRun, ClaimStep, FinalList
from leaderboard.selectors.claims import (
    ClaimRow,
    claim_row,
    claim_rows,
    claims_of,
    forfeit_of,
    own_award,
    prize_of,
    published_run,
)
from quiz.domain.rulings import Consequences
from quiz.models import Contest

from .awards import locked_contest
from .free_texts import keep_text
from .succession import outlook, replace_awards

Kind = ClaimStep.Kind


@dataclass(frozen=True, kw_only=True)
class HandingOn:
    """Who loses a prize to those in line and what follows; `digest` names the state it was tried on."""

    given_up: list[ClaimRow]
    consequences: Consequences
    digest: str


@transaction.atomic
def claim_prize(person: User, contest: Contest, *, now: datetime) -> ClaimStep:
    """The winner takes the own prize. Raises RuleBroken where there is none, or it is claimed, given up
    or handed on already, or too late."""
    _run, row = _own(person, contest, now)
    require_waiting(row.claim)
    return _noted(person, row.award, Kind.CLAIMED, "", now)


@transaction.atomic
def waive_prize(person: User, contest: Contest, *, reason: str, now: datetime) -> ClaimStep:
    """The winner gives the own prize up. Errors as of `claim_prize`, and once the list is final."""
    run, row = _own(person, contest, now)
    _require_not_final(run)
    require_waiting(row.claim)
    return _noted(person, row.award, Kind.WAIVED, reason_words(reason, is_needed=False), now)


@transaction.atomic
def note_claim(actor: User, award: Award, *, kind: str, reason: str, now: datetime) -> ClaimStep:
    """An organizer notes what happened to a prize: handed over, given up, or open again with a new term.

    All but handing over needs a reason. Raises RuleBroken where the list has been replaced or made final
    meanwhile, or the step does not fit.
    """
    contest = locked_contest(award.run.contest)
    run = published_run(contest)
    if run is None or run.pk != award.run_id:
        raise RuleBroken("claim_run_replaced")
    kind = Kind(kind)
    if kind != Kind.TAKEN:
        _require_not_final(run)
    row = claim_row(award, now=now)
    require_allowed(row.claim, kind)
    words = reason_words(reason, is_needed=kind != Kind.TAKEN)
    return _noted(actor, award, kind, words, now)


@transaction.atomic
def note_taken(
    actor: User, contest: Contest, award_ids: Collection[int], *, now: datetime
) -> tuple[int, int]:
    """An organizer has handed these prizes over. (How many were noted, how many were not: taken or
    given up already, or of a list that was replaced.)"""
    run = published_run(locked_contest(contest))
    awards = run.awards.filter(pk__in=award_ids).select_related("user", "department") if run else ()
    rows = [row for row in claims_of(list(awards), now=now) if row.claim.may_be_taken]
    for row in rows:
        _noted(actor, row.award, Kind.TAKEN, "", now)
    return len(rows), len(award_ids) - len(rows)


def try_handing_on(contest: Contest, *, now: datetime) -> HandingOn:
    """What `hand_on` would do. Nothing is written and nothing locked; its errors, but for the digest's."""
    run, given_up = _to_hand_on(contest, now)
    lost = [forfeit_of(row.award) for row in given_up]
    return HandingOn(
        given_up=given_up, consequences=outlook(contest, run, lost), digest=_digest(run, given_up)
    )


def hand_on(actor: User, contest: Contest, *, digest: str, now: datetime) -> HandingOn:
    """Everything that was given up or not claimed in time goes to those in line: a new list takes the
    place of the published one and is in 公示 from now on.

    Raises RuleBroken where there is nothing to hand on, the list is final, or something has happened
    since the trial of this digest.
    """
    with transaction.atomic():
        found = _handed_on(actor, contest, now)
        if found.digest != digest:
            raise RuleBroken("claim_out_of_date")
        run = published_run(contest)
        details = {
            "run": run.number if run else 0,
            "digest": run.input_digest if run else "",
            "given_up": len(found.given_up),
            "moved_up": sum(bool(change.after) for change in found.consequences.changes),
        }
        record(actor, "prizes_handed_on", f"contest:{contest.pk}", now=now, details=details)
    return found


def _handed_on(actor: User, contest: Contest, now: datetime) -> HandingOn:
    contest = locked_contest(contest)
    run, given_up = _to_hand_on(contest, now)
    ClaimStep.objects.bulk_create(_step(actor, row.award, Kind.HANDED_ON, now) for row in given_up)
    with override(settings.LANGUAGE_CODE):  # it is shown where a certificate is verified, to everybody
        note = _("放弃或逾期未领的奖已经递补，获奖名单有变动。")
    consequences = replace_awards(actor, contest, run, note, now=now)
    if consequences.draws_again:
        raise RuleBroken("awards_draw_out_of_date")
    return HandingOn(given_up=given_up, consequences=consequences, digest=_digest(run, given_up))


def _to_hand_on(contest: Contest, now: datetime) -> tuple[AwardRun, list[ClaimRow]]:
    """The published list with what was given up or not claimed in time; RuleBroken where nothing is."""
    run = published_run(contest)
    if run is None:
        raise RuleBroken("notice_not_published")
    _require_not_final(run)
    given_up = [row for row in claim_rows(run, now=now) if row.claim.is_given_up]
    if not given_up:
        raise RuleBroken("claim_nothing_to_hand_on")
    return run, given_up


def _digest(run: AwardRun, given_up: Iterable[ClaimRow]) -> str:
    text = repr((run.pk, [row.prize for row in given_up]))
    return hashlib.sha256(text.encode()).hexdigest()


def _own(person: User, contest: Contest, now: datetime) -> tuple[AwardRun, ClaimRow]:
    contest = locked_contest(contest)
    run = published_run(contest)
    award = own_award(run, person) if run else None
    if run is None or award is None:
        raise RuleBroken("claim_not_yours")
    return run, claim_row(award, now=now)


def _require_not_final(run: AwardRun) -> None:
    if FinalList.objects.filter(run=run).exists():
        raise RuleBroken("notice_final_already")


def _noted(actor: User, award: Award, kind: Kind, reason: str, now: datetime) -> ClaimStep:
    step = _step(actor, award, kind, now)
    step.save(force_insert=True)
    kept = keep_text(reason, award.run.contest_id, step, now=now)
    details = {"prize": award.tier, "award": award.position, **kept}
    record(actor, f"prize_{kind}", f"contest:{award.run.contest_id}", now=now, details=details)
    return step


def _step(actor: User, award: Award, kind: Kind, now: datetime) -> ClaimStep:
    tier, board, _winner = prize_of(award)
    return ClaimStep(
        contest_id=award.run.contest_id,
        tier=tier,
        board=board,
        user_id=award.user_id,
        department_id=None if award.user_id else award.department_id,
        kind=kind,
        by=actor,
        at=now,
    )
