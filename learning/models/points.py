from django.db import models
from django.utils.translation import gettext_lazy as _

from .learner import Learner


class StudyPoint(models.Model):
    """Points for one cause (`learning.domain.points`). Only added; the same cause is given once."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="points", verbose_name=_("学习者"))
    cause = models.CharField(_("来由"), max_length=40)
    points = models.PositiveSmallIntegerField(_("积分"))
    day = models.DateField(_("学习日"))
    policy = models.PositiveSmallIntegerField(_("积分规则"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("学习积分")
        verbose_name_plural = _("学习积分")
        constraints = [models.UniqueConstraint(fields=["learner", "cause"], name="points_once_a_cause")]
        indexes = [models.Index(fields=["day"], name="points_by_day")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.cause}"
