"""The winners' page, and what an organizer confirms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.domain.masking import mask_name
from accounts.messages import sentence
from accounts.models import AuditEntry, Department, User
from leaderboard.domain.outcome import input_digest
from leaderboard.models import Award, AwardRun, Reserve
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import rules_version, sheet_of

from .facts import counted_scores, inputs_of
from .tenures import LineName

MILLION = 1_000_000
_MOVES = ("entry_excluded", "entry_included", "contest_closed", "ruling_made")
# By which a list came to be published: confirmed on the desk, or in the place of another one.
_PUBLICATIONS = ("awards_published", "ruling_made", "prizes_handed_on")
_DRAWS = ("draw_roll_frozen", "draw_done")


@dataclass(frozen=True, kw_only=True, slots=True)
class WinnerRow:
    """A person or a department. `points` as printed: points of a person, score of a department;
    None, as `elapsed_ms`, where the sheet never shows scores. `group` as the sheet writes it;
    `position`: which award of its run it is."""

    position: int
    place: int
    is_tied: bool
    name: str
    department: str
    group: str
    points: float | None
    elapsed_ms: int | None
    is_me: bool
    # Only beside a full name.
    username: str = ""


@dataclass(frozen=True, kw_only=True)
class TierRows:
    """`board` "" for people, else the board of departments. `group`: whose prize it is where several groups
    have one of this name, else "". `is_drawn`: by lot: places say nothing."""

    name: str
    board: str
    group: str = ""
    rows: list[WinnerRow]
    is_drawn: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LineRow:
    """Who is in line for a prize, in order. `seats_of`: the department whose seats they are, "" for
    everybody's."""

    tier: str
    board: str
    group: str
    seats_of: str
    name: str
    is_me: bool

    @property
    def line(self) -> LineName:
        """Whose line it is: each has an order of its own."""
        return self.tier, self.board, self.group, self.seats_of


@dataclass(frozen=True, kw_only=True)
class WinnersPage:
    """`reserves`: who moves up where a prize is given up, tier by tier; `trail`: the audit trail's entry of
    the publication, (number, digest); None before it."""

    tiers: list[TierRows]
    published_at: datetime | None
    notes: list[str]
    reserves: Sequence[LineRow] = ()
    trail: tuple[int, str] | None = None


def winners(contest: Contest, viewer: User | None = None) -> WinnersPage | None:
    """The published winners, names masked as the sheet says; None before that. Four statements.

    Whoever is not logged in (`viewer` None) sees masked names whatever the sheet says.
    """
    run = AwardRun.objects.filter(contest=contest, state=AwardRun.State.PUBLISHED).first()
    shows = sheet_of(contest.rules).publication
    if run is None:
        return None
    masked = viewer is None or shows.names == "masked"
    page = _page(run, sheet_of(contest.rules), viewer, masked=masked)
    page = replace(page, reserves=_line(run, viewer, masked=masked), trail=_publication(contest))
    return _without_scores(page) if shows.scores == "never" else page


def _line(run: AwardRun, viewer: User | None, *, masked: bool) -> list[LineRow]:
    rows = run.reserves.select_related("user", "department", "seats_of").order_by("position")
    return [_line_row(one, viewer, masked) for one in rows]


def _line_row(one: Reserve, viewer: User | None, masked: bool) -> LineRow:
    is_me = viewer is not None and one.user_id == viewer.pk
    name = one.user.name if one.user else one.department.name if one.department else ""
    return LineRow(
        tier=one.tier,
        board=one.board,
        group=one.group,
        seats_of=one.seats_of.name if one.seats_of else "",
        name=mask_name(name) if one.user and masked and not is_me else name,
        is_me=is_me,
    )


def _publication(contest: Contest) -> tuple[int, str] | None:
    log = AuditEntry.objects.filter(subject=f"contest:{contest.pk}", action__in=_PUBLICATIONS)
    return log.order_by("-number").values_list("number", "digest").first()


def _without_scores(page: WinnersPage) -> WinnersPage:
    tiers = [
        replace(tier, rows=[replace(row, points=None, elapsed_ms=None) for row in tier.rows])
        for tier in page.tiers
    ]
    return replace(page, tiers=tiers)


