from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.models import Attempt, Contest

from .learner import Learner


class LearningSession(models.Model):
    """A set of questions that a learner goes through; it waits where it was left, for as long as it takes.

    `plan`: question ids in order; a missed one is appended once more. `position`: how many are answered.
    """

    class Mode(models.TextChoices):
        DAILY = "daily", _("今日练习")
        TOPIC = "topic", _("专项练习")
        RANDOM = "random", _("随机练习")
        UNSEEN = "unseen", _("没做过的题")
        WRONG = "wrong", _("错题再练")
        KEPT = "kept", _("收藏的题")
        CONTEST = "contest", _("竞赛里的题")

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="sessions", verbose_name=_("学习者"))
    mode = models.CharField(_("方式"), max_length=8, choices=Mode.choices)
    topic = models.CharField(_("知识点"), max_length=4, blank=True)
    day = models.DateField(_("学习日"))
    plan = models.JSONField(_("题目"), default=list)
    # From here on the plan holds repeats of missed questions.
    size = models.PositiveIntegerField(_("题数"))
    position = models.PositiveIntegerField(_("已答"), default=0)
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("做完时间"), null=True, blank=True)
    # Of a contest: the paper whose answers these are, and when the learner put the news of it away.
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(_("知道了的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("练习")
        verbose_name_plural = _("练习")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "day"], condition=models.Q(mode="daily"), name="one_daily_set_a_day"
            ),
        ]
        indexes = [models.Index(fields=["learner", "finished_at"], name="sessions_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.mode} {self.day}"


class StudiedContest(models.Model):
    """A closed contest whose answers become things to learn; `finished_at` once all of them have."""

    contest = models.OneToOneField(Contest, models.CASCADE, primary_key=True, related_name="+")
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("竞赛错题")
        verbose_name_plural = _("竞赛错题")

    def __str__(self) -> str:
        return str(self.contest_id)
