from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .bank import QuestionRevision, QuestionType
from .contest import Contest, Entry, RulesVersion


class Attempt(models.Model):
    """One person's sitting of one paper.

    `deadline` (UTC) was computed at the start (the paper's limit, the sum of the items' limits
    or the contest's end, whichever comes first) and moves only by an organizer's logged extension.
    `scored_at` is null while the row waits for scoring: the row is the queue. `on_paper`: typed in by an
    organizer from the printed paper; it was received at `handed_in_at`, and how long it took nobody knows.
    """

    class State(models.TextChoices):
        OPEN = "open", _("答题中")
        HANDED_IN = "handed_in", _("已交卷")

    class HandedInBy(models.TextChoices):
        PERSON = "person", _("本人交卷")
        DEADLINE = "deadline", _("到时自动交卷")
        ORGANIZER = "organizer", _("组织者收卷")

    class Kind(models.TextChoices):
        COUNTED = "counted", _("正式")
        PRACTICE = "practice", _("练习")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="attempts", verbose_name=_("竞赛"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="attempts")
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices, default=Kind.COUNTED)
    number = models.PositiveIntegerField(_("第几次"))
    day = models.DateField(_("比赛日"))
    seed = models.CharField(_("种子"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField(_("开始时间"))
    deadline = models.DateTimeField(_("截止时间"))
    grace_ms = models.PositiveIntegerField(_("宽限毫秒"), default=0)
    time_percent = models.PositiveSmallIntegerField(_("用时比例"), default=100)
    # With items that open in turn: how long each stays open, 0 without a limit. Which one is open follows
    # from the answers; once the limit was changed, also from what had been closed by then, and since when
    # the next item was open.
    item_ms = models.PositiveIntegerField(_("每题毫秒"), null=True, blank=True)
    closed_items = models.PositiveSmallIntegerField(_("改时限前已关闭的题数"), null=True, blank=True)
    closed_items_at = models.DateTimeField(_("改时限时当前题的开始时间"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("交卷时间"), null=True, blank=True)
    handed_in_by = models.CharField(_("交卷方式"), max_length=10, choices=HandedInBy.choices, blank=True)
    scored_at = models.DateTimeField(_("评分时间"), null=True, blank=True)
    on_paper = models.BooleanField(_("纸质答卷"), default=False)

    class Meta:
        verbose_name = _("答卷")
        verbose_name_plural = _("答卷")
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "user"], condition=Q(state="open"), name="one_open_attempt"
            ),
            models.UniqueConstraint(fields=["contest", "user", "kind", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=Q(state="open", handed_in_at__isnull=True)
                | Q(state="handed_in", handed_in_at__isnull=False),
                name="handed_in_time_when_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | Q(handed_in_at__gte=F("started_at")),
                name="handed_in_after_start",
            ),
            models.CheckConstraint(
                condition=Q(closed_items__isnull=True, closed_items_at__isnull=True)
                | Q(closed_items__isnull=False, closed_items_at__isnull=False),
                name="closed_items_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(state="open"), name="attempt_overdue"),
            models.Index(
                fields=["handed_in_at"],
                condition=Q(state="handed_in", scored_at__isnull=True),
                name="attempt_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.user_id}#{self.number}"


class Slot(models.Model):
    """One place of a frozen paper: which revision, its options in the order shown, its worth.

    `points` in hundredths.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="slots", verbose_name=_("答卷"))
    position = models.PositiveSmallIntegerField(_("题次"))
    revision = models.ForeignKey(QuestionRevision, models.PROTECT, related_name="+")
    type = models.CharField(_("题型"), max_length=8, choices=QuestionType.choices)
    option_order = models.JSONField(_("选项次序"), default=list)
    points = models.PositiveIntegerField(_("分值"))

    class Meta:
        verbose_name = _("题位")
        verbose_name_plural = _("题位")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="slot_position_once"),
            models.UniqueConstraint(fields=["attempt", "revision"], name="slot_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def oldest_first(self) -> "AnswerQuerySet":
        """In the order in which they were chosen: the last one of a position is the one that counts.

        Whoever wants to know what counts reads answers in this order, and lets each take the place
        of the one before.
        """
        return self.order_by("sequence", "pk")


class Answer(models.Model):
    """One acknowledged choice. Only ever added; `AnswerQuerySet.oldest_first` says which one counts.

    `sequence` rises with every choice on a device, so that a packet that arrives late changes nothing.
    A client that counts nothing gets the highest of the position, so that its order is that of arrival.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers", verbose_name=_("答卷"))
    position = models.PositiveSmallIntegerField(_("题次"))
    sequence = models.PositiveIntegerField(_("作答次序"), default=0)
    response = models.JSONField(_("作答"))
    client_key = models.CharField(_("防重码"), max_length=64)
    saved_at = models.DateTimeField(_("保存时间"))

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("作答")
        verbose_name_plural = _("作答")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client_key"], name="answer_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}.{self.position}"


class AttemptScore(models.Model):
    """What an attempt is worth under one version of the rules. Points in hundredths.

    `marks` has one [points, verdict] per position, verdict of `quiz.domain.marking.Verdict`.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="scores", verbose_name=_("答卷"))
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")
    points = models.IntegerField(_("得分"))
    max_points = models.PositiveIntegerField(_("满分"))
    right = models.PositiveSmallIntegerField(_("答对题数"))
    elapsed_ms = models.PositiveBigIntegerField(_("用时毫秒"))
    marks = models.JSONField(_("各题得分"), default=list)
    created_at = models.DateTimeField(_("评分时间"))

    class Meta:
        verbose_name = _("成绩")
        verbose_name_plural = _("成绩")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "rules"], name="one_score_per_rules"),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("max_points")), name="points_within_max"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.points}"
