from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.domain.receipts import Statement, shown_code

from .attempt import Attempt


class SigningKey(models.Model):
    """The public part of a key that receipts were signed with; 64 hex digits (Ed25519). Never changed."""

    public = models.CharField(_("公钥"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("启用时间"))

    class Meta:
        verbose_name = _("签名公钥")
        verbose_name_plural = _("签名公钥")

    def __str__(self) -> str:
        return self.public


class Receipt(models.Model):
    """What the server signed when it took an attempt's answers in. A database trigger refuses every change.

    `answers_digest` is of all the attempt's answers, `trail_head` the digest of the audit trail's last
    entry at that time, `trail_length` its number.
    """

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="receipt", verbose_name=_("答卷"))
    code = models.CharField(_("回执号"), max_length=10, unique=True)
    handed_in_at = models.DateTimeField(_("交卷时间"))
    answers_digest = models.CharField(_("作答摘要"), max_length=64)
    trail_length = models.PositiveBigIntegerField(_("操作记录条数"))
    trail_head = models.CharField(_("操作记录末条摘要"), max_length=64)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+", verbose_name=_("签名公钥"))
    signature = models.CharField(_("签名"), max_length=128)
    created_at = models.DateTimeField(_("出具时间"))

    class Meta:
        verbose_name = _("交卷回执")
        verbose_name_plural = _("交卷回执")

    def __str__(self) -> str:
        return self.code

    @property
    def statement(self) -> Statement:
        return Statement(
            attempt_id=self.attempt_id,
            handed_in_at=self.handed_in_at,
            answers=self.answers_digest,
            trail_length=self.trail_length,
            trail_head=self.trail_head,
        )

    @property
    def shown_code(self) -> str:
        return shown_code(self.code)
