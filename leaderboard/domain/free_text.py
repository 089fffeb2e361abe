"""What people write in their own words, and the digest that the record keeps of it."""

import hashlib


def text_digest(salt: str, text: str) -> str:
    """SHA-256 (hex). With the salt gone nobody finds a short text again by trying."""
    return hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
