from django.db import models
from django.utils.translation import gettext_lazy as _

from .contest import Contest


class DrawSeed(models.Model):
    """The secret of a contest's draws (64 hex digits), made when a lottery is first announced; never changed.

    `commitment` is all that is told of it before a draw: see `quiz.domain.draw_seed`.
    """

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="draw_seed", verbose_name=_("竞赛"))
    secret = models.CharField(_("抽奖种子"), max_length=64)
    commitment = models.CharField(_("种子的摘要"), max_length=64)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("抽奖种子")
        verbose_name_plural = _("抽奖种子")

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.commitment[:12]}"
