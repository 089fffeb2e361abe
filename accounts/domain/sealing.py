"""Personal data as it is kept: a keyed digest to find it, a sealed text to show it again."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet

from .phones import normal_phone


def phone_digest(phone: str, key: str) -> str:
    """HMAC-SHA-256 of the number, 64 hex digits: equal numbers have equal digests, however spaced."""
    return hmac.new(key.encode(), normal_phone(phone).encode(), hashlib.sha256).hexdigest()


def seal(content: bytes, key: str) -> bytes:
    """AES and HMAC (Fernet), as URL-safe Base64."""
    return _box(key).encrypt(content)


def unseal(sealed: bytes, key: str) -> bytes:
    """What `seal` sealed; `cryptography.fernet.InvalidToken` under another key."""
    return _box(key).decrypt(sealed)


@lru_cache(maxsize=4)
def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal " + key.encode()).digest()))
