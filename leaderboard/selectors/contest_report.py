"""What the report about a closed contest is written from, read from the rows."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Department
from leaderboard.domain.contest_facts import (
    ELSEWHERE,
    HOME,
    ContestFacts,
    GainFacts,
    Group,
    Missed,
    Score,
)
from leaderboard.domain.contest_report import MOST_MISSED, pass_words
from quiz.domain.bank_item import BankItem, source_text
from quiz.domain.exports.printed import key_text
from quiz.domain.gain import Gain
from quiz.domain.item_analysis import LEAST_PEOPLE
from quiz.domain.rulesheet import RuleSheet, centipoints
from quiz.models import Attempt, AttemptScore, Contest, Entry, ItemStatistic
from quiz.selectors.bank import item_of
from quiz.selectors.gain import USUAL_PASS, gain_of, is_waiting, pair_of
from quiz.selectors.item_statistics import contest_statistic, item_rows, pulled_revisions
from quiz.selectors.rules import sheet_of

from .claims import published_run
from .facts import entered
from .report_prizes import handing_of, prizes_of


def contest_facts(contest: Contest, *, now: datetime) -> ContestFacts:
    """A closed contest whose papers are all scored, as of `now`; the same statements whatever its size."""
    sheet = sheet_of(contest.rules)
    ranked = entered(contest).filter(excluded_reason="")
    scores = _scores(contest, sheet)
    groups = _groups(contest, ranked, scores)
    run = published_run(contest)
    missed, doubted = _missed(contest, shows_keys=sheet.publication.keys != "never")
    return ContestFacts(
        title=contest.title,
        issuer=contest.department.name,
        first=timezone.localtime(contest.opens_at, contest.zone).date(),
        last=timezone.localtime(contest.ends_at, contest.zone).date(),
        is_roster=sheet.who.admission == "roster",
        entered=sum(one.entered for one in groups),
        took_part=sum(one.took_part for one in groups),
        papers=_papers(ranked).count(),
        pass_mark=pass_words(sheet.points.pass_mark, USUAL_PASS),
        scores=tuple(score for _department, score in scores),
        groups=groups,
        missed=missed,
        doubted=doubted,
        keys_are_out=sheet.publication.keys != "never",
        has_awards=bool(sheet.awards),
        prizes=None if run is None else prizes_of(run, sheet),
        handing=handing_of(run, sheet, now=now) if run and sheet.has_claims else (),
        gain=_gain(contest),
        today=timezone.localdate(now),
    )


def _papers(ranked: QuerySet[Entry]) -> QuerySet[Attempt]:
    handed_in = Attempt.objects.filter(kind=Attempt.Kind.COUNTED, state=Attempt.State.HANDED_IN)
    return handed_in.filter(entry__in=ranked)


def _scores(contest: Contest, sheet: RuleSheet) -> list[tuple[int | None, Score]]:
    """The best paper of each ranked person who is scored, with the department."""
    mark = sheet.points.pass_mark
    rows = AttemptScore.objects.filter(
        rules_id=contest.rules_id,
        max_points__gt=0,
        attempt__kind=Attempt.Kind.COUNTED,
        attempt__state=Attempt.State.HANDED_IN,
        attempt__entry__excluded_reason="",
    ).values_list("attempt__entry_id", "attempt__entry__department_id", "points", "max_points")
    best: dict[int, tuple[int | None, Score]] = {}
    for entry, department, points, most in rows:
        percent = 100 * points / most
        passed = 100 * points >= USUAL_PASS * most if mark is None else points >= centipoints(mark)
        if entry not in best or (percent, passed) > (best[entry][1].percent, best[entry][1].passed):
            best[entry] = (department, Score(percent=percent, passed=passed))
    return list(best.values())


def _groups(
    contest: Contest, ranked: QuerySet[Entry], scores: Iterable[tuple[int | None, Score]]
) -> tuple[Group, ...]:
    """The departments right below the contest's own, each with what is below it; its own people; the rest."""
    listed = _by_department(ranked)
    took_part = _by_department(ranked.filter(Exists(_papers(ranked).filter(entry=OuterRef("pk")))))
    home, paths = contest.department, _paths(listed)
    names = _names(paths.values(), home)
    places = {department: _place(paths.get(department or 0), home) for department in listed}
    found: dict[str, dict[str, int]] = {}
    marks: dict[str, list[Score]] = {}
    for department, people in listed.items():
        counts = found.setdefault(places[department], {"entered": 0, "took_part": 0})
        counts["entered"] += people
        counts["took_part"] += took_part.get(department, 0)
    for department, score in scores:
        if department in places:
            marks.setdefault(places[department], []).append(score)
    order = sorted(found, key=lambda one: (one == ELSEWHERE, one == HOME, len(one), one))
    return tuple(
        Group(name=names.get(place, place), scores=tuple(marks.get(place, ())), **found[place])
        for place in order
    )


