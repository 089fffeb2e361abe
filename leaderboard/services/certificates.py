"""Certificates of published awards: worded, issued, revoked, issued again. A certificate never changes."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.domain.wording import date_words
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.certificates import Printed, Wording, filled, number_words, wrong_fields
from leaderboard.models import Award, AwardRun, Certificate, CertificateDesign, Revocation
from leaderboard.selectors.certificates import (
    award_that_stands,
    design_of,
    is_held,
    same_prize,
    valid_certificates,
    values_of,
    without_certificate,
)
from quiz.domain.pictures import washed
from quiz.models import Contest

MOST_SEAL_BYTES = 200 * 1024
_BATCH = 500


@transaction.atomic
def save_design(
    actor: User, contest: Contest, wording: Wording, *, seal: bytes | None, drop_seal: bool, now: datetime
) -> CertificateDesign:
    """Keep how certificates that are issued from now on look. `seal`: a new picture, None keeps the old.

    Raises RuleBroken for a field that does not exist or a picture that is none.
    """
    if wrong := wrong_fields(wording.text):
        raise RuleBroken(
            "certificate_field", status=400, fields={"text": "certificate_field"}, name=", ".join(wrong)
        )
    before = design_of(contest)
    kept = _kept_seal(seal) if seal else "" if drop_seal else before.seal
    values = {**asdict(wording), "seal": kept}
    design, _made = CertificateDesign.objects.update_or_create(
        contest=contest, defaults={**values, "updated_at": now}
    )
    record(actor, "certificate_design_saved", f"contest:{contest.pk}", now=now, details=values)
    return design


def _kept_seal(data: bytes) -> str:
    """The name of the stored picture: under the digest of its bytes."""
    kind, picture = seal_picture(data)
    name = f"seals/{hashlib.sha256(picture).hexdigest()}.{kind}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture))
    return name


def seal_picture(data: bytes) -> tuple[str, bytes]:
    """Kind and bytes of a seal as it is kept. Raises RuleBroken ("seal_too_big", "bank_image_…")."""
    if len(data) > MOST_SEAL_BYTES:
        raise RuleBroken(
            "seal_too_big", status=400, fields={"seal": "seal_too_big"}, most=MOST_SEAL_BYTES // 1024
        )
    return washed(data)


@transaction.atomic
def issue_certificates(actor: User, run: AwardRun, *, now: datetime) -> int:
    """A certificate for every award of a published run that never had one, but for prizes that were given up
    or not claimed in time. Returns how many.

    Pressed again, or by two people at once, it adds nothing. Raises RuleBroken before the publication.
    """
    contest = _held(run.contest_id)
    if AwardRun.objects.filter(pk=run.pk, state=AwardRun.State.PUBLISHED).first() is None:
        raise RuleBroken("certificates_before_publication")
    made = _issue(actor, contest, without_certificate(run, now=now), now)
    if made:
        details = {"run": run.number, "certificates": len(made)}
        record(actor, "certificates_issued", f"contest:{contest.pk}", details=details, now=now)
    return len(made)


@transaction.atomic
def issue_again(actor: User, certificate: Certificate, *, now: datetime) -> Certificate:
    """Another certificate for the award of one that was revoked, as things are written now."""
    contest = _held(certificate.contest_id)
    award = award_that_stands(certificate)
    if award is None:
        raise RuleBroken("certificate_award_is_gone")
    if not is_held(certificate, now=now):
        raise RuleBroken("certificate_prize_given_up")
    if valid_certificates(contest).filter(same_prize(award)).exists():
        raise RuleBroken("certificate_is_valid")
    (made,) = _issue(actor, contest, [award], now)
    details = {"certificate": str(made), "instead_of": str(certificate)}
    record(actor, "certificate_issued_again", f"contest:{contest.pk}", details=details, now=now)
    return made


@transaction.atomic
def revoke(actor: User | None, certificates: Iterable[Certificate], reason: str, *, now: datetime) -> int:
    """Take certificates back, for a reason that the verification page shows. Returns how many were valid."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken(
            "revocation_without_reason", status=400, fields={"reason": "revocation_without_reason"}
        )
    count = 0
    for one in certificates:
        _held(one.contest_id)
        if Revocation.objects.filter(certificate=one).exists():
            continue
        Revocation.objects.create(certificate=one, reason=reason[:200], by=actor, at=now)
        details = {"certificate": str(one), "reason": reason[:200]}
        record(actor, "certificate_revoked", f"contest:{one.contest_id}", details=details, now=now)
        count += 1
    return count


def _held(contest_id: int) -> Contest:
    """The contest, locked: numbers are given one after the other."""
    contest = Contest.objects.select_for_update(of=("self",), no_key=True).select_related(
        "rules", "department"
    )
    return contest.get(pk=contest_id)


def _issue(actor: User, contest: Contest, awards: Sequence[Award], now: datetime) -> list[Certificate]:
    design = design_of(contest)
    last = Certificate.objects.filter(contest=contest).aggregate(last=Max("sequence"))["last"] or 0
    made = [
        Certificate(
            code=secrets.token_hex(16),
            award=award,
            contest=contest,
            sequence=sequence,
            printed=asdict(printed(design, award, contest, sequence, now)),
            issued_by=actor,
            issued_at=now,
        )
        for sequence, award in enumerate(awards, start=last + 1)
    ]
    return Certificate.objects.bulk_create(made, batch_size=_BATCH)


def printed(
    design: CertificateDesign, award: Award, contest: Contest, sequence: int, now: datetime
) -> Printed:
    """What a certificate of this award shows."""
    day = timezone.localtime(now, contest.zone).date()
    values = values_of(award, contest, design.issuer)
    return Printed(
        title=design.title,
        name=values["recipient"],
        text=filled(design.text, values),
        issuer=design.issuer,
        date=date_words(day),
        number=number_words(day.year, contest.pk, sequence),
        colour=design.colour,
        seal=design.seal,
    )
