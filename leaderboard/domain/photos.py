"""Photos as evidence, without what a camera writes beside the picture."""

from accounts.domain.pictures import PictureRefused, picture_alone
from accounts.domain.problems import RuleBroken

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 60_000_000
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def cleaned(data: bytes) -> tuple[str, bytes]:
    """Its kind ("jpg", "png", "webp") and the picture alone.

    Raises RuleBroken("photo_too_big", "photo_unknown", "photo_broken" or "photo_too_many_pixels").
    """
    if len(data) > MOST_BYTES:
        raise RuleBroken("photo_too_big", status=400, most=MOST_BYTES // (1024 * 1024))
    try:
        return picture_alone(data, most_pixels=MOST_PIXELS)
    except PictureRefused as refused:
        most = MOST_PIXELS // 1_000_000
        raise RuleBroken(f"photo_{refused.fault}", status=400, most=most) from refused
