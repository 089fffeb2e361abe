"""Certificates: how they are worded, which were issued, and which of them hold."""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from leaderboard.domain.certificates import (
    SAMPLE_AWARD,
    SAMPLE_NAME,
    USUAL_COLOUR,
    USUAL_TEXT,
    USUAL_TITLE,
    place_words,
)
from leaderboard.models import Award, AwardRun, Certificate, CertificateDesign, ClaimStep
from quiz.models import Contest
from quiz.selectors.rules import sheet_of


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
    """How many certificates of a run hold, were revoked, and are still to be issued."""

    valid: int
    revoked: int
    missing: int


def issued_of(run: AwardRun) -> Issued:
    valid = valid_certificates(run.contest).count()
    return Issued(
        valid=valid,
        revoked=Certificate.objects.filter(contest=run.contest).count() - valid,
        missing=without_certificate(run).count(),
    )


def valid_certificates(contest: Contest) -> QuerySet[Certificate]:
    return Certificate.objects.filter(contest=contest, revocation=None)


def without_certificate(run: AwardRun) -> QuerySet[Award]:
    """Awards that never had one and were not given up. One that was issued before a ruling holds for the same
    prize after it."""
    mine = Certificate.objects.filter(
        contest=run.contest_id, revocation=None, award__tier=OuterRef("tier"), award__board=OuterRef("board")
    )
    person = mine.filter(award__user__isnull=False, award__user=OuterRef("user"))
    office = mine.filter(award__user__isnull=True, award__department=OuterRef("department"))
    of_person = Q(Exists(person), user__isnull=False)
    of_office = Q(Exists(office), user__isnull=True)
    kept = run.awards.alias(last_word=_last_word(run)).exclude(last_word=ClaimStep.Kind.WAIVED)
    return kept.filter(certificates=None).exclude(of_person | of_office)


def _last_word(run: AwardRun) -> Coalesce:
    """What was noted last about an award's prize, "" where nothing was."""
    steps = ClaimStep.objects.filter(
        contest=run.contest_id, tier=OuterRef("tier"), board=OuterRef("board")
    ).order_by("-pk")
    person = steps.filter(user=OuterRef("user")).values("kind")[:1]
    office = steps.filter(user=None, department=OuterRef("department")).values("kind")[:1]
    return Coalesce(Subquery(person), Subquery(office), Value(""))


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
    return rows.select_related("user", "department").first()


def certificates_of(contest: Contest) -> QuerySet[Certificate]:
    """All of a contest, revoked ones too, by number."""
    rows = Certificate.objects.filter(contest=contest).order_by("sequence")
    return rows.select_related("award__user", "award__department", "revocation")


def own_certificate(user: User, contest: Contest) -> Certificate | None:
    """The one that holds."""
    own = Certificate.objects.filter(contest=contest, award__user=user, revocation=None)
    return own.order_by("-sequence").first()
