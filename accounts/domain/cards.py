"""Login cards: the token that a QR code carries, what is kept of it, and when a card opens nothing."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

VALID_FOR = timedelta(days=365)
_BYTES = 20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{27}")


def new_token() -> str:
    """160 random bits in 27 characters that an address may hold."""
    return secrets.token_urlsafe(_BYTES)


def may_be_token(text: str) -> bool:
    """Whether it looks like one at all."""
    return _TOKEN.fullmatch(text) is not None


def token_digest(token: str) -> str:
    """SHA-256 in 64 hex digits. No salt: a token of 160 random bits cannot be guessed from it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def fault_of(*, ended_at: datetime | None, expires_at: datetime, may_log_in: bool, now: datetime) -> str:
    """Why a known card opens nothing: card_ended, card_expired, card_closed; "" where it does."""
    if ended_at is not None:
        return "card_ended"
    if expires_at <= now:
        return "card_expired"
    return "" if may_log_in else "card_closed"
