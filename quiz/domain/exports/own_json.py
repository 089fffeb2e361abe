"""Our own JSON, without loss: one item a line; texts are stored HTML. See `imports.own_json`."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from ..bank_item import content_fields
from ..imports.draft import DraftPicture
from ..imports.own_json import SCHEMA, VERSION
from .item import ExportItem


def write_json(items: Sequence[ExportItem]) -> bytes:
    head = json.dumps({"schema": SCHEMA, "version": VERSION})[:-1]
    lines = ",\n".join(json.dumps(_fields(export), ensure_ascii=False, default=str) for export in items)
    return f'{head}, "items": [\n{lines}\n]}}\n'.encode()


def _fields(export: ExportItem) -> dict[str, Any]:
    """Dates become text as they are written; what is empty is left out."""
    fields = {
        "code": export.item.code,
        "topic": export.item.topic,
        "topic_name": export.topic_name,
        "fact": export.item.fact,
        **content_fields(export.item),
        "points": export.points,
        "tags": list(export.tags),
        "picture": _picture(export.picture) if export.picture else None,
    }
    needed = ("type", "stem", "key", "points")
    return {name: value for name, value in fields.items() if value or (name in needed and value is not None)}


def _picture(picture: DraftPicture) -> dict[str, str]:
    return {"name": picture.name, "alt": picture.alt, "data": base64.b64encode(picture.data).decode()}
