"""A contest from its first draft to its publication; every amendment is a new version of its rules."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.problems import Problem, RuleBroken
from accounts.messages import explain
from accounts.models import Department, User
from accounts.services.audit import record
from quiz.domain.contradictions import blocking
from quiz.domain.dice import seed_digest
from quiz.domain.draw_seed import commitment_of
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.events import places_change
from quiz.models import Attempt, Contest, DrawSeed, RulesVersion
from quiz.selectors.facilities import expected_facility
from quiz.selectors.faults import faults_of, faults_of_change
from quiz.selectors.gain import held_codes
from quiz.selectors.pool import pool_for
from quiz.selectors.rules import sheet_of

from .entries import enrol_roster, prolong_open_attempts
from .exclusions import apply_exclusions, locked_contest

_DRAFT = Contest.State.DRAFT


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What papers are drawn from once a contest is announced, as `RulesVersion` keeps it."""

    pool: list[list[int]] = field(default_factory=list)
    facilities: dict[str, int] = field(default_factory=dict)


def frozen_pool(contest: Contest, sheet: RuleSheet, now: datetime) -> Frozen:
    """The questions that each row may draw today, with how well people are expected to answer them."""
    pool = pool_for(sheet.paper, local_day(sheet, now), held_codes(contest))
    expected = expected_facility({pk for row in pool for pk in row})
    return Frozen(pool=pool, facilities={str(pk): value for pk, value in expected.items()})


@transaction.atomic
def create_contest(
    actor: User | None, department: Department, sheet: RuleSheet, *, now: datetime, is_rehearsal: bool = False
) -> Contest:
    """A draft with the first version of its rules; only its window must make sense yet."""
    if sheet.closes_at <= sheet.opens_at:
        raise RuleBroken("window_reversed", status=400, fields={"when.closes_at": ["window_reversed"]})
    contest = Contest.objects.create(
        title=sheet.title,
        department=department,
        opens_at=sheet.opens_at,
        closes_at=sheet.closes_at,
        join_code=secrets.token_urlsafe(8),
        is_rehearsal=is_rehearsal,
        created_by=actor,
        created_at=now,
    )
    _add_version(actor, contest, sheet, seed=secrets.token_hex(32), frozen=Frozen(), reason="", now=now)
    record(actor, "contest_created", f"contest:{contest.pk}", now=now, details={"title": contest.title})
    return contest


@transaction.atomic
def amend_rules(
    actor: User, contest: Contest, sheet: RuleSheet, reason: str, *, now: datetime
) -> RulesVersion:
    """Put new rules in force, as the next version. An unchanged sheet makes none.

    A published contest needs a reason, and once somebody has started, its paper and clock stay, once
    it is closed its window, once the awards are confirmed everything: RuleBroken("reason_needed" |
    "paper_is_fixed" | "window_is_fixed" | "awards_are_confirmed"), or as "sheet_has_faults" those that
    the amendment brings in.
    """
    contest = locked_contest(contest.pk)
    old, before = contest.rules, sheet_of(contest.rules)
    assert old is not None  # or there was no sheet
    if sheet == before:
        return old
    frozen, is_announced = Frozen(pool=old.pool, facilities=old.facilities), contest.state != _DRAFT
    if is_announced:
        _require_amendable(contest, before, sheet, reason, now)
        frozen = frozen if sheet.paper == before.paper else frozen_pool(contest, sheet, now)
    # A draft whose seed was written by hand, and then not any more, gets one by chance again.
    seed = secrets.token_hex(32) if before.paper.seed else old.seed
    version = _add_version(actor, contest, sheet, seed=seed, frozen=frozen, reason=reason.strip(), now=now)
    moved = _follow_amendment(contest, now) if is_announced else {}
    bound = _bind_draws(contest, sheet, now) if is_announced else {}
    details = {
        "version": version.number,
        "digest": version.digest,
        "reason": version.reason,
        **moved,
        **bound,
    }
    record(actor, "rules_amended", f"contest:{contest.pk}", now=now, details=details)
    return version


def _follow_amendment(contest: Contest, now: datetime) -> dict[str, int]:
    """The list and the scores follow the new rules; returns who left the ranking and who came back."""
    if contest.state == Contest.State.PUBLISHED:
        enrol_roster(contest, now=now)
        prolong_open_attempts(contest, now=now)
    # Also what a worker is scoring by the old rules right now: the update waits for its commit.
    Attempt.objects.filter(contest=contest, state=Attempt.State.HANDED_IN).update(scored_at=None)
    unranked, ranked = apply_exclusions(contest, lift=True)
    return {name: count for name, count in (("unranked", unranked), ("ranked", ranked)) if count}


