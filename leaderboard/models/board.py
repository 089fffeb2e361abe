from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from quiz.models import Contest, RulesVersion


class Edition(models.TextChoices):
    """Which hand-ins a board counts: all, or those before the sheet's `frozen_from`.

    The frozen board is a board of its own, kept beside the live one from the first line on:
    there is no moment of copying, and nothing that Redis loses can turn one into the other.
    """

    LIVE = "live", _("实时")
    FROZEN = "frozen", _("封榜")


class BoardState(models.Model):
    """What a contest's boards were computed under, and what of them waits.

    The row is locked while lines are recomputed: `sequence` grows with each recomputation and is
    the version of the lines that it wrote, so that a newer line has seen every older score.
    `counted_score` is the newest score up to which every score is known to be on a line.
    """

    contest = models.OneToOneField(Contest, models.CASCADE, primary_key=True, related_name="board_state")
    rules = models.ForeignKey(RulesVersion, models.PROTECT, null=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    counted_score = models.PositiveBigIntegerField(default=0)
    lines_at = models.DateTimeField(_("更新时间"), null=True)
    organisations_stale_since = models.DateTimeField(null=True)
    organisations_at = models.DateTimeField(null=True)
    picture_is_stale = models.BooleanField(default=False)
    compared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("榜单状态")
        verbose_name_plural = _("榜单状态")

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.sequence}"


class BoardLine(models.Model):
    """A person's standing in a contest, recomputed from current scores, never nudged.

    `sort_key` is the rank chain as fixed-width hexadecimal: smaller is better, equal means
    a shared place. `version` grows with each recomputation, so that an older picture never
    replaces a newer one. `newest_score` is the newest score that the line counts.
    `best`: the points of the best attempt, where the rules show it beside what counts.
    Points in hundredths.
    """

    edition = models.CharField(_("版本"), max_length=6, choices=Edition.choices, default=Edition.LIVE)
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="board_lines", verbose_name=_("竞赛"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("组别"), max_length=40, blank=True)
    points = models.IntegerField(_("得分"))
    best = models.IntegerField(_("最好一次"), null=True)
    right = models.PositiveIntegerField(_("答对题数"))
    elapsed_ms = models.PositiveBigIntegerField(_("用时毫秒"))
    attempts = models.PositiveIntegerField(_("答卷数"))
    started_at = models.DateTimeField(_("开始时间"))
    handed_in_at = models.DateTimeField(_("交卷时间"))
    sort_key = models.CharField(max_length=80)
    is_listed = models.BooleanField(_("上榜"), default=True)
    version = models.PositiveBigIntegerField(default=1)
    newest_score = models.PositiveBigIntegerField(default=0)
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("个人榜")
        verbose_name_plural = _("个人榜")
        constraints = [models.UniqueConstraint(fields=["contest", "edition", "user"], name="one_board_line")]
        indexes = [
            # Partial: SQLite does not use an index for a bare truth value.
            models.Index(
                fields=["contest", "edition", "sort_key", "user"],
                condition=models.Q(is_listed=True),
                name="board_order",
            ),
            models.Index(
                fields=["contest", "edition", "group", "sort_key", "user"],
                condition=models.Q(is_listed=True),
                name="board_group_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.user_id}"


class OrganisationLine(models.Model):
    """A department's standing on one of a contest's organisation boards.

    `metrics` holds each metric's numerator, denominator and value as printed.
    `score` is the weighted result in millionths; `place` is shared among equals.
    """

    edition = models.CharField(_("版本"), max_length=6, choices=Edition.choices, default=Edition.LIVE)
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
            models.UniqueConstraint(
                fields=["contest", "edition", "board", "department"], name="one_organisation_line"
            ),
        ]
        indexes = [models.Index(fields=["contest", "edition", "board", "place"], name="organisation_order")]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.board}/{self.department_id}"
