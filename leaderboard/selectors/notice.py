"""The window of a published list, its objections, and whether it is final."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from leaderboard.domain.notice import notice_days, window_end
from leaderboard.models import Award, AwardRun, FinalList, Objection
from quiz.models import Contest, Entry
from quiz.selectors.rules import rules_version, sheet_of

from .facts import counted_scores


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A published list between publication and final list. `ends_at` is the midnight after its last day."""

    run: AwardRun
    days: int
    ends_at: datetime
    final_at: datetime | None
    is_open: bool

    @property
    def last_day(self) -> date:
        """The last day on which one may object, as the contest's calendar has it."""
        return self.ends_at.date() - timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recheck:
    """What the rows say about whoever objected. `points` in points, of the scored papers in their order."""

    entry_id: int | None
    points: list[float]
    award: str


def notice_of(contest: Contest, *, now: datetime) -> Notice | None:
    """None while no list is published, or while a ruling has it decided anew."""
    run = AwardRun.objects.filter(contest=contest, state=AwardRun.State.PUBLISHED).first()
    if run is None or run.published_at is None:
        return None
    sheet = sheet_of(rules_version(run.rules_id))
    days = notice_days(sheet)
    ends_at = window_end(run.published_at, days, sheet.when.zone)
    final = FinalList.objects.filter(run=run).first()
    return Notice(
        run=run,
        days=days,
        ends_at=ends_at,
        final_at=final.at if final else None,
        is_open=final is None and now < ends_at,
    )


def recheck_of(objection: Objection) -> Recheck:
    """The objector's own papers and prize, for whoever answers."""
    contest = objection.run.contest
    entry = Entry.objects.filter(contest=contest, user=objection.person).first()
    scores = counted_scores(contest).filter(attempt__user=objection.person).order_by("attempt__number")
    award = Award.objects.filter(run=objection.run, user=objection.person).first()
    return Recheck(
        entry_id=entry.pk if entry else None,
        points=[one.points / 100 for one in scores],
        award=award.tier if award else "",
    )


def objections_of(contest: Contest) -> QuerySet[Objection]:
    """Every objection of the contest, also those to a list that a ruling has replaced; oldest first."""
    found = Objection.objects.filter(run__contest=contest)
    beside = ("run", "person", "free_text", "decision__by", "decision__free_text")
    return found.select_related(*beside).order_by("at", "id")


def own_objections(contest: Contest, person: User) -> QuerySet[Objection]:
    return objections_of(contest).filter(person=person)


def open_objections(contest_id: int) -> QuerySet[Objection]:
    """Those without an answer, whichever list of the contest they were raised against."""
    return Objection.objects.filter(run__contest=contest_id, decision=None).order_by("at", "id")
