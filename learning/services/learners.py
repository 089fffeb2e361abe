"""Who learns: a person, or this device; on login the device's learning becomes the person's."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from learning.access import TRIALS
from learning.models import Learner, LearningSession, Memory, ReviewLog

from .exams import end_exam
from .memories import rebuild_memories
from .runs import end_run


def learner_for(user: User | None, device: int | None, *, now: datetime) -> Learner:
    """The learner of a person or a device, made where there is none. A person takes the device's over."""
    own = Learner.objects.filter(user=user).first() if user else None
    found = Learner.objects.filter(pk=device, user=None).first() if device else None
    if user is None:
        return found or Learner.objects.create(created_at=now)
    if own is None:
        return _adopted(found, user) if found else _made(user, now)
    if found is not None:
        take_over(found, own, now=now)
    return own


def _made(user: User, now: datetime) -> Learner:
    try:
        with transaction.atomic():
            return Learner.objects.create(user=user, created_at=now)
    except IntegrityError:  # the same person in another window
        return Learner.objects.get(user=user)


def _adopted(found: Learner, user: User) -> Learner:
    if Learner.objects.filter(pk=found.pk, user=None).update(user=user):
        found.user = user
        return found
    return Learner.objects.get(user=user)


@transaction.atomic
def take_over(device: Learner, own: Learner, *, now: datetime) -> None:
    """Everything that was learned on a device joins what the person has; memories follow from the log.

    Of two exams that are going on, or of two runs, the device's ends here.
    """
    list(Learner.objects.select_for_update().filter(pk__in=(device.pk, own.pk)).order_by("pk"))
    going = own.sessions.filter(mode__in=TRIALS, finished_at=None).values_list("mode", flat=True)
    for one in device.sessions.filter(mode__in=list(going), finished_at=None):
        if one.mode == LearningSession.Mode.EXAM:
            end_exam(one.pk, at=min(now, one.deadline or now), by_hand=False)
        else:
            end_run(one, at=min(now, one.deadline or now))
    marks = {row.question_id: row for row in device.memories.all()}
    mode = LearningSession.Mode
    sets = LearningSession.objects.filter(learner=device)
    sets.filter(mode=mode.DAILY, finished_at=None).update(mode=mode.RANDOM)
    # A day's set or question that both have stays the person's own.
    for kind in (mode.DAILY, mode.DAY):
        days = list(own.sessions.filter(mode=kind).values_list("day", flat=True))
        sets.filter(mode=kind, day__in=days).update(mode=mode.RANDOM)
    sets.update(learner=own)
    ReviewLog.objects.filter(learner=device).update(learner=own)
    for question_id, row in marks.items():
        mine, is_new = Memory.objects.get_or_create(learner=own, question_id=question_id)
        mine.is_kept, mine.is_cut = mine.is_kept or row.is_kept, mine.is_cut or row.is_cut
        mine.is_put_away = row.is_put_away if is_new else _stays_away(mine, row)
        mine.save(update_fields=["is_kept", "is_cut", "is_put_away"])
    Learner.objects.filter(pk=own.pk).update(points_at=None)
    device.memories.all().delete()
    rebuild_memories(own, only=set(marks))
    device.delete()


def _stays_away(mine: Memory, other: Memory) -> bool:
    """Whether what one of two has put away may stay so: the other one's miss brings it back."""
    is_seen = any(one.wrong_at is not None and not one.is_put_away for one in (mine, other))
    return (mine.is_put_away or other.is_put_away) and not is_seen


def choose_board(learner: Learner, *, stays: bool, now: datetime) -> None:
    """Whether the learner's runs stand on the board; the first leave keeps its date."""
    if stays:
        Learner.objects.filter(pk=learner.pk).update(left_board_at=None)
    else:
        Learner.objects.filter(pk=learner.pk, left_board_at=None).update(left_board_at=now)
