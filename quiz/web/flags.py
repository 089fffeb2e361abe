"""Which questions a person has flagged: a note to oneself, kept in a cookie of this device."""

from django.http import HttpRequest, HttpResponse

MONTH = 60 * 60 * 24 * 30


def flags_of(request: HttpRequest, attempt_id: int) -> set[int]:
    """Positions; paper.js writes the same cookie."""
    text = request.COOKIES.get(_name(attempt_id), "")
    return {int(part) for part in text.split(".") if part.isdecimal() and len(part) < 4}


def keep_flags(response: HttpResponse, attempt_id: int, positions: set[int]) -> None:
    response.set_cookie(
        _name(attempt_id),
        ".".join(str(position) for position in sorted(positions)),
        max_age=MONTH,
        path=f"/attempts/{attempt_id}",
        samesite="Lax",
    )


def _name(attempt_id: int) -> str:
    return f"flags_{attempt_id}"
