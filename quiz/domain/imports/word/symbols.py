"""Signs of the symbol fonts as the characters they look like."""

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "◆", 0xA1: "○",
    0xA8: "□", 0xD8: "➢", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑", 0x80: "⓪", 0x8B: "⓪",
    **{0x81 + place: chr(0x2460 + place) for place in range(10)},
    **{0x8C + place: chr(0x2460 + place) for place in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x30: "□", 0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "×", 0x56: "×",
    0x57: "×", 0x58: "×", 0x98: "●", 0xA2: "■", 0xA3: "□", 0x2A: "□",
    **{0x6A + place: chr(0x2460 + place) for place in range(10)},
}  # fmt: skip
_SYMBOL = {
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xA2: "′",
    0xD6: "√", 0xD0: "∠", 0xE5: "∑", 0xF2: "∫", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0x2D: "−",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(font: str, code: int) -> str:
    """The character for a sign of a symbol font (code F0FC or FC); "\ufffd" where it is none we know."""
    table = _FONTS.get(font.strip().lower())
    plain = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if table is None:
        return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD else "\ufffd"
    return table.get(plain, "\ufffd" if plain > 0x7E or plain < 0x20 else chr(plain))


def in_font(text: str, font: str | None) -> str:
    """Text that is set in a symbol font, as what it looks like."""
    table = _FONTS.get((font or "").strip().lower())
    if table is None:
        return text
    return "".join(_levelled(char, table) for char in text)


def _levelled(char: str, table: dict[int, str]) -> str:
    code = ord(char) - 0xF000 if 0xF000 <= ord(char) <= 0xF0FF else ord(char)
    return table.get(code, char) if not char.isspace() and code < 0x100 else char
