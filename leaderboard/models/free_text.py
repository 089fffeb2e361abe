from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.models import Contest


class FreeText(models.Model):
    """What a person wrote beside a step, an objection or its answer, kept apart from them: those rows stay
    for good, and what is personal in a text need not.

    The audit trail has a digest of salt and text (`domain.free_text`). A database trigger lets text and salt
    be emptied, once, and refuses every other change.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="+", verbose_name=_("竞赛"))
    step = models.OneToOneField("ClaimStep", models.PROTECT, null=True, related_name="free_text")
    objection = models.OneToOneField("Objection", models.PROTECT, null=True, related_name="free_text")
    decision = models.OneToOneField("ObjectionDecision", models.PROTECT, null=True, related_name="free_text")
    text = models.CharField(_("文字"), max_length=1000, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(_("时间"))
    forgotten_at = models.DateTimeField(_("删除时间"), null=True)

    class Meta:
        verbose_name = _("文字")
        verbose_name_plural = _("文字")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["written_at"], condition=Q(forgotten_at=None), name="free_text_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=False, objection=None, decision=None)
                | Q(step=None, objection__isnull=False, decision=None)
                | Q(step=None, objection=None, decision__isnull=False),
                name="free_text_of_one_row",
            ),
        ]

    def __str__(self) -> str:
        return f"free_text:{self.pk}"


class Written:
    """A row with a text in a row of its own; those of earlier versions have it in `_inside`."""

    _inside = "text"

    @property
    def said(self) -> str:
        """What was written; "" where nothing was, or where it was forgotten."""
        kept = getattr(self, "free_text", None)
        return getattr(self, self._inside) if kept is None else kept.text

    @property
    def is_forgotten(self) -> bool:
        kept = getattr(self, "free_text", None)
        return kept is not None and kept.forgotten_at is not None
