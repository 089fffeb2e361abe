"""Phone numbers: sealed for keeping, digested for finding."""

from django.conf import settings

from accounts.domain import sealing
from accounts.domain.phones import is_mobile, normal_phone
from accounts.domain.problems import RuleBroken
from accounts.models import User


def phone_digest(phone: str) -> str:
    """HMAC-SHA-256 of the number under a key of its own."""
    return sealing.phone_digest(phone, settings.PHONE_KEY)


def seal_phone(phone: str) -> str:
    return seal_bytes(normal_phone(phone).encode()).decode()


def open_phone(sealed: str) -> str:
    """The number that `seal_phone` sealed; "" for ""."""
    return open_bytes(sealed.encode()).decode() if sealed else ""


def set_phone(person: User, phone: str) -> None:
    """Put a number on a person (not saved yet), or take it away with "".

    Refused with `bad_phone` where it is no mainland mobile number, with `phone_taken`
    where somebody else has it; the unique digest refuses it once more at saving.
    """
    if not phone.strip():
        person.phone_sealed, person.phone_digest = "", None
        return
    if not is_mobile(phone):
        raise RuleBroken("bad_phone", status=400, fields={"phone": ["bad_phone"]})
    digest = phone_digest(phone)
    if User.objects.filter(phone_digest=digest).exclude(pk=person.pk).exists():
        raise RuleBroken("phone_taken", status=409, fields={"phone": ["phone_taken"]})
    if digest != person.phone_digest:
        person.phone_sealed, person.phone_digest = seal_phone(phone), digest


def seal_bytes(content: bytes) -> bytes:
    """Personal data that must not lie about readable, e.g. a roster that waits to be imported."""
    return sealing.seal(content, settings.PHONE_KEY)


def open_bytes(sealed: bytes) -> bytes:
    return sealing.unseal(sealed, settings.PHONE_KEY)
