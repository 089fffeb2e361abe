"""A contest from its first draft to its publication; every amendment is a new version of its rules."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.models import Department, User
from accounts.services.audit import record
from quiz.domain.contradictions import blocking
from quiz.domain.dice import seed_digest
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import local_day
from quiz.models import Attempt, Contest, RulesVersion
from quiz.selectors.facilities import expected_facility
from quiz.selectors.faults import faults_of
from quiz.selectors.pool import pool_for
from quiz.selectors.rules import sheet_of

from .entries import enrol_roster


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What papers are drawn from once a contest is announced, as `RulesVersion` keeps it."""

    pool: list[list[int]] = field(default_factory=list)
    facilities: dict[str, int] = field(default_factory=dict)


def frozen_pool(sheet: RuleSheet, now: datetime) -> Frozen:
    """The questions that each row may draw today, with how well people are expected to answer them."""
    pool = pool_for(sheet.paper, local_day(sheet, now))
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

    A published contest needs a reason, and once somebody has started, its paper and clock stay:
    RuleBroken("reason_needed" | "paper_is_fixed"), or the faults of the sheet as "sheet_has_faults".
    """
    contest = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    old = RulesVersion.objects.get(pk=contest.rules_id or 0)
    before = sheet_of(old)
    if sheet == before:
        return old
    frozen = Frozen(pool=old.pool, facilities=old.facilities)
    if contest.state != Contest.State.DRAFT:
        _require_amendable(contest, before, sheet, reason, now)
        frozen = frozen if sheet.paper == before.paper else frozen_pool(sheet, now)
    # A draft whose seed was written by hand, and then not any more, gets one by chance again.
    seed = secrets.token_hex(32) if before.paper.seed else old.seed
    version = _add_version(actor, contest, sheet, seed=seed, frozen=frozen, reason=reason.strip(), now=now)
    if contest.state != Contest.State.DRAFT:
        enrol_roster(contest, now=now)
        # Also what a worker is scoring by the old rules right now: the update waits for its commit.
        Attempt.objects.filter(contest=contest, state=Attempt.State.HANDED_IN).update(scored_at=None)
    details = {"version": version.number, "digest": version.digest, "reason": version.reason}
    record(actor, "rules_amended", f"contest:{contest.pk}", now=now, details=details)
    return version


def _require_amendable(contest: Contest, old: RuleSheet, new: RuleSheet, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    if old.paper.seed != new.paper.seed:
        raise RuleBroken("seed_is_committed")
    started = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED).exists()
    if started and _what_is_fixed(old) != _what_is_fixed(new):
        raise RuleBroken("paper_is_fixed")
    _require_no_faults(contest, new, now)


def _what_is_fixed(sheet: RuleSheet) -> tuple[object, ...]:
    """What nobody may change once somebody has started: the paper, its clock, what items are worth."""
    return sheet.paper, sheet.time, sheet.points.per_type


@transaction.atomic
def publish_contest(actor: User | None, contest: Contest, *, now: datetime) -> Contest:
    """Announce a contest: the pool is frozen, the roster entered, the rules in force.

    Raises RuleBroken("sheet_has_faults", 400) naming every fault, "already_published", "window_over".
    """
    contest = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if contest.state != Contest.State.DRAFT:
        raise RuleBroken("already_published")
    if contest.discarded_at is not None:
        raise RuleBroken("contest_discarded")
    if contest.closes_at <= now:
        raise RuleBroken("window_over", status=400, fields={"when.closes_at": ["window_over"]})
    rules = RulesVersion.objects.get(pk=contest.rules_id or 0)
    sheet = sheet_of(rules)
    _require_no_faults(contest, sheet, now)
    frozen = frozen_pool(sheet, now)
    _add_version(actor, contest, sheet, seed=rules.seed, frozen=frozen, reason="", now=now)
    contest.state = Contest.State.PUBLISHED
    contest.save(update_fields=["state"])
    entered = enrol_roster(contest, now=now)
    record(
        actor,
        "contest_published",
        f"contest:{contest.pk}",
        now=now,
        details={"rules": rules.digest, "seed_sha256": seed_digest(rules.seed), "entered": entered},
    )
    return contest


def _require_no_faults(contest: Contest, sheet: RuleSheet, now: datetime) -> None:
    faults = blocking(faults_of(contest, sheet, now=now))
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
