from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.models import Contest

from .award import Award


class CertificateDesign(models.Model):
    """How a contest's certificates are worded and coloured. `seal`: name of the stored picture, or ""."""

    contest = models.OneToOneField(Contest, models.PROTECT, related_name="certificate_design")
    title = models.CharField(_("标题"), max_length=12)
    text = models.CharField(_("正文"), max_length=300)
    issuer = models.CharField(_("落款"), max_length=60)
    colour = models.CharField(_("颜色"), max_length=8)
    seal = models.CharField(_("印章"), max_length=80, blank=True)
    updated_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("证书样式")
        verbose_name_plural = _("证书样式")

    def __str__(self) -> str:
        return f"{self.contest_id} {self.title}"


class Certificate(models.Model):
    """One certificate of one award, as it was issued. A database trigger refuses every change.

    `code`: 128 random bits as 32 hex digits, which the QR code holds. `printed`: the fields of
    `leaderboard.domain.certificates.Printed`.
    """

    code = models.CharField(_("校验码"), max_length=32, unique=True)
    award = models.ForeignKey(Award, models.PROTECT, related_name="certificates", verbose_name=_("获奖"))
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="certificates", verbose_name=_("竞赛"))
    sequence = models.PositiveIntegerField(_("序号"))
    printed = models.JSONField(_("证书内容"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("出具时间"))

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        ordering = ["contest", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "sequence"], name="certificate_sequence_once")
        ]

    def __str__(self) -> str:
        return self.printed["number"]


class Revocation(models.Model):
    """A certificate that no longer holds, and why. A database trigger refuses every change."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(_("作废原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("作废时间"))

    class Meta:
        verbose_name = _("证书作废")
        verbose_name_plural = _("证书作废")

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.reason}"
