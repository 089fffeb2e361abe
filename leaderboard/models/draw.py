from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.models import Contest, RulesVersion


class DrawRoll(models.Model):
    """The list of those who may be drawn, frozen before the public number is known; never changed.

    `number`: which of the contest's seeds it is drawn with, so that a list that is frozen anew before
    the draw keeps its seed and one that is drawn again after it gets the next. `version` counts the
    lists. `draws`: name, group, seats and reserves of each prize. `salt` (64 hex digits) hides the
    people behind the tickets.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="draw_rolls", verbose_name=_("竞赛"))
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("第几份"))
    number = models.PositiveIntegerField(_("第几次抽奖"))
    commitment = models.CharField(_("种子的摘要"), max_length=64)
    salt = models.CharField(_("盐"), max_length=64)
    draws = models.JSONField(_("奖项"))
    digest = models.CharField(_("名单摘要"), max_length=64)
    reason = models.CharField(_("重来的原因"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("定下时间"))

    class Meta:
        verbose_name = _("抽奖名单")
        verbose_name_plural = _("抽奖名单")
        ordering = ["contest", "version"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "version"], name="draw_roll_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}#{self.version}"


class DrawTicket(models.Model):
    """One person on a list; `position` is the ticket's number. Never changed.

    `name` is masked as it was told then; `steps` as in `leaderboard.domain.lottery.Ticket`.
    """

    roll = models.ForeignKey(DrawRoll, models.PROTECT, related_name="tickets", verbose_name=_("抽奖名单"))
    position = models.PositiveIntegerField(_("号码"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.CharField(_("摘要"), max_length=64)
    name = models.CharField(_("姓名"), max_length=150)
    steps = models.JSONField(_("资格"))

    class Meta:
        verbose_name = _("抽奖号")
        verbose_name_plural = _("抽奖号")
        ordering = ["roll", "position"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "position"], name="draw_ticket_position_once"),
            models.UniqueConstraint(fields=["roll", "user"], name="one_draw_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.roll_id}.{self.position}"


class DrawResult(models.Model):
    """The public text that was entered, and what followed from it at once; never changed, one for a list.

    `results`: for each prize the ticket numbers of its winners and reserves, and its step.
    """

    roll = models.OneToOneField(DrawRoll, models.PROTECT, related_name="result", verbose_name=_("抽奖名单"))
    public = models.CharField(_("公开的随机数"), max_length=200)
    source = models.CharField(_("随机数的来历"), max_length=200)
    results = models.JSONField(_("结果"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(_("抽取时间"))

    class Meta:
        verbose_name = _("抽奖结果")
        verbose_name_plural = _("抽奖结果")

    def __str__(self) -> str:
        return f"{self.roll_id}: {self.public}"
