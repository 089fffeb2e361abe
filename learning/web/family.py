"""请家人帮忙: a link to one question for somebody without an account. Nothing of it counts or is kept."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.web.qr import qr_svg, site_address
from accounts.web.request import PageRequest
from learning.access import own_practice_session
from learning.models import LearningSession
from learning.selectors.sets import askable_revision
from learning.web.answers import response_in
from learning.web.device import device_of
from learning.web.shown import asked, audio_of, explained, seed_of

VALID_FOR = timedelta(days=3)
_SIGNER = signing.Signer(salt="learning.family")


class Asked(NamedTuple):
    """What a link says: whose place in which set, so that options stand as the learner sees them."""

    question: int
    session: int
    position: int
    until: int


@require_GET
def ask(request: PageRequest, session_id: int, position: int) -> HttpResponse:
    """The learner's page with the link and its QR code; the set waits where it is."""
    session = own_practice_session(request.user, device_of(request), session_id)
    if not 1 <= position <= min(session.position + 1, len(session.plan)):
        raise Http404
    question = session.plan[position - 1]
    if askable_revision(question, request.now) is None:
        return _not_now(request, _back(session, position))
    until = request.now + VALID_FOR
    token = family_token(Asked(question, session.pk, position, int(until.timestamp())))
    address = f"{site_address(request)}{reverse('learn_family', args=[token])}"
    context = {
        "address": address,
        "qr": qr_svg(address),
        "until": until,
        "position": position,
        "back_url": _back(session, position),
    }
    return render(request, "learning/ask_family.html", context)


def _back(session: LearningSession, position: int) -> str:
    """The question where it was asked for: still open, or answered."""
    if position > session.position:
        return reverse("learn_set", args=[session.pk])
    return reverse("learn_item", args=[session.pk, position])


def family_token(said: Asked) -> str:
    """Signed, so that nobody makes one for a question of their choice."""
    return _SIGNER.sign_object(list(said))


@require_http_methods(["GET", "HEAD", "POST"])
def family(request: PageRequest, token: str) -> HttpResponse:
    """The same question for a member of the family. The key comes only by POST, so that no preview of a
    link shows it, and never while a contest keeps the question or it is out of use."""
    said = _read(token)
    if datetime.fromtimestamp(said.until, tz=UTC) <= request.now:
        return render(request, "learning/family_over.html", {"is_expired": True, "back_url": "/"}, status=410)
    revision = askable_revision(said.question, request.now)
    if revision is None:
        return _not_now(request, "/")
    seed = seed_of(said.session, said.position)
    context = {"back_url": "/", "audio": audio_of(request, revision.pk)}
    if request.method != "POST":
        return render(request, "learning/family.html", {**context, "question": asked(revision.pk, seed)})
    response = response_in(request)
    found = explained(revision.pk, response, seed)
    return render(
        request, "learning/family_key.html", {**context, "question": found, "chose": bool(response)}
    )


def _read(token: str) -> Asked:
    try:
        return Asked(*_SIGNER.unsign_object(token))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise Http404 from error


def _not_now(request: PageRequest, back: str) -> HttpResponse:
    context = {"is_expired": False, "back_url": back}
    return render(request, "learning/family_over.html", context, status=410)
