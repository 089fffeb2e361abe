"""Passwords that somebody reads from a slip of paper and types on a phone."""

import secrets

# No vowels, hence no words; no 0 1 i l o, hence nothing to misread; one keyboard page apart from digits.
LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
LENGTH = 8


def temporary_password() -> str:
    """Eight characters drawn from 28: 38 bits, for the days between printing and first login."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
