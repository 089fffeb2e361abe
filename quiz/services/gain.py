"""Two contests become a before and an after test, or stop being it."""

from datetime import datetime

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.models import Contest, GainPair
from quiz.selectors.gain import used_codes
from quiz.selectors.rules import sheet_in_force

from .contests import create_contest

_DRAFT = Contest.State.DRAFT


@transaction.atomic
def make_after_test(
    actor: User, before: Contest, title: str, opens_at: datetime, closes_at: datetime, *, now: datetime
) -> Contest:
    """A draft with the before test's rules, its own window, and a seed by chance; times are wall-clock.

    RuleBroken("gain_before_is_draft" | "gain_fixed_paper" | "gain_in_a_pair" | "window_reversed").
    """
    sheet = sheet_in_force(before)
    if sheet.paper.mode == "fixed":
        raise RuleBroken("gain_fixed_paper")
    when = sheet.when.model_copy(update={"opens_at": opens_at, "closes_at": closes_at})
    paper = sheet.paper.model_copy(update={"seed": ""})
    parts = {"title": title, "title_en": "", "when": when, "paper": paper}
    after = create_contest(actor, before.department, sheet.model_copy(update=parts), now=now)
    pair_tests(actor, before, after, now=now)
    return after


@transaction.atomic
def pair_tests(actor: User, before: Contest, after: Contest, *, now: datetime) -> GainPair:
    """Make two contests of one department a pair.

    RuleBroken("gain_before_is_draft" | "gain_in_a_pair" | "gain_two_departments" | "gain_wrong_order" |
    "gain_shares_questions").
    """
    locked = Contest.objects.select_for_update().filter(pk__in=(before.pk, after.pk)).order_by("pk")
    fresh = {one.pk: one for one in locked}
    before, after = fresh[before.pk], fresh[after.pk]
    _require_fitting(before, after)
    _require_apart(before, after)
    pair = GainPair.objects.create(before=before, after=after, created_by=actor, created_at=now)
    _record(actor, "gain_paired", pair, now)
    return pair


def _require_fitting(before: Contest, after: Contest) -> None:
    if before.state == _DRAFT or before.is_rehearsal or after.is_rehearsal:
        raise RuleBroken("gain_before_is_draft")
    if before.department_id != after.department_id:
        raise RuleBroken("gain_two_departments")
    if after.pk == before.pk or after.opens_at < before.opens_at:
        raise RuleBroken("gain_wrong_order")
    taken = GainPair.objects.filter(after__in=(before, after)) | GainPair.objects.filter(before=after)
    if taken.exists():
        raise RuleBroken("gain_in_a_pair")


def _require_apart(before: Contest, after: Contest) -> None:
    """A draft is checked when it is published; what is announced must already share nothing."""
    tests = [before, *Contest.objects.filter(before_test__before=before).exclude(state=_DRAFT)]
    own = frozenset(sheet_in_force(after).paper.questions) if after.state == _DRAFT else used_codes(after)
    shared = own & frozenset().union(*(used_codes(one) for one in tests))
    if shared:
        raise RuleBroken("gain_shares_questions", count=len(shared))


@transaction.atomic
def unpair_tests(actor: User, pair: GainPair, *, now: datetime) -> None:
    """The contests stay as they are; only that they belong together is taken back."""
    if GainPair.objects.filter(pk=pair.pk).delete()[0]:
        _record(actor, "gain_unpaired", pair, now)


def _record(actor: User, action: str, pair: GainPair, now: datetime) -> None:
    details = {"before_test": pair.before_id, "after_test": pair.after_id}
    for contest in (pair.before_id, pair.after_id):
        record(actor, action, f"contest:{contest}", now=now, details=details)
