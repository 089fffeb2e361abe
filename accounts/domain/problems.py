"""How the domain says that something is wrong: a code for machines, values for the sentence.

The sentences themselves are registered by code with `accounts.messages`.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of a document: `path` is the field ("awards.0.quota"), `code` names the fault.

    A warning is worth saying and forbids nothing.
    """

    code: str
    path: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    is_warning: bool = False


class RuleBroken(Exception):
    """A rule forbids what was asked.

    `status` is the HTTP status that fits: 409 wrong state, 404 not yours, 400 wrong shape.
    """

    def __init__(self, code: str, *, status: int = 409, fields: dict[str, Any] | None = None, **values: Any):
        super().__init__(code)
        self.code = code
        self.status = status
        self.fields = fields or {}
        self.values = values
