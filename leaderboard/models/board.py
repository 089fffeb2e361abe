from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from quiz.models import Contest


class BoardLine(models.Model):
    """A person's standing in a contest, recomputed from current scores, never nudged.

    `sort_key` is the rank chain as fixed-width hexadecimal: smaller is better, equal means
    a shared place. `version` grows with each recomputation, so that an older picture never
    replaces a newer one. Points in hundredths.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="board_lines", verbose_name=_("竞赛"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("组别"), max_length=40, blank=True)
    points = models.IntegerField(_("得分"))
    right = models.PositiveIntegerField(_("答对题数"))
    elapsed_ms = models.PositiveBigIntegerField(_("用时毫秒"))
    attempts = models.PositiveIntegerField(_("答卷数"))
    started_at = models.DateTimeField(_("开始时间"))
    handed_in_at = models.DateTimeField(_("交卷时间"))
    sort_key = models.CharField(max_length=80)
    is_listed = models.BooleanField(_("上榜"), default=True)
    version = models.PositiveBigIntegerField(default=1)
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("个人榜")
        verbose_name_plural = _("个人榜")
        constraints = [models.UniqueConstraint(fields=["contest", "user"], name="one_board_line")]
        indexes = [
            models.Index(fields=["contest", "is_listed", "sort_key"], name="board_order"),
            models.Index(fields=["contest", "group", "is_listed", "sort_key"], name="board_group_order"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.user_id}"


class OrganisationLine(models.Model):
    """A department's standing on one of a contest's organisation boards.

    `metrics` holds each metric's numerator, denominator and value as printed.
    `score` is the weighted result in millionths; `place` is shared among equals.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="+", verbose_name=_("竞赛"))
    board = models.CharField(_("榜名"), max_length=40)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    headcount = models.PositiveIntegerField(_("应参加人数"))
    participants = models.PositiveIntegerField(_("参加人数"))
    metrics = models.JSONField(_("指标"), default=dict)
    score = models.BigIntegerField(_("得分"))
    place = models.PositiveIntegerField(_("名次"))
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("单位榜")
        verbose_name_plural = _("单位榜")
        constraints = [
            models.UniqueConstraint(fields=["contest", "board", "department"], name="one_organisation_line"),
        ]
        indexes = [models.Index(fields=["contest", "board", "place"], name="organisation_order")]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.board}/{self.department_id}"
