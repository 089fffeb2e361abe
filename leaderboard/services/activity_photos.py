"""Photos of activities: cleaned, kept under the digest of their bytes, withdrawn but not deleted."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.photos import cleaned
from leaderboard.models import Activity, ActivityPhoto

from .activities import need_department, subject_of

MOST_PHOTOS = 20
FOLDER = "activities"


def add_photo(
    actor: User, activity: Activity, data: bytes, *, caption: str = "", now: datetime
) -> ActivityPhoto:
    """Keep a photo without its notes; the same picture again is the same photo. Raises `photo_…`."""
    need_department(actor, activity.department)
    kind, picture = cleaned(data)
    name = f"{FOLDER}/{hashlib.sha256(picture).hexdigest()}.{kind}"
    # The file first: a row without its file would be a broken picture, a file without a row is nothing.
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture))
    return _noted(actor, activity, name, caption.strip()[:80], now)


@transaction.atomic
def _noted(actor: User, activity: Activity, name: str, caption: str, now: datetime) -> ActivityPhoto:
    Activity.objects.select_for_update().get(pk=activity.pk)
    known = ActivityPhoto.objects.filter(activity=activity, name=name).first()
    if known is not None and known.withdrawn_at is None:
        return known
    if ActivityPhoto.objects.filter(activity=activity, withdrawn_at__isnull=True).count() >= MOST_PHOTOS:
        raise RuleBroken("photo_too_many", status=400, most=MOST_PHOTOS)
    photo, _made = ActivityPhoto.objects.update_or_create(
        activity=activity,
        name=name,
        defaults={"caption": caption, "added_by": actor, "added_at": now, "withdrawn_at": None},
    )
    details = {"photo": photo.pk, "caption": caption}
    record(actor, "activity_photo_added", subject_of(activity), now=now, details=details)
    return photo


@transaction.atomic
def withdraw_photo(actor: User, photo: ActivityPhoto, *, now: datetime) -> None:
    need_department(actor, photo.activity.department)
    if ActivityPhoto.objects.filter(pk=photo.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        record(
            actor,
            "activity_photo_withdrawn",
            subject_of(photo.activity),
            now=now,
            details={"photo": photo.pk},
        )


@transaction.atomic
def restore_photo(actor: User, photo: ActivityPhoto, *, now: datetime) -> None:
    need_department(actor, photo.activity.department)
    if ActivityPhoto.objects.filter(pk=photo.pk, withdrawn_at__isnull=False).update(withdrawn_at=None):
        record(
            actor,
            "activity_photo_restored",
            subject_of(photo.activity),
            now=now,
            details={"photo": photo.pk},
        )
