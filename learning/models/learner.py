from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Learner(models.Model):
    """Whoever learns: a person, or a device on which nobody has logged in yet."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="learner", verbose_name=_("人员")
    )
    created_at = models.DateTimeField(_("开始时间"))

    # Since when the person does not want to stand on the boards of learners.
    left_board_at = models.DateTimeField(_("不上榜的时间"), null=True, blank=True)
    # When study points were last reckoned; null where all of them are to be looked at.
    points_at = models.DateTimeField(_("结算积分的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("学习者")
        verbose_name_plural = _("学习者")

    def __str__(self) -> str:
        return str(self.user or f"#{self.pk}")
