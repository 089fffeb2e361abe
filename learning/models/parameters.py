from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FittedParameters(models.Model):
    """Weights of the memory's model, fitted to this site's own answers. Only added, never changed.

    `weights` are FSRS-6's 21 numbers; `loss_before` and `loss_after` the log loss of the weights that were
    in force and of these, on the `held_out` answers that the fit had not seen. The newest row that is kept
    is in force; one that foretold no better is there to say that it was tried. `digest` is that of what
    went in: the answers, the weights before and the library.
    """

    weights = models.JSONField(_("参数"))
    fitted_at = models.DateTimeField(_("拟合的时间"))
    is_kept = models.BooleanField(_("是否采用"))
    reviews = models.PositiveIntegerField(_("用到的作答次数"))
    held_out = models.PositiveIntegerField(_("留作检验的作答次数"))
    learners = models.PositiveIntegerField(_("学习者人数"))
    loss_before = models.FloatField(_("原参数的对数损失"))
    loss_after = models.FloatField(_("新参数的对数损失"))
    library = models.CharField(_("拟合用的程序"), max_length=32)
    library_version = models.CharField(_("程序版本"), max_length=32)
    digest = models.CharField(_("输入的摘要"), max_length=64)

    class Meta:
        verbose_name = _("记忆模型的参数")
        verbose_name_plural = _("记忆模型的参数")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="fitted_once_from_the_same"),
            models.CheckConstraint(
                condition=Q(is_kept=False) | Q(loss_after__lt=F("loss_before")), name="kept_where_better"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fitted_at:%Y-%m-%d} {self.loss_before:.4f} → {self.loss_after:.4f}"
