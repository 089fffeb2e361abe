from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One row that breaks an invariant: which one, which row, and what is wrong with it."""

    invariant: str
    row: str
    detail: str
