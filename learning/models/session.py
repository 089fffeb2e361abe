from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.models import Attempt, Contest, QuestionRevision, RulesVersion

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
        ORDER = "order", _("顺序练习")
        DAY = "day", _("每日一题")
        EXAM = "exam", _("模拟考试")
        RUN = "run", _("挑战答题")
        PREPARE = "prepare", _("备赛练习")

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
    # Of an exam: when it ends, null without a limit. Of a run: until when its open question waits.
    deadline = models.DateTimeField(_("截止时间"), null=True, blank=True)
    # Of an exam its points in hundredths, of a run the answers in a row that were right; at its end.
    score = models.PositiveIntegerField(_("成绩"), null=True, blank=True)
    # Of an exam "as in a contest": whose blueprint and marking it has. Of 备赛: of the contest to come.
    rules = models.ForeignKey(RulesVersion, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("练习")
        verbose_name_plural = _("练习")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "day"], condition=models.Q(mode="daily"), name="one_daily_set_a_day"
            ),
            models.UniqueConstraint(
                fields=["learner", "day"], condition=models.Q(mode="day"), name="one_question_of_a_day"
            ),
            models.UniqueConstraint(
                fields=["learner", "day", "rules"],
                condition=models.Q(mode="prepare"),
                name="one_preparation_a_day",
            ),
            models.UniqueConstraint(
                fields=["learner", "mode"],
                condition=models.Q(mode__in=("exam", "run"), finished_at=None),
                name="one_open_trial_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "finished_at"], name="sessions_of_a_learner"),
            models.Index(fields=["day"], condition=models.Q(mode="day"), name="sessions_of_the_day"),
            models.Index(fields=["score"], condition=models.Q(mode="run"), name="sessions_of_runs"),
            models.Index(
                fields=["deadline"],
                condition=models.Q(finished_at=None, deadline__isnull=False),
                name="sessions_that_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.mode} {self.day}"


def asks_mixed(mode: str, topic: str) -> bool:
    """Whether such a set mixes topics; the bank's order goes through one after the other."""
    return not topic and mode not in (LearningSession.Mode.TOPIC, LearningSession.Mode.ORDER)


class ExamSlot(models.Model):
    """A place of an exam: the question as it stood, and the answer, which may be changed until the end.

    `points` in hundredths; `earned` is null until the exam is marked, and stays so where the question
    was left out because a contest had taken it meanwhile.
    """

    session = models.ForeignKey(LearningSession, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField(_("第几题"))
    revision = models.ForeignKey(QuestionRevision, models.PROTECT, related_name="+", verbose_name=_("版本"))
    points = models.PositiveIntegerField(_("分值"))
    response = models.JSONField(_("作答"), default=list)
    answered_at = models.DateTimeField(_("作答时间"), null=True, blank=True)
    earned = models.IntegerField(_("得分"), null=True, blank=True)

    class Meta:
        verbose_name = _("模拟考试的题")
        verbose_name_plural = _("模拟考试的题")
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_slot_a_position"),
            models.UniqueConstraint(fields=["session", "revision"], name="one_slot_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.position}"


class StudiedContest(models.Model):
    """A closed contest whose answers become things to learn; `finished_at` once all of them have."""

    contest = models.OneToOneField(Contest, models.CASCADE, primary_key=True, related_name="+")
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("竞赛错题")
        verbose_name_plural = _("竞赛错题")

    def __str__(self) -> str:
        return str(self.contest_id)
