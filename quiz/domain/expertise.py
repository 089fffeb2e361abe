"""Which questions need a second review, by somebody who knows the field: health and law."""

from .bank_item import BankItem

HEALTH, LAW = "health", "law"
# Areas and topics of the taxonomy.
_HEALTH = ("01", "02", "0301", "0401", "0402", "0403", "0406")
_LAW = ("0405", "1003", "1006")


def expertise_of(item: BankItem) -> str:
    """`HEALTH`, `LAW` or "": by the question's topic, and law wherever a law is its source."""
    if item.source is not None and item.source.type == "law":
        return LAW
    if item.topic.startswith(_LAW):
        return LAW
    return HEALTH if item.topic.startswith(_HEALTH) else ""
