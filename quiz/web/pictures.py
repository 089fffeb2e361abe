"""Pictures of questions; their names are digests that nobody guesses.

For whoever is logged in; for everybody where the question may be practised: self-study needs no account.
"""

import re
from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from quiz.domain.pictures import CONTENT_TYPES
from quiz.selectors.learnable import learnable_revisions

_NAME = re.compile(r"[0-9a-f]{64}\.(png|jpg|webp)")


@require_GET
def picture(request: PageRequest, name: str) -> HttpResponseBase:
    match = _NAME.fullmatch(name)
    if not request.user.is_authenticated and not (match and _is_learnable(name, request.now)):
        return redirect_to_login(request.get_full_path())
    if match is None or not default_storage.exists(f"questions/{name}"):
        raise Http404
    response = FileResponse(default_storage.open(f"questions/{name}"), content_type=CONTENT_TYPES[match[1]])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _is_learnable(name: str, now: datetime) -> bool:
    today = timezone.localtime(now).date()
    return learnable_revisions(today).filter(image=f"questions/{name}").exists()
