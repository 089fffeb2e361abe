from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .department import Department


class RosterUpload(models.Model):
    """A roster that was uploaded and looked through, and waits for somebody to confirm it.

    `rows_sealed` holds the rows as read (names and phone numbers, sealed); it is emptied
    once they are imported, and by the sweep when they have waited for a day.
    """

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(_("文件"), max_length=200)
    rows_sealed = models.BinaryField()
    uploaded_at = models.DateTimeField(_("上传时间"))
    imported_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    counts = models.JSONField(_("结果"), default=dict)

    class Meta:
        verbose_name = _("名册")
        verbose_name_plural = _("名册")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
