"""Whose learning it is: one's own, or that of this device while nobody has logged in."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from accounts.models import User
from learning.models import Learner, LearningSession

TRIALS = (LearningSession.Mode.EXAM, LearningSession.Mode.RUN)


def own_learner(user: User | AnonymousUser, device: int | None) -> Learner | None:
    """The learner whose page this is; None where nothing was learned yet."""
    if user.is_authenticated:
        found = Learner.objects.filter(user=user.pk).first()
        if found is not None:
            return found
    return Learner.objects.filter(pk=device, user=None).first() if device else None


def own_session(user: User | AnonymousUser, device: int | None, session_id: int) -> LearningSession:
    """One's own set, or one of this device; anybody else's is a 404."""
    own = Q(learner__user=user.pk) if user.is_authenticated else Q(pk=None)
    here = Q(learner__pk=device, learner__user=None) if device else Q(pk=None)
    found = LearningSession.objects.select_related("learner").filter(own | here, pk=session_id).first()
    if found is None:
        raise Http404
    return found


def own_practice_session(user: User | AnonymousUser, device: int | None, session_id: int) -> LearningSession:
    """The same for pages that tell keys: an exam or a run that is going on is a 404 there."""
    found = own_session(user, device, session_id)
    if found.mode in TRIALS and found.finished_at is None:
        raise Http404
    return found


def own_trial(user: User | AnonymousUser, device: int | None, session_id: int, mode: str) -> LearningSession:
    """One's own exam or run, going on or over; else a 404."""
    found = own_session(user, device, session_id)
    if found.mode != mode:
        raise Http404
    return found
