"""Phone numbers: sealed for keeping, digested for finding."""

import base64
import hashlib
import hmac
import re

from cryptography.fernet import Fernet
from django.conf import settings


def normal_phone(phone: str) -> str:
    """Digits only, without the country code 86."""
    digits = re.sub(r"\D", "", phone)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def phone_digest(phone: str) -> str:
    """HMAC-SHA-256 of the number under a key of its own."""
    return hmac.new(settings.PHONE_KEY.encode(), normal_phone(phone).encode(), hashlib.sha256).hexdigest()


def seal_phone(phone: str) -> str:
    return _box().encrypt(normal_phone(phone).encode()).decode()


def open_phone(sealed: str) -> str:
    """The number that `seal_phone` sealed; "" for ""."""
    return _box().decrypt(sealed.encode()).decode() if sealed else ""


def _box() -> Fernet:
    key = hashlib.sha256(b"seal " + settings.PHONE_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
