from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bank import QuestionRevision


class QuestionAudio(models.Model):
    """A question read aloud, as a file. It belongs to one revision: what is read is what stands there.

    `made_by` is null where a program spoke; `speaker` is then its name. A recording ends once: removed, or
    replaced by another. Its file stays, but only what has not ended is given out.
    """

    revision = models.ForeignKey(
        QuestionRevision, models.PROTECT, related_name="recordings", verbose_name=_("版本")
    )
    name = models.CharField(_("文件"), max_length=100, db_index=True)
    size = models.PositiveIntegerField(_("字节"))
    speaker = models.CharField(_("朗读程序"), max_length=40, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("上传人"),
    )
    made_at = models.DateTimeField(_("时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("录音")
        verbose_name_plural = _("录音")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(ended_at__isnull=True), name="one_recording_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(made_by__isnull=True) ^ Q(speaker=""), name="recorded_by_a_person_or_a_program"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.name}"
