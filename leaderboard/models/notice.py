from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .award import AwardRun
from .free_text import Written


class Objection(Written, models.Model):
    """What somebody objects to in a published list. A database trigger refuses every change.

    `receipt`: 50 random bits as ten letters and digits, by which people speak of it. What was written is in
    `FreeText`; `text` is of earlier versions.
    """

    class About(models.TextChoices):
        SCORE = "score", _("我的成绩")
        WINNER = "winner", _("获奖者")
        QUESTION = "question", _("题目或答案")
        OTHER = "other", _("其他")

    run = models.ForeignKey(AwardRun, models.PROTECT, related_name="objections", verbose_name=_("评奖"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receipt = models.CharField(_("回执号"), max_length=10, unique=True)
    about = models.CharField(_("对什么有异议"), max_length=10, choices=About.choices)
    text = models.CharField(_("理由"), max_length=1000)
    at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.receipt


class ObjectionDecision(Written, models.Model):
    """The answer to an objection, given once. A database trigger refuses every change. Text as above."""

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("成立")
        NOT_UPHELD = "not_upheld", _("不成立")
        WITHDRAWN = "withdrawn", _("本人撤回")

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="decision")
    decision = models.CharField(_("结论"), max_length=10, choices=Decision.choices)
    text = models.CharField(_("答复"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("答复时间"))

    class Meta:
        verbose_name = _("异议答复")
        verbose_name_plural = _("异议答复")

    def __str__(self) -> str:
        return f"{self.objection_id}: {self.decision}"


class FinalList(models.Model):
    """A published run whose window passed with no objection open. A database trigger refuses every change."""

    run = models.OneToOneField(AwardRun, models.PROTECT, related_name="final", verbose_name=_("评奖"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("定案时间"))

    class Meta:
        verbose_name = _("最终名单")
        verbose_name_plural = _("最终名单")

    def __str__(self) -> str:
        return f"{self.run_id}"
