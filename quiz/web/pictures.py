"""Pictures of questions, for whoever is logged in; their names are digests that nobody guesses."""

import re

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from quiz.domain.pictures import CONTENT_TYPES

_NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp)")


@login_required
@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    match = _NAME.fullmatch(name)
    if match is None or not default_storage.exists(f"questions/{name}"):
        raise Http404
    response = FileResponse(default_storage.open(f"questions/{name}"), content_type=CONTENT_TYPES[match[1]])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
