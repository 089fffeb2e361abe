from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .contest import Contest


class Inspection(models.Model):
    """What one night's look through one contest found; without a contest: through the audit trail.

    `broken` holds the first rows that break an invariant ({invariant, row, detail}), `broken_count` how
    many there are. A later look on the same day takes the place of the earlier.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, null=True, related_name="+", verbose_name=_("竞赛"))
    day = models.DateField(_("日期"))
    at = models.DateTimeField(_("核查时间"))
    broken_count = models.PositiveIntegerField(_("不一致"), default=0)
    broken = models.JSONField(default=list)

    class Meta:
        verbose_name = _("夜间核查")
        verbose_name_plural = _("夜间核查")
        ordering = ["-day", "contest"]
        constraints = [
            models.UniqueConstraint(fields=["day", "contest"], name="one_inspection_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(contest__isnull=True), name="one_trail_inspection_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.contest_id or 'audit'}, {self.broken_count}"
