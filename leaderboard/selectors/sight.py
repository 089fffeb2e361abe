"""Who sees which edition of a contest's boards."""

from dataclasses import dataclass
from datetime import datetime

from accounts.access import may_organize
from accounts.models import User
from leaderboard.models import AwardRun, Edition
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What a viewer may see. `frozen`: the board stands still although the contest goes on."""

    edition: str = Edition.LIVE
    hidden: bool = False
    frozen: bool = False


def frozen_from(sheet: RuleSheet) -> datetime | None:
    """The instant from which the board stands still; None where it never does."""
    board = sheet.publication.board
    if board.visibility != "frozen" or board.frozen_from is None:
        return None
    return board.frozen_from.replace(tzinfo=sheet.when.zone)


def editions_of(sheet: RuleSheet) -> tuple[str, ...]:
    return (Edition.LIVE,) if frozen_from(sheet) is None else (Edition.LIVE, Edition.FROZEN)


def sight_of(contest: Contest, viewer: User | None, now: datetime) -> Sight:
    """Organizers see the live board; others what the sheet shows, until the outcome is revealed.

    No statement for an ordinary visible board. A board never tells a score before the sheet does.
    """
    sheet = sheet_of(contest.rules)
    stands_from = frozen_from(sheet)
    is_secret = _is_secret(contest, sheet)
    if stands_from is None and not is_secret:
        return Sight()
    if _organizes(viewer, contest) or _is_revealed(contest, sheet):
        return Sight()
    if is_secret:
        return Sight(hidden=True)
    return Sight(edition=Edition.FROZEN, frozen=stands_from is not None and now >= stands_from)


def _is_secret(contest: Contest, sheet: RuleSheet) -> bool:
    if sheet.publication.board.visibility == "hidden" or sheet.publication.scores == "never":
        return True
    return sheet.publication.scores == "after_close" and contest.state != Contest.State.CLOSED


def _organizes(viewer: User | None, contest: Contest) -> bool:
    return viewer is not None and may_organize(viewer, contest.department)


def _is_revealed(contest: Contest, sheet: RuleSheet) -> bool:
    """Published winners open the board, but no score that the sheet never shows.

    Without awards there is nothing to publish: a frozen board goes on at the close.
    """
    if sheet.publication.scores == "never":
        return False
    if sheet.awards:
        return awards_are_published(contest)
    return sheet.publication.board.visibility == "frozen" and contest.state == Contest.State.CLOSED


def awards_are_published(contest: Contest) -> bool:
    return AwardRun.objects.filter(contest=contest, state=AwardRun.State.PUBLISHED).exists()


def people_groups(sheet: RuleSheet) -> tuple[str, ...]:
    """The groups that have a board of their own."""
    return sheet.who.groups.all_names if sheet.rank.groups_apart else ()
