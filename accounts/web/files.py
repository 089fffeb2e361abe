"""Files to take away, under a name in the reader's language."""

from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

R = TypeVar("R", bound=HttpResponseBase)


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    return named(HttpResponse(content, content_type=content_type), name)


def named(response: R, name: str) -> R:
    """To be kept under this name, not shown."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
