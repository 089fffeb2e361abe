"""Recordings of questions: the files themselves, and the desk's upload and removal."""

import re

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.request import PageRequest
from quiz.domain.audio import CONTENT_TYPES, MOST_BYTES, asked_range
from quiz.models import QuestionRevision
from quiz.selectors.audio import is_for_everybody, is_given_out
from quiz.services.audio import remove_audio, upload_audio
from quiz.web.bank_desk import bank_page

_NAME = re.compile(r"[0-9a-f]{64}\.(mp3|ogg|m4a|wav)")


@require_GET
def recording(request: PageRequest, name: str) -> HttpResponseBase:
    """For whoever is logged in; for everybody where the question may be practised. Players ask for ranges."""
    match, stored = _NAME.fullmatch(name), f"audio/{name}"
    if not request.user.is_authenticated:
        today = timezone.localtime(request.now).date()
        if not (match and is_for_everybody(stored, today)):
            return redirect_to_login(request.get_full_path())
    if match is None or not is_given_out(stored) or not default_storage.exists(stored):
        raise Http404
    with default_storage.open(stored) as file:
        response = _part(request, file.read())
    response["Content-Type"] = CONTENT_TYPES[match[1]]
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _part(request: HttpRequest, data: bytes) -> HttpResponse:
    try:
        wanted = asked_range(request.headers.get("Range", ""), len(data))
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    if wanted is None:
        return HttpResponse(data)
    first, last = wanted
    headers = {"Content-Range": f"bytes {first}-{last}/{len(data)}"}
    return HttpResponse(data[first : last + 1], status=206, headers=headers)


@bank_page
@require_POST
def upload(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = _revision(request, revision_id)
    file = request.FILES.get("audio")
    try:
        # One byte more than we take is enough to refuse it.
        data = file.read(MOST_BYTES + 1) if file else b""
        upload_audio(request.user, revision, data, now=request.now)  # type: ignore[attr-defined, arg-type]
    except RuleBroken as broken:
        messages.error(request, explain(broken))
    else:
        messages.success(request, _("录音已保存。请听一遍，确认没有说出答案。"))
    return redirect("bank_question", code=revision.question.code)


@bank_page
@require_POST
def remove(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = _revision(request, revision_id)
    if remove_audio(request.user, revision, now=request.now):  # type: ignore[attr-defined, arg-type]
        messages.success(request, _("录音已移除。"))
    return redirect("bank_question", code=revision.question.code)


def _revision(request: HttpRequest, revision_id: int) -> QuestionRevision:
    if not request.desk.may_write:  # type: ignore[attr-defined]
        raise Http404
    return get_object_or_404(QuestionRevision.objects.select_related("question"), pk=revision_id)
