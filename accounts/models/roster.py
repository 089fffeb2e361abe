from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .department import Department


class RosterUpload(models.Model):
    """A roster on its way from a file to accounts; where it waits, the row is the queue.

    What it holds of names and phone numbers is sealed: `file_sealed` the file until it is read,
    `rows_sealed` the rows until they are imported, `report_sealed` what an organizer is shown (before:
    what importing would do; afterwards: the rows that were left out). The sweep empties all three
    after a day.

    Whoever works on it holds `claim` until `claimed_until`; `tries` counts claims that came to nothing.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("等待读取")
        READY = "ready", _("等待确认")
        CONFIRMED = "confirmed", _("正在导入")
        DONE = "done", _("已导入")
        REFUSED = "refused", _("没有读成")
        DISCARDED = "discarded", _("已取消")

    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(_("文件"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.UPLOADED)
    row_count = models.PositiveIntegerField(_("行数"), default=0)
    file_sealed = models.BinaryField(default=b"")
    rows_sealed = models.BinaryField(default=b"")
    report_sealed = models.BinaryField(default=b"")
    deactivates_missing = models.BooleanField(default=False)
    # {code, values}: why the file was refused, or why somebody has to look again.
    fault = models.JSONField(default=dict)
    has_begun = models.BooleanField(default=False)
    counts = models.JSONField(_("结果"), default=dict)
    uploaded_at = models.DateTimeField(_("上传时间"))
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    imported_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("名册")
        verbose_name_plural = _("名册")
        ordering = ["-uploaded_at"]
        indexes = [
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["uploaded", "confirmed"]),
                name="rosters_that_wait",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def waits_for_work(self) -> bool:
        return self.state in (self.State.UPLOADED, self.State.CONFIRMED)
