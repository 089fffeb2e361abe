"""Which bytes are a picture that we take: told by the bytes, not by a name."""

from accounts.domain.pictures import Fault, PictureRefused, picture_alone
from accounts.domain.problems import RuleBroken

MOST_BYTES = 2 * 1024 * 1024
# Whoever prints a paper unpacks it: four bytes each.
MOST_PIXELS = 25_000_000
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def picture_kind(data: bytes) -> str:
    """ "png", "jpg" or "webp", by the first bytes.

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


def washed(data: bytes) -> tuple[str, bytes]:
    """Its kind and the picture as it is kept: whole, and without a camera's notes of place and owner.

    Raises RuleBroken("bank_image_too_big", "bank_image_unknown", "bank_image_broken" or
    "bank_image_too_many_pixels").
    """
    picture_kind(data)
    try:
        return picture_alone(data, most_pixels=MOST_PIXELS)
    except PictureRefused as refused:
        code = "broken" if refused.fault == Fault.UNKNOWN else refused.fault
        most = MOST_PIXELS // 1_000_000
        raise RuleBroken(f"bank_image_{code}", status=400, most=most) from refused
