"""Words that change with their place in a sentence."""


def inner(label: object) -> str:
    """A label as it stands inside a sentence: Higher points → higher points; QR code and Chinese stay."""
    text = str(label)
    head = text.partition(" ")[0]
    is_plain = head[:1].isupper() and (head[1:].islower() or head == "A")
    return text[0].lower() + text[1:] if is_plain else text
