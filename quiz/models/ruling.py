from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.domain.rulings import ABOUT_PEOPLE, ABOUT_QUESTIONS, Kind

from .bank import QuestionRevision
from .contest import Contest, Entry, RulesVersion


class Ruling(models.Model):
    """What was decided anew after a contest. Never changed: another ruling follows it.

    `rules`: the version that it brought into force; scores under that version and later ones obey it.
    `key` as a QuestionRevision holds it, where the kind needs one. `note` is public, `reason` is not.
    """

    KINDS = [
        (Kind.REKEY.value, _("更正答案")),
        (Kind.EITHER.value, _("两种答案都算对")),
        (Kind.VOID.value, _("此题作废，都得分")),
        (Kind.RESTORE.value, _("恢复原来的答案")),
        (Kind.DISQUALIFY.value, _("取消成绩")),
        (Kind.REINSTATE.value, _("恢复成绩")),
    ]

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="rulings", verbose_name=_("竞赛"))
    number = models.PositiveIntegerField(_("第几次"))
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+", verbose_name=_("规则版本"))
    kind = models.CharField(_("裁决"), max_length=8, choices=KINDS)
    revision = models.ForeignKey(
        QuestionRevision, models.PROTECT, null=True, related_name="+", verbose_name=_("题目")
    )
    key = models.JSONField(_("答案"), null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", verbose_name=_("参赛者"))
    reason = models.CharField(_("依据"), max_length=200)
    note = models.CharField(_("公告"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("裁决人")
    )
    at = models.DateTimeField(_("裁决时间"))

    class Meta:
        verbose_name = _("裁决")
        verbose_name_plural = _("裁决")
        ordering = ["contest", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="ruling_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ABOUT_QUESTIONS, revision__isnull=False, entry__isnull=True)
                | Q(kind__in=ABOUT_PEOPLE, revision__isnull=True, entry__isnull=False),
                name="ruling_on_a_question_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}#{self.number} {self.kind}"
