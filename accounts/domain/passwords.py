"""Passwords that somebody reads from a slip of paper and types on a phone."""

import hashlib
import hmac
import secrets

# No vowels, hence no words; no 0 1 i l o, hence nothing to misread; one keyboard page apart from digits.
LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
LENGTH = 8


def temporary_password() -> str:
    """Eight characters drawn from 28: 38 bits, for the days between printing and first login."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def made_from(secret: str, purpose: str, seed: str) -> str:
    """As `temporary_password`, but always the same from the same secret, purpose and seed.

    Who knows neither the secret nor the seed learns nothing about it from others that were made.
    """
    text = f"{purpose}\0{seed}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.digest(secret.encode(), text, hashlib.sha256), "big")
    letters = []
    for _each in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)