def run_page(run: AwardRun) -> WinnersPage:
    """A run as its organizer sees it, with full names and its notes as sentences."""
    return _page(run, sheet_of(rules_version(run.rules_id)), None, masked=False)


def latest_run(contest: Contest) -> AwardRun | None:
    """The confirmed or published run, else the newest draft."""
    return AwardRun.objects.filter(contest=contest).order_by("-number").first()


def awards_are_confirmed(contest_id: int) -> bool:
    """Whether the awards are final, published or not."""
    return standing_run(contest_id) is not None


def standing_run(contest_id: int) -> AwardRun | None:
    """The run that holds: confirmed, published or not, and not superseded."""
    final = (AwardRun.State.CONFIRMED, AwardRun.State.PUBLISHED)
    return AwardRun.objects.filter(contest=contest_id, state__in=final).first()


def has_moved_since(run: AwardRun) -> bool:
    """Whether rules, scores or exclusions would give other awards now than when the run was computed.

    Two statements where nothing has happened since; only where something has is all digested anew.
    """
    contest = run.contest
    if run.rules_id != contest.rules_id:
        return True
    if not facts_moved(contest, run.created_at) and not _was_drawn(contest, run.created_at):
        return False
    return input_digest(sheet_of(contest.rules), inputs_of(contest)) != run.input_digest


def _was_drawn(contest: Contest, since: datetime) -> bool:
    log = AuditEntry.objects.filter(subject=f"contest:{contest.pk}", action__in=_DRAWS)
    return sheet_of(contest.rules).draws_lots and log.filter(at__gt=since).exists()


def facts_moved(contest: Contest, since: datetime) -> bool:
    """Whether scores or exclusions have been written since an instant; two statements at most."""
    log = AuditEntry.objects.filter(subject=f"contest:{contest.pk}", action__in=_MOVES)
    scores = counted_scores(contest)
    return scores.filter(created_at__gt=since).exists() or log.filter(at__gt=since).exists()


def note_sentences(notes: Sequence[dict]) -> list[str]:
    """A run's notes; one statement where they are of single departments, which are named."""
    wanted = {note["values"].get("department") for note in notes} - {None}
    names = dict(Department.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    return [
        names.get(note["values"].get("department"), "") + sentence(note["code"], note["values"])
        for note in notes
    ]


def _page(run: AwardRun, sheet: RuleSheet, viewer: User | None, *, masked: bool) -> WinnersPage:
    lots = {tier.name for tier in sheet.awards if tier.by == "lottery"}
    apart = apart_by_group(sheet)
    tiers: dict[tuple[str, str, str], TierRows] = {}
    awards = run.awards.select_related("user", "department").order_by("position")
    for award in awards:
        group = award.group if not award.board and award.tier in apart else ""
        found = tiers.setdefault(
            (award.tier, award.board, group),
            TierRows(
                name=award.tier,
                board=award.board,
                group=group,
                rows=[],
                is_drawn=not award.board and award.tier in lots,
            ),
        )
        found.rows.append(_row(award, viewer, masked))
    return WinnersPage(
        tiers=list(tiers.values()), published_at=run.published_at, notes=note_sentences(run.notes)
    )


def apart_by_group(sheet: RuleSheet) -> set[str]:
    """The prizes of people that several groups have, each with seats and places of its own."""
    found = [tier for tier in sheet.awards if tier.board is None]
    names = Counter(tier.name for tier in found)
    return {
        tier.name
        for tier in found
        if names[tier.name] > 1 or (sheet.rank.groups_apart and tier.group is None)
    }


def _row(award: Award, viewer: User | None, masked: bool) -> WinnerRow:
    department = award.department.name if award.department else ""
    is_me = viewer is not None and award.user_id is not None and award.user_id == viewer.pk
    name = award.user.name if award.user else department
    return WinnerRow(
        position=award.position,
        place=award.place,
        is_tied=award.is_tied,
        name=mask_name(name) if award.user and masked and not is_me else name,
        department=department,
        group=award.group,
        points=award.points / (100 if award.user else MILLION),
        elapsed_ms=award.elapsed_ms,
        is_me=is_me,
        username=award.user.username if award.user and not masked else "",
    )
