from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from quiz.models import Contest, RulesVersion


class AwardRun(models.Model):
    """One computation of a contest's awards, from the database alone.

    `input_digest` is the SHA-256 of everything that decided it: a run with the same digest
    gives the same awards. Draft → confirmed → published; a confirmed run is never changed, but a ruling
    puts another one in its place, and so do prizes that are handed on.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        CONFIRMED = "confirmed", _("已确认")
        PUBLISHED = "published", _("已公布")
        SUPERSEDED = "superseded", _("已被取代")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="award_runs", verbose_name=_("竞赛"))
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("第几次"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    input_digest = models.CharField(_("输入摘要"), max_length=64)
    notes = models.JSONField(_("说明"), default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("计算时间"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("评奖")
        verbose_name_plural = _("评奖")
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="award_run_number_once"),
            models.UniqueConstraint(
                fields=["contest"],
                condition=Q(state__in=["confirmed", "published"]),
                name="one_confirmed_award_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}#{self.number}"

    @property
    def took_over(self) -> bool:
        """Whether it took the place of a published run in the same moment: never a draft on a desk."""
        return self.published_at is not None and self.published_at == self.created_at


class Award(models.Model):
    """One prize to one person or one department, with the figures that decided it.

    `points` in hundredths for a person; for a department its board's score in millionths.
    """

    run = models.ForeignKey(AwardRun, models.CASCADE, related_name="awards", verbose_name=_("评奖"))
    position = models.PositiveIntegerField(_("次序"))
    tier = models.CharField(_("奖项"), max_length=40)
    board = models.CharField(_("榜名"), max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="awards")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("组别"), max_length=40, blank=True)
    place = models.PositiveIntegerField(_("名次"))
    points = models.BigIntegerField(_("得分"))
    elapsed_ms = models.PositiveBigIntegerField(_("用时毫秒"), null=True)
    is_tied = models.BooleanField(_("并列"), default=False)

    class Meta:
        verbose_name = _("获奖")
        verbose_name_plural = _("获奖")
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "user"], condition=Q(user__isnull=False), name="one_award_per_person"
            ),
            models.UniqueConstraint(
                fields=["run", "board", "department"],
                condition=Q(user__isnull=True),
                name="one_award_per_department",
            ),
            models.UniqueConstraint(fields=["run", "position"], name="award_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.position} {self.tier}"


class Reserve(models.Model):
    """Who moves up next into a prize, in order; as final as the run's awards. `place` in the ranking;
    `seats_of`: the department whose seats they are, where each has its own."""

    run = models.ForeignKey(AwardRun, models.CASCADE, related_name="reserves", verbose_name=_("评奖"))
    position = models.PositiveIntegerField(_("次序"))
    tier = models.CharField(_("奖项"), max_length=40)
    board = models.CharField(_("榜名"), max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    seats_of = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("组别"), max_length=40, blank=True)
    place = models.PositiveIntegerField(_("名次"))

    class Meta:
        verbose_name = _("递补")
        verbose_name_plural = _("递补")
        ordering = ["run", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="reserve_position_once")]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.position} {self.tier}"

    @property
    def line(self) -> tuple[str, str, str]:
        """Prize, board and group: each has a line of its own."""
        return self.tier, self.board, self.group
