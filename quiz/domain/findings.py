"""What a check of the bank found, and how bad it is."""

import dataclasses
from dataclasses import dataclass
from typing import Any

BANK = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing wrong or doubtful. `code` is E01–E09 or W01–W20; `subject` the question's code,
    "" for the bank as a whole; `field` the part of the question; `values` fill the sentence."""

    code: str
    subject: str = BANK
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    field: str = ""
    # Some warnings block in their worst form, e.g. "all of the above" where options are shuffled.
    blocking: bool = False

    @property
    def blocks(self) -> bool:
        return self.blocking or self.code.startswith("E")
