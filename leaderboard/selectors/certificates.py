"""Certificates: how they are worded, which were issued, and which of them hold."""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import QuerySet

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
    certificates = Certificate.objects.filter(award__run=run)
    valid = certificates.filter(revocation=None).count()
    return Issued(
        valid=valid,
        revoked=certificates.count() - valid,
        missing=run.awards.filter(certificates=None).count(),
    )


def certificates_of(contest: Contest) -> QuerySet[Certificate]:
    """All of a contest, revoked ones too, by number."""
    rows = Certificate.objects.filter(contest=contest).order_by("sequence")
    return rows.select_related("award__user", "award__department", "revocation")


def own_certificate(user: User, contest: Contest) -> Certificate | None:
    """The one that holds."""
    own = Certificate.objects.filter(contest=contest, award__user=user, revocation=None)
    return own.order_by("-sequence").first()
