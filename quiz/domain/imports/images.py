"""Pictures that a question shows: embedded, beside it in the file, or out of reach."""

import base64
import binascii
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from accounts.domain.problems import RuleBroken

from ..pictures import picture_kind
from .draft import DraftPicture, Issue
from .html_text import Image

Finder = Callable[[str], bytes | None]


def take_pictures(
    images: Iterable[Image], find: Finder, *, line: int, part: str = "stem"
) -> tuple[tuple[DraftPicture, ...], tuple[Issue, ...]]:
    """The pictures' bytes, and an issue for each that cannot be had. `find` gives the bytes of a name
    in the file, None where there is none."""
    taken, issues = [], []
    for image in images:
        picture, code = _taken(image, find)
        if picture:
            taken.append(picture)
            if part != "stem":
                code = "import_picture_moved"
        if code:
            values = {"name": short_name(image.src)}
            issues.append(Issue(code=code, line=line, part="pictures", values=values))
    return tuple(taken), tuple(issues)


def _taken(image: Image, find: Finder) -> tuple[DraftPicture | None, str]:
    source = image.src
    if source.lower().startswith(("http:", "https:", "//")):
        return None, "import_picture_remote"
    data = _embedded(source) if source.lower().startswith("data:") else find(source)
    if data is None:
        return None, "import_picture_missing"
    try:
        picture_kind(data)
    except RuleBroken as refused:
        too_big = refused.code == "bank_image_too_big"
        return None, "import_picture_too_big" if too_big else "import_picture_unknown"
    return DraftPicture(name=short_name(source), data=data, alt=image.alt), ""


def picture_reference(source: str) -> Image:
    """A picture by its name in the file, without what belongs to an address."""
    return Image(src=unquote(source.split("?")[0]))


def _embedded(source: str) -> bytes | None:
    kind, _, data = source.partition(",")
    return from_base64(data) if kind.lower().endswith(";base64") else None


def from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def short_name(source: str) -> str:
    """The file's own name, for people; of an embedded one only its kind."""
    if source.lower().startswith("data:"):
        return source[5:].partition(";")[0][:40]
    return unquote(source.split("?")[0]).replace("\\", "/").rpartition("/")[2][:120]
