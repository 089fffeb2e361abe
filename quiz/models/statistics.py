from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bank import Question, QuestionRevision
from .contest import Contest, RulesVersion


class ContestStatistic(models.Model):
    """What the first attempts of a contest say about its paper. Computed, and computed anew at will.

    `requested_at` later than `computed_at` means that it waits; the row is the queue.
    `figures` of `quiz.domain.item_analysis.PaperFigures`, points in hundredths; `bins` of people by tenths.
    """

    contest = models.OneToOneField(Contest, models.CASCADE, primary_key=True, related_name="statistic")
    rules = models.ForeignKey(RulesVersion, models.PROTECT, null=True, related_name="+")
    n = models.PositiveIntegerField(_("份数"), default=0)
    is_drawn = models.BooleanField(_("各人试卷不同"), default=False)
    figures = models.JSONField(_("全卷指标"), default=dict)
    bins = models.JSONField(_("成绩分布"), default=list)
    requested_at = models.DateTimeField(_("请求时间"))
    # Whoever takes it up says when, so that one failing contest is not tried again at once.
    tried_at = models.DateTimeField(_("计算开始"), null=True, blank=True)
    computed_at = models.DateTimeField(_("计算时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("竞赛统计")
        verbose_name_plural = _("竞赛统计")

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.n}"


class ItemStatistic(models.Model):
    """What first attempts say about one revision, in one contest, or (without one) in all together.

    `facility`, `d27` as parts of 1. `figures` holds the rest by name, marks in hundredths; `options` a line
    for each option: {option, is_key, people, n, thirds, top, mean_rest, standing}; `flags`: [{code, values}].
    `median_ms`: the usual time from an item's opening to its answer, known on papers that open one by one.
    """

    contest = models.ForeignKey(
        Contest, models.CASCADE, null=True, blank=True, related_name="item_statistics", verbose_name=_("竞赛")
    )
    revision = models.ForeignKey(QuestionRevision, models.CASCADE, related_name="statistics")
    n = models.PositiveIntegerField(_("份数"))
    facility = models.FloatField(_("难度"))
    item_rest_r = models.FloatField(_("题余相关"), null=True, blank=True)
    d27 = models.FloatField(_("区分度"), null=True, blank=True)
    median_ms = models.PositiveIntegerField(_("用时中位数（毫秒）"), null=True, blank=True)
    figures = models.JSONField(_("其他指标"), default=dict)
    options = models.JSONField(_("选项"), default=list)
    flags = models.JSONField(_("标记"), default=list)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        verbose_name = _("题目统计")
        verbose_name_plural = _("题目统计")
        constraints = [
            models.UniqueConstraint(fields=["contest", "revision"], name="one_statistic_per_contest"),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(contest__isnull=True), name="one_statistic_over_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id or ''}/{self.revision_id}"


class QuestionFlag(models.Model):
    """A doubt about a revision: raised by figures or by a learner, settled by a reviewer with a reason.

    `details`: of figures {n, values}; `contest`: where they come from, none for all contests together.
    """

    class Source(models.TextChoices):
        STATISTICS = "statistics", _("统计")
        LEARNER = "learner", _("学习者")

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        CLEARED = "cleared", _("题目无误")
        UPHELD = "upheld", _("题目有误")
        SUPERSEDED = "superseded", _("已出新版本")
        GONE = "gone", _("重算后不再成立")

    question = models.ForeignKey(Question, models.CASCADE, related_name="doubts", verbose_name=_("题目"))
    revision = models.ForeignKey(QuestionRevision, models.CASCADE, related_name="doubts")
    code = models.CharField(_("标记"), max_length=20)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    contest = models.ForeignKey(Contest, models.SET_NULL, null=True, blank=True, related_name="+")
    details = models.JSONField(_("内容"), default=dict)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("题目疑点")
        verbose_name_plural = _("题目疑点")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "code"],
                condition=Q(state="open", source="statistics"),
                name="one_open_doubt_of_figures",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="decided_when_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["revision", "state"], name="doubt_by_revision"),
            models.Index(fields=["raised_at"], condition=Q(state="open"), name="doubt_open"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.code}"
