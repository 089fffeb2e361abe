from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .contest import Contest


class GainPair(models.Model):
    """Two contests as a before and an after test. A before test may have several after it: one is delayed."""

    before = models.ForeignKey(Contest, models.PROTECT, related_name="after_tests", verbose_name=_("前测"))
    after = models.OneToOneField(Contest, models.PROTECT, related_name="before_test", verbose_name=_("后测"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("前后测")
        verbose_name_plural = _("前后测")
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="gain_of_two_contests"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
