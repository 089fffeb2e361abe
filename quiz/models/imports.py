from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bank import Question, Topic


class ImportBatch(models.Model):
    """A file of questions that somebody uploaded, and how far it has come. The row that waits is the queue.

    `content` and `answers` are the files, sealed, empty once they are forgotten. `issues` and `unread`
    are the reading's own (`quiz.domain.imports.stored`); `values` fill the sentence of `error`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等着读取")
        PARSING = "parsing", _("正在读取")
        READY = "ready", _("等您查看")
        COMMITTING = "committing", _("正在导入")
        COMMITTED = "committed", _("已导入")
        UNDONE = "undone", _("已撤销")
        FAILED = "failed", _("没有读出来")

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(_("文件"), max_length=200, blank=True)
    sha256 = models.CharField(_("文件摘要"), max_length=64)
    content = models.BinaryField()
    answers_name = models.CharField(_("答案文件"), max_length=200, blank=True)
    answers = models.BinaryField(default=b"")
    wanted_format = models.CharField(_("指定的格式"), max_length=20, default="auto")
    format = models.CharField(_("格式"), max_length=20, blank=True)
    confidence = models.FloatField(_("把握"), default=0)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("读取次数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    total = models.PositiveIntegerField(_("题数"), default=0)
    issues = models.JSONField(_("文件的问题"), default=list)
    unread = models.JSONField(_("没有读的行"), default=list)
    error = models.CharField(_("错误"), max_length=60, blank=True)
    values = models.JSONField(default=dict)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("默认知识点")
    )
    source = models.CharField(_("默认出处"), max_length=200, blank=True)
    with_doubtful = models.BooleanField(_("连有疑问的一起导入"), default=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    claimed_at = models.DateTimeField(_("开始处理"), null=True, blank=True)
    ready_at = models.DateTimeField(_("读完时间"), null=True, blank=True)
    committed_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("题目导入")
        verbose_name_plural = _("题目导入")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=["waiting", "parsing", "committing"]),
                name="imports_that_wait",
            )
        ]

    def __str__(self) -> str:
        return self.file_name or self.sha256[:12]


class ImportItem(models.Model):
    """One question of an import, as read and as mended.

    `draft` is the reading (`quiz.domain.imports.stored.draft_json`), `edited` what somebody made of it,
    null where nobody did. `digest` finds the same question again; `duplicates` are what it resembles
    (`quiz.domain.imports.duplicates.Duplicate`), `duplicate` the worst kind. `decision` "" follows the
    rules: sound questions that are nobody's duplicate are taken.
    """

    class Decision(models.TextChoices):
        TAKE = "take", _("导入")
        SKIP = "skip", _("不导入")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="items", verbose_name=_("导入"))
    position = models.PositiveIntegerField(_("序号"))
    draft = models.JSONField(_("读出的题"))
    edited = models.JSONField(_("改过的题"), null=True, blank=True)
    ext_id = models.CharField(_("文件里的编号"), max_length=200, blank=True)
    digest = models.CharField(_("同题摘要"), max_length=64, db_index=True)
    is_blocked = models.BooleanField(_("有错要改"), default=False)
    is_doubtful = models.BooleanField(_("有疑问"), default=False)
    duplicates = models.JSONField(_("相似的题"), default=list)
    duplicate = models.CharField(_("重复"), max_length=8, blank=True)
    decision = models.CharField(_("决定"), max_length=4, choices=Decision.choices, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("知识点")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("导入成的题")
    )

    class Meta:
        verbose_name = _("导入的题")
        verbose_name_plural = _("导入的题")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_position_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(question__isnull=False), name="question_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"
