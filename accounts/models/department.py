from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A node of the organisation's tree.

    `path` is the chain of ids from the root, each followed by "/", so that a subtree
    is one prefix search: the subtree of `d` is every row whose path starts with `d.path`.
    """

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=20, blank=True, help_text=_("如：乡镇街道、机关、学校"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    path = models.CharField(max_length=255, db_index=True, editable=False, default="")
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="department_name_once_per_parent"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(parent__isnull=True), name="root_department_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
