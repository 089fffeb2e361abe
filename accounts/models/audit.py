from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that somebody did, chained to the entry before it by its digest.

    Appended by `accounts.services.audit.record`; a database trigger refuses UPDATE and DELETE.
    """

    number = models.PositiveBigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("经手人")
    )
    action = models.CharField(_("事项"), max_length=60)
    subject = models.CharField(_("对象"), max_length=80)
    details = models.JSONField(_("内容"), default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["number"]
        indexes = [models.Index(fields=["subject", "number"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
