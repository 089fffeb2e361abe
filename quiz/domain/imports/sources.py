"""What a person is shown of the file beside a draft."""

_LONGEST_LINE, _LONGEST = 400, 6_000


def excerpt(text: str) -> str:
    """The lines as they are; what is absurdly long, an embedded picture for one, is cut."""
    lines = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in text.split("\n")]
    whole = "\n".join(lines)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
