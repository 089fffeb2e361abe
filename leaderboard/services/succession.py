"""Confirmed awards that others take the place of: after a ruling, or as prizes are handed on."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import prefetch_related_objects

from accounts.models import User
from leaderboard.domain.handing_on import Forfeit
from leaderboard.models import Award, AwardRun, Certificate
from leaderboard.selectors.awards import standing_run
from leaderboard.selectors.certificates import valid_certificates, values_of
from quiz.domain.rulings import Consequences, PrizeChange
from quiz.models import Contest

from .awards import award_rows, locked_contest, outcome_after, run_anew
from .certificates import revoke

# Whose a prize is: a person, or a department on its board.
_Winner = tuple[str, int | None, int | None]


def follow_ruling(contest_id: int, actor: User, note: str, *, now: datetime) -> Consequences | None:
    """Put awards that follow the ruling in the place of the confirmed ones; None where there are none.

    Where lots were drawn from a list that the ruling changed, no run takes their place: the organizer
    draws again.
    """
    contest = locked_contest(Contest(pk=contest_id))
    old = standing_run(contest_id)
    return None if old is None else replace_awards(actor, contest, old, note, now=now)


def replace_awards(actor: User, contest: Contest, old: AwardRun, note: str, *, now: datetime) -> Consequences:
    """Awards of the facts as they are now, in the place of `old`. The caller holds the contest's lock.

    Certificates stay with whoever keeps the same prize, the others are revoked with the note.
    """
    new = run_anew(actor, contest, old, now=now)
    before, after = _prizes(old), _prizes(new) if new else {}
    gone = _losing(contest, after)
    revoked = revoke(actor, gone, note, now=now) if gone else 0
    return Consequences(
        changes=() if new is None else tuple(_changes(before, after)),
        revoked=revoked,
        draws_again=new is None,
    )


def outlook(contest: Contest, old: AwardRun, forfeits: Iterable[Forfeit]) -> Consequences:
    """What `replace_awards` will do once these are handed on. Reads only; errors as of `outcome_after`."""
    rows = list(award_rows(old, outcome_after(contest, forfeits)))  # kept nowhere
    prefetch_related_objects(rows, "user", "department")
    after = {_winner(award): award for award in rows}
    return Consequences(
        changes=tuple(_changes(_prizes(old), after)), revoked=len(_losing(contest, after)), draws_again=False
    )


def _losing(contest: Contest, after: dict[_Winner, Award]) -> list[Certificate]:
    """The certificates that would say of nobody's prize what it is."""
    held = valid_certificates(contest).select_related("award__user", "award__department")
    return [one for one in held if not _keeps(one.award, after.get(_winner(one.award)), contest)]


def _prizes(run: AwardRun) -> dict[_Winner, Award]:
    awards = run.awards.select_related("user", "department").order_by("position")
    return {_winner(award): award for award in awards}


def _winner(award: Award) -> _Winner:
    return award.board, award.user_id, None if award.user_id else award.department_id


def _keeps(old: Award, new: Award | None, contest: Contest) -> bool:
    """Whether a certificate says of the new award what it said of the old one."""
    return new is not None and values_of(old, contest, "") == values_of(new, contest, "")


def _changes(before: dict[_Winner, Award], after: dict[_Winner, Award]) -> Iterable[PrizeChange]:
    """In the order of the new awards, then those who leave."""
    for winner in [*after, *(one for one in before if one not in after)]:
        old, new = before.get(winner), after.get(winner)
        if old is None or new is None or old.tier != new.tier:
            yield _change(old, new)


def _change(old: Award | None, new: Award | None) -> PrizeChange:
    award = new or old
    assert award is not None
    return PrizeChange(
        name=award.user.name if award.user else award.department.name if award.department else "",
        number=award.user.username if award.user else "",
        before=old.tier if old else "",
        after=new.tier if new else "",
        board=award.board,
    )
