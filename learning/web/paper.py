"""Sets on paper: in large type as PDF, with a QR code that opens the same questions on a phone."""

from collections.abc import Sequence

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.web.qr import site_address
from accounts.web.request import PageRequest
from learning.access import own_practice_session
from learning.selectors.sets import askable_revisions, topic_page
from learning.services.learners import learner_for
from learning.services.practice import begin_same
from learning.web.device import device_of, remember_device
from quiz.domain.exports.large_paper import PaperLink, PaperPerson, write_large_paper
from quiz.models import Topic
from quiz.selectors.paper_items import items_of

_SALT = "learning.paper"


def paper_token(questions: Sequence[int]) -> str:
    """What an address says of the questions of a paper; signed, so that it names no others."""
    return signing.dumps(list(questions), salt=_SALT)


@require_GET
def set_paper(request: PageRequest, session_id: int) -> HttpResponse:
    """One's own set in large type, answers on a sheet of their own."""
    session = own_practice_session(request.user, device_of(request), session_id)
    questions = session.plan[: session.size]
    title = f"{session.get_mode_display()} {session.day:%Y-%m-%d}"
    return large_paper(request, questions, title)


@require_GET
def topic_paper(request: PageRequest, topic: str) -> HttpResponse:
    """The questions of one page of 背题."""
    found = get_object_or_404(Topic, code=topic.replace("\0", ""))
    page = topic_page(topic, request.GET.get("page"), request.now)
    return _paper(request, [question for question, _revision in page], found.local_name, None)


def large_paper(request: PageRequest, questions: Sequence[int], title: str) -> HttpResponse:
    """The learner's own, with the name where somebody is logged in."""
    return _paper(request, questions, title, _person(request))


def _paper(
    request: PageRequest, questions: Sequence[int], title: str, person: PaperPerson | None
) -> HttpResponse:
    revisions = askable_revisions(questions, request.now)
    if not revisions:
        return render(request, "learning/nothing.html", {"mode": "paper", "back_url": "/learn"})
    address = f"{site_address(request)}{reverse('learn_paper', args=[paper_token(questions)])}"
    link = PaperLink(address=address, caption=_("手机扫一扫，做的是同样的题，当场看对错。"))
    content = write_large_paper(items_of(revisions), title=title, keys=True, link=link, person=person)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{title}.pdf") or "inline"
    return response


def _person(request: PageRequest) -> PaperPerson | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return PaperPerson(name=user.name, unit=user.department.name if user.department else "")


@require_http_methods(["GET", "POST"])
def same_set(request: PageRequest, token: str) -> HttpResponse:
    """What the QR code of a paper opens: its questions, for whoever holds the phone. Begun by POST."""
    try:
        questions = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    count = len(askable_revisions(questions, request.now))
    if not count:
        return render(request, "learning/nothing.html", {"mode": "paper", "back_url": "/learn"})
    if request.method == "GET":
        return render(request, "learning/same_set.html", {"count": count, "back_url": "/learn"})
    user = request.user if isinstance(request.user, User) else None
    learner = learner_for(user, device_of(request), now=request.now)
    session = begin_same(learner, questions, now=request.now)
    response = redirect("learn_set", session.pk) if session else redirect("learn")
    remember_device(request, response, learner)
    return response
