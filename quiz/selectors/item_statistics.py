"""Statistics of items as pages show them, and the doubts that figures raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from accounts.models import User
from quiz.domain.item_analysis import LEAST_PEOPLE
from quiz.domain.item_flags import PULLS, REPORTS_THAT_PULL
from quiz.domain.item_options import OptionFigures
from quiz.models import Contest, ContestStatistic, ItemStatistic, Question, QuestionFlag, QuestionRevision

from .contests import organized_contests


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """An item of a contest; `number` is its place in the list that papers are drawn from."""

    number: int
    statistic: ItemStatistic

    @property
    def revision(self) -> QuestionRevision:
        return self.statistic.revision

    @property
    def has_figures(self) -> bool:
        return self.statistic.n >= LEAST_PEOPLE


@dataclass(frozen=True, kw_only=True)
class PastRow:
    """An item in one contest; `contest` is None where it belongs to people whom the reader does not serve."""

    contest: Contest | None
    statistic: ItemStatistic

    @property
    def has_figures(self) -> bool:
        return self.statistic.n >= LEAST_PEOPLE


def option_lines(row: ItemStatistic) -> tuple[OptionFigures, ...]:
    """The options as figures again."""
    return tuple(OptionFigures(**{**line, "thirds": tuple(line["thirds"])}) for line in row.options)


def contest_statistic(contest: Contest) -> ContestStatistic | None:
    """What was computed for a contest, with the version of the rules; one statement."""
    return ContestStatistic.objects.select_related("rules").filter(contest=contest).first()


def item_rows(contest: Contest) -> list[ItemRow]:
    """The items of a contest in the order of its list; one statement besides the contest's rules."""
    listed = [pk for row in contest.rules.pool for pk in row] if contest.rules else []
    places = {pk: place for place, pk in enumerate(dict.fromkeys(listed), start=1)}
    found = ItemStatistic.objects.filter(contest=contest).select_related("revision__question")
    rows = sorted(found, key=lambda one: (places.get(one.revision_id, len(places) + 1), one.revision_id))
    return [
        ItemRow(number=places.get(one.revision_id, at), statistic=one) for at, one in enumerate(rows, start=1)
    ]


def history_of(reader: User, revision_id: int) -> tuple[ItemStatistic | None, list[PastRow]]:
    """A revision over all contests, and in each, the newest first.

    One statement; two more and the reader's roles where a contest has used it.
    """
    found = ItemStatistic.objects.filter(revision=revision_id).select_related("contest")
    rows = list(found.order_by("-contest__closes_at", "-contest_id"))
    whole = next((row for row in rows if row.contest_id is None), None)
    contests = [row.contest_id for row in rows if row.contest_id is not None]
    own = _own(reader, contests) if contests else set()
    past = [
        PastRow(contest=row.contest if row.contest_id in own else None, statistic=row)
        for row in rows
        if row.contest_id is not None
    ]
    return whole, past


def _own(reader: User, contests: Sequence[int]) -> set[int]:
    return set(organized_contests(reader).filter(pk__in=contests).values_list("pk", flat=True))


def doubts_of(question: Question) -> QuerySet[QuestionFlag]:
    """Every doubt about a question, the newest first."""
    doubts = QuestionFlag.objects.filter(question=question).select_related("revision", "decided_by")
    return doubts.order_by("-raised_at", "-pk")


def open_doubts() -> QuerySet[QuestionFlag]:
    """What waits for a reviewer: first what keeps a question out of papers, then by age."""
    doubts = QuestionFlag.objects.filter(state=QuestionFlag.State.OPEN)
    first = Case(When(revision__in=pulled_revisions(), then=Value(0)), default=Value(1))
    return doubts.select_related("question__topic", "revision__question").order_by(first, "raised_at", "pk")


def statistics_of(doubts: Sequence[QuestionFlag]) -> dict[int, ItemStatistic]:
    """The figures behind doubts, by the doubt's id; one statement."""
    rows = ItemStatistic.objects.filter(revision__in=[one.revision_id for one in doubts])
    known = {(row.revision_id, row.contest_id): row for row in rows}
    pairs = ((one.pk, known.get((one.revision_id, one.contest_id))) for one in doubts)
    return {pk: row for pk, row in pairs if row is not None}


def pulled_revisions() -> QuerySet[QuestionFlag, Any]:
    """Revisions that no new paper draws: their key is in doubt, or found wrong and not yet mended."""
    return _pulling().values("revision")


def pulled_among(revisions: Sequence[int]) -> set[int]:
    """Which of these no new paper draws; one statement."""
    return set(_pulling().filter(revision__in=revisions).values_list("revision", flat=True))


def doubted_codes() -> set[str]:
    """Codes of the questions whose published revision no new paper draws."""
    return set(_pulling().filter(revision__is_published=True).values_list("question__code", flat=True))


def _pulling() -> QuerySet[QuestionFlag]:
    """Open doubts about a key, as many learners as it takes, and whatever a reviewer found wrong."""
    state, source = QuestionFlag.State, QuestionFlag.Source
    reports = QuestionFlag.objects.filter(state=state.OPEN, source=source.LEARNER).order_by()
    reported = reports.values("revision").annotate(people=Count("raised_by", distinct=True))
    many = reported.filter(people__gte=REPORTS_THAT_PULL).values("revision")
    return QuestionFlag.objects.filter(
        Q(state=state.UPHELD)
        | Q(state=state.OPEN, source=source.STATISTICS, code__in=PULLS)
        | Q(state=state.OPEN, source=source.LEARNER, revision__in=many)
    )
