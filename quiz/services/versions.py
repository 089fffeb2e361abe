"""The next version of a contest's rules with the same sheet: what was decided since belongs to it."""

from datetime import datetime

from accounts.models import User
from quiz.models import Contest, RulesVersion


def same_rules_again(actor: User, contest: Contest, reason: str, *, now: datetime) -> RulesVersion:
    """Bring the same rules into force under the next number: scores by it stand beside the older ones.

    The caller holds the contest's lock.
    """
    old = contest.rules
    assert old is not None, "a contest is made with its first version"
    version = RulesVersion.objects.create(
        contest=contest,
        number=RulesVersion.objects.filter(contest=contest).count() + 1,
        document=old.document,
        digest=old.digest,
        pool=old.pool,
        facilities=old.facilities,
        seed=old.seed,
        reason=reason,
        created_by=actor,
        created_at=now,
    )
    contest.rules = version
    contest.save(update_fields=["rules"])
    return version
