from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from quiz.models import Contest

from .free_text import Written


class ClaimStep(Written, models.Model):
    """Something that happened to a prize after its publication. A database trigger refuses every change.

    A prize is known by contest, tier and winner, so that it keeps its steps when another run takes the
    place of the one that gave it. Claimed by its winner, taken once an organizer has handed it over.
    `user` for a person, `department` for a department on `board`. Why it was is in `FreeText`; `reason` is
    of earlier versions.
    """

    _inside = "reason"

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("本人确认领奖")
        TAKEN = "taken", _("领走")
        WAIVED = "waived", _("放弃")
        REOPENED = "reopened", _("恢复待领")
        HANDED_ON = "handed_on", _("由递补者接替")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="claim_steps", verbose_name=_("竞赛"))
    tier = models.CharField(_("奖项"), max_length=40)
    board = models.CharField(_("榜名"), max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("做了什么"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("领奖记录")
        verbose_name_plural = _("领奖记录")
        ordering = ["id"]
        indexes = [models.Index(fields=["contest", "kind"], name="claim_step_by_contest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, board="") | Q(department__isnull=False, user__isnull=True),
                name="claim_step_of_one_winner",
            ),
            models.UniqueConstraint(
                fields=["contest", "tier", "user"],
                condition=Q(kind="handed_on", user__isnull=False),
                name="prize_handed_on_once",
            ),
            models.UniqueConstraint(
                fields=["contest", "tier", "board", "department"],
                condition=Q(kind="handed_on", user__isnull=True),
                name="department_prize_handed_on_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.tier}: {self.kind}"
