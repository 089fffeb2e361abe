"""Certificates as files: one PDF, or all of a contest in one ZIP."""

import re
from collections.abc import Iterator
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.urls import reverse

from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.certificates import Printed, draw
from leaderboard.models import Certificate
from leaderboard.selectors.certificates import certificates_of, seal_bytes, suspended_certificates
from quiz.models import Contest

_UNSAFE = re.compile(r"[^\w\-.·（）]+")


def as_pdf(certificate: Certificate, *, site: str, seal: bytes | None = None) -> bytes:
    """One page; `site` as in https://quiz.example.org goes into the QR code with the certificate's code."""
    printed = Printed(**certificate.printed)
    address = f"{site}{reverse('certificate', args=[certificate.code])}"
    return draw(printed, address=address, seal=seal or seal_bytes(printed.seal))


def all_as_zip(actor: User, contest: Contest, *, site: str, now: datetime) -> Iterator[bytes]:
    """Those that hold, piece by piece: each is drawn when the one before was sent. On record at once."""
    kept = list(certificates_of(contest).filter(revocation=None))
    suspended = suspended_certificates(kept, contest, now=now)
    valid = [one for one in kept if one.pk not in suspended]
    record(
        actor, "certificates_exported", f"contest:{contest.pk}", details={"certificates": len(valid)}, now=now
    )
    return _zipped(valid, site, now)


def _zipped(certificates: list[Certificate], site: str, now: datetime) -> Iterator[bytes]:
    sink = _Pieces()
    seals: dict[str, bytes | None] = {}
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for one in certificates:
            name = one.printed["seal"]
            if name not in seals:
                seals[name] = seal_bytes(name)
            entry = ZipInfo(_file_name(one), date_time=now.timetuple()[:6])
            archive.writestr(entry, as_pdf(one, site=site, seal=seals[name]))
            yield sink.taken()
    yield sink.taken()


def _file_name(one: Certificate) -> str:
    words = (f"{one.sequence:04d}", one.award.tier, one.printed["name"])
    return "-".join(_UNSAFE.sub("", word)[:40] for word in words) + ".pdf"


class _Pieces:
    """What a ZIP writes, to be taken away piece by piece."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, data: bytes) -> int:
        self._kept += data
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def taken(self) -> bytes:
        piece, self._kept = bytes(self._kept), bytearray()
        return piece