def _require_amendable(contest: Contest, old: RuleSheet, new: RuleSheet, reason: str, now: datetime) -> None:
    places_change.send(None, contest_id=contest.pk)
    if not reason.strip():
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    if old.paper.seed != new.paper.seed:
        raise RuleBroken("seed_is_committed")
    started = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED).exists()
    if started and _what_is_fixed(old) != _what_is_fixed(new):
        raise RuleBroken("paper_is_fixed")
    if contest.state == Contest.State.CLOSED and _window(old) != _window(new):
        raise RuleBroken("window_is_fixed", fields={"when.closes_at": ["window_is_fixed"]})
    if contest.state == Contest.State.CLOSED and new.draws_lots and not _is_bound(contest):
        raise RuleBroken("lottery_after_close", fields={"awards": ["lottery_after_close"]})
    _require_no_faults(faults_of_change(contest, new, now=now))


def _is_bound(contest: Contest) -> bool:
    return DrawSeed.objects.filter(contest=contest).exists()


def _bind_draws(contest: Contest, sheet: RuleSheet, now: datetime) -> dict[str, str]:
    """Where lots are drawn, a secret seed whose digest everybody may note down; a rehearsal needs none."""
    if not sheet.draws_lots or contest.is_rehearsal or _is_bound(contest):
        return {}
    secret = secrets.token_bytes(32)
    commitment = commitment_of(secret)
    DrawSeed.objects.create(contest=contest, secret=secret.hex(), commitment=commitment, created_at=now)
    return {"draw_seed_sha256": commitment}


def _window(sheet: RuleSheet) -> tuple[datetime, datetime]:
    return sheet.opens_at, sheet.closes_at


def _what_is_fixed(sheet: RuleSheet) -> tuple[object, ...]:
    """What nobody may change once somebody has started: the paper, its clock, what items are worth."""
    return sheet.paper, sheet.time, sheet.points.per_type


@transaction.atomic
def publish_contest(actor: User | None, contest: Contest, *, now: datetime) -> Contest:
    """Announce a contest: the pool is frozen, the roster entered, the rules in force.

    Raises RuleBroken("sheet_has_faults", 400) naming every fault, "already_published", "window_over".
    """
    contest = locked_contest(contest.pk)
    if contest.state != _DRAFT:
        raise RuleBroken("already_published")
    if contest.discarded_at is not None:
        raise RuleBroken("contest_discarded")
    if contest.closes_at <= now:
        raise RuleBroken("window_over", status=400, fields={"when.closes_at": ["window_over"]})
    rules, sheet = contest.rules, sheet_of(contest.rules)
    assert rules is not None  # or there was no sheet
    _require_no_faults(faults_of(contest, sheet, now=now))
    frozen = frozen_pool(contest, sheet, now)
    rules.pool, rules.facilities = frozen.pool, frozen.facilities
    rules.save(update_fields=["pool", "facilities"])
    contest.state = Contest.State.PUBLISHED
    contest.save(update_fields=["state"])
    entered = enrol_roster(contest, now=now)
    details = {
        "rules": rules.digest,
        "seed_sha256": seed_digest(rules.seed),
        "entered": entered,
        **_bind_draws(contest, sheet, now),
    }
    record(actor, "contest_published", f"contest:{contest.pk}", now=now, details=details)
    return contest


def _require_no_faults(problems: Sequence[Problem]) -> None:
    faults = blocking(problems)
    if faults:
        fields: dict[str, list[str]] = {}
        for fault in faults:
            fields.setdefault(fault.path, []).append(explain(fault))
        raise RuleBroken("sheet_has_faults", status=400, fields=fields, count=len(faults))


def _add_version(
    actor: User | None,
    contest: Contest,
    sheet: RuleSheet,
    *,
    seed: str,
    frozen: Frozen,
    reason: str,
    now: datetime,
) -> RulesVersion:
    document = sheet.dump()
    version = RulesVersion.objects.create(
        contest=contest,
        number=RulesVersion.objects.filter(contest=contest).count() + 1,
        document=document,
        digest=digest_of(document),
        pool=frozen.pool,
        facilities=frozen.facilities,
        seed=sheet.paper.seed or seed,
        reason=reason,
        created_by=actor,
        created_at=now,
    )
    contest.rules = version
    contest.title, contest.opens_at, contest.closes_at = sheet.title, sheet.opens_at, sheet.closes_at
    contest.closes_by_hand = sheet.who.paper_entries
    contest.save(update_fields=["rules", "title", "opens_at", "closes_at", "closes_by_hand"])
    return version


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of a rule sheet's canonical JSON."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
