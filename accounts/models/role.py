from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .department import Department


class RoleGrant(models.Model):
    """What a person may do beyond taking part; an organizer's grant covers a department's subtree."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("组织者")
        REVIEWER = "reviewer", _("审题人")
        EXPERT = "expert", _("专家审题人")
        ADMINISTRATOR = "administrator", _("管理员")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, verbose_name=_("单位"))

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "department"], name="grant_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(department__isnull=True), name="wide_grant_once"
            ),
            models.CheckConstraint(
                condition=~Q(role="organizer") | Q(department__isnull=False),
                name="organizer_has_a_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.department or ''}".strip()
