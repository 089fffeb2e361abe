from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.domain.memory import LEECH, OFTEN_WRONG
from quiz.models import Question, QuestionRevision

from .learner import Learner
from .parameters import FittedParameters
from .session import LearningSession


class Memory(models.Model):
    """What a learner has of one question: its schedule and notebook, which the log can make again
    (`learning.domain.memory.Memory`), and the learner's own marks, which it cannot."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="memories", verbose_name=_("学习者"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("题目"))
    stability = models.FloatField(_("稳定度（天）"), default=0)
    difficulty = models.FloatField(_("难度"), default=0)
    due = models.DateTimeField(_("该复习的时间"), null=True, blank=True)
    last_review = models.DateTimeField(_("上次作答"), null=True, blank=True)
    reps = models.PositiveIntegerField(_("次数"), default=0)
    lapses = models.PositiveIntegerField(_("忘记次数"), default=0)
    wrong_at = models.DateTimeField(_("进错题本的时间"), null=True, blank=True)
    rights = models.PositiveSmallIntegerField(_("连续答对的天数"), default=0)
    last_right = models.DateField(_("上次答对的日子"), null=True, blank=True)
    misses = models.PositiveIntegerField(_("进错题本的次数"), default=0)
    level = models.PositiveSmallIntegerField(_("掌握程度"), default=0)
    is_kept = models.BooleanField(_("收藏"), default=False)
    is_cut = models.BooleanField(_("不再出现"), default=False)
    # Taken out of the notebook by hand; the next miss brings it back.
    is_put_away = models.BooleanField(_("移出错题本"), default=False)

    class Meta:
        verbose_name = _("记忆")
        verbose_name_plural = _("记忆")
        constraints = [
            models.UniqueConstraint(fields=["learner", "question"], name="one_memory_of_a_question"),
        ]
        indexes = [
            models.Index(fields=["learner", "due"], name="memories_due"),
            models.Index(
                fields=["learner"], condition=Q(wrong_at__isnull=False), name="memories_in_the_notebook"
            ),
            models.Index(
                fields=["question"],
                condition=Q(misses__gte=OFTEN_WRONG, wrong_at__isnull=False),
                name="memories_often_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.question_id}"

    @property
    def is_put_aside(self) -> bool:
        """Forgotten too often to come by itself, until it leaves the notebook; of siblings the one that has
        the schedule says so. `selectors.memories.PUT_ASIDE` asks the same of the database."""
        is_there = self.due is not None and self.wrong_at is not None and not self.is_put_away
        return is_there and self.lapses >= LEECH


class ReviewLog(models.Model):
    """An answer of a learner. Only added, never changed; the memory follows from it.

    `rating` is null where the answer counts for nothing: a repeat within a set, a tap that nobody can
    have read before. `policy` is the number of the rules that made it; `parameters` are the weights by
    which the memory took it in, null for the library's own.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="reviews", verbose_name=_("学习者"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("题目"))
    revision = models.ForeignKey(QuestionRevision, models.PROTECT, related_name="+", verbose_name=_("版本"))
    session = models.ForeignKey(LearningSession, models.PROTECT, related_name="reviews")
    position = models.PositiveIntegerField(_("第几题"))
    at = models.DateTimeField(_("时间"))
    response = models.JSONField(_("作答"), default=list)
    verdict = models.CharField(_("对错"), max_length=8)
    rating = models.PositiveSmallIntegerField(_("评级"), null=True)
    policy = models.PositiveSmallIntegerField(_("评级规则"))
    # Nobody asks for the answers of some weights: no index.
    parameters = models.ForeignKey(
        FittedParameters, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("参数")
    )
    millis = models.PositiveIntegerField(_("用时（毫秒）"))
    pace = models.FloatField(_("每字毫秒"), default=0)

    class Meta:
        verbose_name = _("学习记录")
        verbose_name_plural = _("学习记录")
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_answer_a_position"),
        ]
        indexes = [models.Index(fields=["learner", "at"], name="reviews_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.learner_id}/{self.question_id} {self.verdict}"
