"""Certificates: how they are worded, which were issued, and which of them hold."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from accounts.models import User
from leaderboard.domain.certificates import (
    SAMPLE_AWARD,
    SAMPLE_NAME,
    USUAL_COLOUR,
    USUAL_TEXT,
    USUAL_TITLE,
    place_words,
)
from leaderboard.models import Award, AwardRun, Certificate, CertificateDesign
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .claims import claim_row, claim_rows, published_run
from .tenures import PRIZE, Prize, prize_of


def design_of(contest: Contest) -> CertificateDesign:
    """As it was saved, else a new one, not saved, with the usual words."""
    saved = CertificateDesign.objects.filter(contest=contest).first()
    return saved or CertificateDesign(
        contest=contest,
        title=USUAL_TITLE,
        text=USUAL_TEXT,
        issuer=(sheet_of(contest.rules).host or contest.department.name)[:60],
        colour=USUAL_COLOUR,
    )


def sample_award(contest: Contest) -> Award:
    """Some award to show a certificate with: the first of the newest run, else one that nobody has."""
    run = AwardRun.objects.filter(contest=contest).order_by("-number").first()
    found = run.awards.select_related("user", "department").order_by("position").first() if run else None
    if found is not None:
        return found
    tiers = sheet_of(contest.rules).awards
    tier = tiers[0].name if tiers else SAMPLE_AWARD
    return Award(user=User(name=SAMPLE_NAME), department=contest.department, tier=tier, place=1)


def values_of(award: Award, contest: Contest, issuer: str) -> dict[str, str]:
    """The fields of a certificate's text, by their English names."""
    department = award.department.name if award.department else ""
    return {
        "recipient": award.user.name if award.user else department,
        "contest": contest.title,
        "award": award.tier,
        "place": place_words(award.place),
        "group": award.group,
        "department": department if award.user else "",
        "issuer": issuer,
    }


def seal_bytes(name: str) -> bytes | None:
    """The stored picture; None where there is none, or where the file was lost."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


@dataclass(frozen=True, kw_only=True)
class Issued:
    """How many of a run hold, do not for now (`suspended`), were revoked, and are still to be issued."""

    valid: int
    suspended: int
    revoked: int
    missing: int


def issued_of(run: AwardRun, *, now: datetime) -> Issued:
    """The same statements however many there are."""
    nobodys = _given_up(run.contest, now)
    certified = _certified(run.contest)
    suspended = sum(prize in nobodys for prize in certified)
    return Issued(
        valid=len(certified) - suspended,
        suspended=suspended,
        revoked=Certificate.objects.filter(contest=run.contest).exclude(revocation=None).count(),
        missing=len(_bare(run, {*certified, *nobodys})),
    )


def valid_certificates(contest: Contest) -> QuerySet[Certificate]:
    """Those that were not revoked."""
    return Certificate.objects.filter(contest=contest, revocation=None)


def suspended_certificates(
    certificates: Iterable[Certificate], contest: Contest, *, now: datetime
) -> set[int]:
    """Which of a contest's do not hold for now, though nobody revoked them: nobody holds their prize, which
    was given up or not claimed in time. What becomes of it is still open."""
    nobodys = _given_up(contest, now)
    return {one.pk for one in certificates if nobodys and prize_of(one.award) in nobodys}


def is_held(certificate: Certificate, *, now: datetime) -> bool:
    """Whether a certificate that was not revoked speaks of a prize that its winner has."""
    award = award_that_stands(certificate)
    return award is None or not claim_row(award, now=now).claim.is_given_up


def without_certificate(run: AwardRun, *, now: datetime) -> list[Award]:
    """Awards that never had one and whose prize somebody holds. One that was issued before a ruling holds for
    the same prize after it."""
    return _bare(run, {*_certified(run.contest), *_given_up(run.contest, now)})


def _bare(run: AwardRun, but_for: Container[Prize]) -> list[Award]:
    bare = run.awards.filter(certificates=None).select_related("user", "department").order_by("position")
    return [award for award in bare if prize_of(award) not in but_for]


def _certified(contest: Contest) -> list[Prize]:
    """The prizes whose certificates were not revoked."""
    columns = (f"award__{name}" for name in PRIZE)
    rows = valid_certificates(contest).values_list(*columns)
    return [(tier, board, user or department) for tier, board, user, department in rows]


def _given_up(contest: Contest, now: datetime) -> set[Prize]:
    """The prizes of the published list that nobody holds for now."""
    run = published_run(contest)
    rows = claim_rows(run, now=now) if run else []
    return {row.prize for row in rows if row.claim.is_given_up}


def same_prize(award: Award) -> Q:
    """Certificates of this prize to this winner, whichever run awarded it."""
    prize = Q(award__tier=award.tier, award__board=award.board)
    if award.user_id is not None:
        return prize & Q(award__user=award.user_id)
    return prize & Q(award__user__isnull=True, award__department=award.department_id)


def award_that_stands(certificate: Certificate) -> Award | None:
    """The same winner's same prize in the published run; None where it is somebody else's now."""
    old = certificate.award
    rows = Award.objects.filter(
        run__contest=certificate.contest_id,
        run__state=AwardRun.State.PUBLISHED,
        tier=old.tier,
        board=old.board,
        user=old.user_id,
    )
    if old.user_id is None:
        rows = rows.filter(department=old.department_id)
    return rows.select_related("user", "department", "run__rules").first()


def certificates_of(contest: Contest) -> QuerySet[Certificate]:
    """All of a contest, revoked ones too, by number."""
    rows = Certificate.objects.filter(contest=contest).order_by("sequence")
    return rows.select_related("award__user", "award__department", "revocation")


def own_certificate(user: User, contest: Contest) -> Certificate | None:
    """The one that holds."""
    own = Certificate.objects.filter(contest=contest, award__user=user, revocation=None)
    return own.order_by("-sequence").first()
