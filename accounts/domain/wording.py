"""Words that change with their place in a sentence, and dates as papers have them."""

from datetime import date


def inner(label: object) -> str:
    """A label as it stands inside a sentence: Higher points → higher points; QR code and Chinese stay."""
    text = str(label)
    head = text.partition(" ")[0]
    is_plain = head[:1].isupper() and (head[1:].islower() or head == "A")
    return text[0].lower() + text[1:] if is_plain else text


def date_words(day: date) -> str:
    """2026年11月27日"""
    return f"{day.year}年{day.month}月{day.day}日"
