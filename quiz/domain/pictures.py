"""Which bytes are a picture that we take: told by their first bytes, not by a name."""

from accounts.domain.problems import RuleBroken

MOST_BYTES = 2 * 1024 * 1024
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def picture_kind(data: bytes) -> str:
    """ "png", "jpg" or "webp".

    Raises RuleBroken("bank_image_too_big" or "bank_image_unknown").
    """
    if len(data) > MOST_BYTES:
        raise RuleBroken("bank_image_too_big", status=400)
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise RuleBroken("bank_image_unknown", status=400)
