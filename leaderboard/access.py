"""Doorkeepers: this organizer may have this award run or draw; a stranger gets 404."""

from django.http import Http404

from accounts.access import may_organize
from accounts.models import User
from quiz.models import Contest

from .models import AwardRun, DrawRoll


def organized_run(user: User, run_id: int) -> AwardRun:
    """An award run of a contest that the person organizes, else 404."""
    run = AwardRun.objects.select_related("contest__department", "contest__rules").filter(pk=run_id).first()
    if run is None or not may_organize(user, run.contest.department):
        raise Http404
    return run


def organized_roll(user: User, roll_id: int) -> DrawRoll:
    """A draw's list, with its result, of a contest that the person organizes, else 404."""
    rolls = DrawRoll.objects.select_related("contest__department", "contest__rules", "result")
    roll = rolls.filter(pk=roll_id).first()
    if roll is None or not may_organize(user, roll.contest.department):
        raise Http404
    return roll


def drawn_contest(contest_id: int) -> Contest | None:
    """A contest whose lots may be checked, for whoever asks: one of its lists is frozen."""
    rolls = DrawRoll.objects.filter(contest=contest_id, contest__is_rehearsal=False)
    found = rolls.select_related("contest__rules", "contest__department").first()
    return found.contest if found else None


def published_contest(contest_id: int) -> Contest | None:
    """A contest whose winners are published, for whoever asks; never a rehearsal."""
    published = AwardRun.objects.filter(contest=contest_id, state=AwardRun.State.PUBLISHED)
    found = published.select_related("contest__rules", "contest__department").first()
    return found.contest if found and not found.contest.is_rehearsal else None