def _by_department(entries: QuerySet[Entry]) -> dict[int | None, int]:
    return dict(entries.order_by().values_list("department_id").annotate(people=Count("pk")))


def _paths(listed: Iterable[int | None]) -> dict[int, str]:
    rows = Department.objects.filter(pk__in=[one for one in listed if one is not None])
    return dict(rows.values_list("pk", "path"))


def _names(paths: Iterable[str], home: Department) -> dict[str, str]:
    """The names of the places that are departments; a place is a department's id as text."""
    below = {place for path in paths if (place := _place(path, home)) not in (HOME, ELSEWHERE)}
    return {str(pk): name for pk, name in Department.objects.filter(pk__in=below).values_list("pk", "name")}


def _place(path: str | None, home: Department) -> str:
    """Whom somebody counts for: the department below the home one at or above their own."""
    if not path or not path.startswith(home.path):
        return ELSEWHERE
    rest = path.removeprefix(home.path)
    return rest.split("/", 1)[0] if rest else HOME


def _missed(contest: Contest, *, shows_keys: bool) -> tuple[tuple[Missed, ...] | None, int]:
    """The questions by facility, the lowest first; how many are left out since their key is in doubt."""
    statistic = contest_statistic(contest)
    is_fresh = (
        statistic is not None
        and statistic.computed_at is not None
        and statistic.rules_id == contest.rules_id
        and (contest.closed_at is None or statistic.computed_at >= contest.closed_at)
    )
    if not is_fresh:
        return None, 0
    rows = [one.statistic for one in item_rows(contest) if one.statistic.n >= LEAST_PEOPLE]
    doubted = set(pulled_revisions().filter(revision__in=[one.revision_id for one in rows])
                  .values_list("revision_id", flat=True))  # fmt: skip
    sure = [one for one in rows if one.revision_id not in doubted and one.facility < 1]
    # At most half of them: of a short paper not every question is one that people miss.
    shown = sorted(sure, key=_by_facility)[: min(MOST_MISSED, (len(rows) + 1) // 2)]
    prefetch_related_objects([one.revision for one in shown], "question__topic")
    return tuple(_missed_of(one, shows_keys) for one in shown), len(doubted)


def _by_facility(row: ItemStatistic) -> tuple[float, int]:
    return row.facility, row.revision_id


def _missed_of(row: ItemStatistic, shows_keys: bool) -> Missed:
    item: BankItem = item_of(row.revision)
    return Missed(
        stem=item.stem_text,
        facility=row.facility,
        n=row.n,
        key=_key(item) if shows_keys else "",
        explanation=item.explanation_text if shows_keys else "",
        source=source_text(item.source) if shows_keys else "",
    )


def _key(item: BankItem) -> str:
    """With the texts of the options, since the paper is not beside it."""
    if item.options:
        return "；".join(item.key_texts)
    return key_text(item)


def _gain(contest: Contest) -> GainFacts | None:
    """Where the contest is an after test and both tests are over and scored."""
    pair = pair_of(contest)
    if pair is None or is_waiting(pair.before) or is_waiting(contest):
        return None
    found: Gain = gain_of(pair)
    return GainFacts(before_title=pair.before.title, gain=found)
