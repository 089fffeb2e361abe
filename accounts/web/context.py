"""What every template may use."""

from typing import Any

from django.http import HttpRequest


def display(request: HttpRequest) -> dict[str, Any]:
    return {"display": getattr(request, "display", None), "now": getattr(request, "now", None)}
