from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department


class Contest(models.Model):
    """A contest is its rule sheet; the columns here are what lists and locks need of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("筹备中")
        PUBLISHED = "published", _("已发布")
        CLOSED = "closed", _("已结束")

    title = models.CharField(_("名称"), max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("主办单位"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField(_("开始时间"))
    closes_at = models.DateTimeField(_("结束时间"))
    # The version in force; null only while the first one is being written.
    rules = models.ForeignKey(
        "quiz.RulesVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("规则")
    )
    join_code = models.CharField(_("报名码"), max_length=16, unique=True)
    is_rehearsal = models.BooleanField(_("演练"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("建立时间"))
    # Papers may still be typed in after the end, so only its organizer knows when it is over.
    closes_by_hand = models.BooleanField(_("由组织者关闭"), default=False)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    # An organizer has announced the end for this instant, and may take that back until then.
    closing_at = models.DateTimeField(_("宣布的结束时间"), null=True, blank=True)
    # A draft that was thrown away: out of sight, and restored with everything it had.
    discarded_at = models.DateTimeField(_("删除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("竞赛")
        verbose_name_plural = _("竞赛")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="contest_ends_after_start"),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(state="draft"), name="only_drafts_are_discarded"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        """When it really ends or ended: a contest may be closed by hand before its time."""
        return min(self.closes_at, self.closing_at or self.closes_at, self.closed_at or self.closes_at)

    @property
    def ends_early(self) -> bool:
        """Whether an organizer has announced an end before the one in the rules."""
        return self.closing_at is not None and self.closing_at < self.closes_at

    @property
    def zone(self) -> ZoneInfo:
        """Where the contest's wall clock hangs. Needs the rules: a list reads them with its contests."""
        assert self.rules is not None, "a contest is made with its first version"
        return ZoneInfo(self.rules.document["when"]["time_zone"])


class RulesVersion(models.Model):
    """A rule sheet as it stood. Never changed; an amendment is the next number with its reason.

    `pool` is frozen at publication: one list of revision ids per blueprint row
    (a fixed paper is one row), so that later edits of the bank change no paper. `facilities` goes
    with it: each revision's expected facility in ten-thousandths, by its id as text. The two are
    what a version lacks while its contest is a draft; the database lets them be set once.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="versions", verbose_name=_("竞赛"))
    number = models.PositiveIntegerField(_("版本"))
    document = models.JSONField(_("规则"))
    digest = models.CharField(_("摘要"), max_length=64)
    pool = models.JSONField(_("题目范围"), default=list)
    facilities = models.JSONField(_("预计答对率"), default=dict)
    seed = models.CharField(_("抽题种子"), max_length=64)
    reason = models.CharField(_("修改原因"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("规则版本")
        verbose_name_plural = _("规则版本")
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="rules_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} v{self.number}"


class Entry(models.Model):
    """A person on a contest's list: made from the roster at publication, or by registering.

    `department` and `group` are as they stood then, so that a move changes no ranking.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries", verbose_name=_("竞赛"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    group = models.CharField(_("组别"), max_length=40, blank=True)
    # 100 = no extra time, 150 = half as much again, 200 = twice, 0 = no limit.
    time_percent = models.PositiveSmallIntegerField(_("用时比例"), default=100)
    time_reason = models.CharField(_("延时原因"), max_length=200, blank=True)
    excluded_reason = models.CharField(_("不计名次原因"), max_length=200, blank=True)
    # Whether the rules made the exclusion: an amendment may lift it. An organizer's own stays.
    excluded_by_rules = models.BooleanField(_("规则规定不计名次"), default=False)
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("参赛名单")
        verbose_name_plural = _("参赛名单")
        constraints = [
            models.UniqueConstraint(fields=["contest", "user"], name="one_entry"),
        ]
        indexes = [models.Index(fields=["contest", "department"], name="entry_by_department")]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.user_id}"


class JoinTally(models.Model):
    """How often one network address tried to register on one day; yesterday's rows are thrown away.

    `address_digest` is keyed and of the day, so that the table tells nobody's address.
    """

    day = models.DateField()
    address_digest = models.CharField(max_length=64)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("报名次数")
        verbose_name_plural = _("报名次数")
        constraints = [models.UniqueConstraint(fields=["day", "address_digest"], name="one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.tries}"
