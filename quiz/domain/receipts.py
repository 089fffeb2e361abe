"""Hand-in receipts: what one says, packed into bytes, signed, and told by a short code.

The packing is a published format (docs/receipts.md): whoever holds a receipt can check its signature
without this program. Signatures are Ed25519 (RFC 8032).
"""

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"kepu-receipt/1\n"
_BODY = struct.Struct(">QQ32sQ32s")
_SIGNATURE_BYTES = 64
# Crockford's: no I, L, O, U, which are misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_LENGTH = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the server signs. `answers` and `trail_head` as 64 hex digits, `handed_in_at` to the microsecond.

    `trail_length` and `trail_head`: how many entries the audit trail had, and the digest of the last.
    """

    attempt_id: int
    handed_in_at: datetime
    answers: str
    trail_length: int
    trail_head: str

    def packed(self) -> bytes:
        micros = (self.handed_in_at - _EPOCH) // timedelta(microseconds=1)
        body = (self.attempt_id, micros, bytes.fromhex(self.answers))
        return _BODY.pack(*body, self.trail_length, bytes.fromhex(self.trail_head))


@dataclass(frozen=True, kw_only=True)
class Given:
    """One row of an attempt's answers, as it was saved."""

    position: int
    sequence: int
    response: Sequence[Any]
    client_key: str
    saved_at: datetime


def answers_digest(given: Iterable[Given]) -> str:
    """SHA-256 over all answers of an attempt, in the order in which they were chosen; 64 hex digits.

    A line of JSON each: [position, sequence, response, client key, microseconds since 1970].
    """
    digest = hashlib.sha256()
    for one in given:
        micros = (one.saved_at - _EPOCH) // timedelta(microseconds=1)
        row = [one.position, one.sequence, list(one.response), one.client_key, micros]
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        digest.update(text.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


# ── Signing ───────────────────────────────────────────────────────────────────


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key that follows from the site's secret (HKDF, RFC 5869)."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kepu-receipt").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_part(key: Ed25519PrivateKey) -> str:
    """64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def signature(statement: Statement, key: Ed25519PrivateKey) -> str:
    """128 hex digits; the same for the same statement."""
    return key.sign(FORMAT + statement.packed()).hex()


def is_signed(statement: Statement, signature: str, public: str) -> bool:
    """Whether the holder of the private part of `public` said so."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), FORMAT + statement.packed())
    except (InvalidSignature, ValueError):
        return False
    return True


# ── What people hold ──────────────────────────────────────────────────────────


def code_of(signature: str) -> str:
    """The short code: 50 bits of the signature's SHA-256, such as 7Q2MX0B4TK."""
    number = int.from_bytes(hashlib.sha256(bytes.fromhex(signature)).digest()[:8], "big") >> 14
    return "".join(_ALPHABET[number >> 5 * at & 31] for at in reversed(range(CODE_LENGTH)))


def typed_code(text: str) -> str | None:
    """A code as somebody typed it: lower case, spaces, hyphens, O for 0. None where it is none."""
    code = "".join(text.upper().replace("-", "").split()).translate(_MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(_ALPHABET) else None


def shown_code(code: str) -> str:
    """7Q2MX-0B4TK"""
    return f"{code[:5]}-{code[5:]}"


def sealed(statement: Statement, signature: str) -> str:
    """Statement and signature as URL-safe Base64, for a QR code."""
    return base64.urlsafe_b64encode(statement.packed() + bytes.fromhex(signature)).decode().rstrip("=")


def opened(text: str) -> tuple[Statement, str] | None:
    """What `sealed` made, not yet verified; None for anything else."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) != _BODY.size + _SIGNATURE_BYTES:
        return None
    attempt_id, micros, answers, length, head = _BODY.unpack(content[: _BODY.size])
    try:
        handed_in_at = _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None
    statement = Statement(
        attempt_id=attempt_id,
        handed_in_at=handed_in_at,
        answers=answers.hex(),
        trail_length=length,
        trail_head=head.hex(),
    )
    return statement, content[_BODY.size :].hex()
