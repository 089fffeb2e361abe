from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LoginCard(models.Model):
    """A printed card whose QR code logs one person in. The token is on paper only; `digest` is its SHA-256.

    A card ends once: replaced by a newer one, or revoked.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="login_cards", verbose_name=_("人员")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    printed_at = models.DateTimeField(_("打印时间"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经手人")
    )
    expires_at = models.DateTimeField(_("有效期至"))
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录卡")
        verbose_name_plural = _("登录卡")
        ordering = ["-printed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_login_card_a_person"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("printed_at")), name="login_card_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.printed_at:%Y-%m-%d}"
