from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .contest import Contest, RulesVersion


class Outage(models.Model):
    """A time in which nobody could answer, given back to everybody who was answering. Never changed.

    `rules`: the version that it brought into force; times under that version and later ones leave it out.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="outages", verbose_name=_("竞赛"))
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+", verbose_name=_("规则版本"))
    begins_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经手人")
    )
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("停表")
        verbose_name_plural = _("停表")
        ordering = ["contest", "begins_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="outage_ends_after_start"),
            models.UniqueConstraint(fields=["contest", "begins_at"], name="outage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.begins_at}"
