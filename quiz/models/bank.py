from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quiz.domain.bank_item import MOST_FACT


class Topic(models.Model):
    """One of the 10 areas (code "01") or one of their topics (code "0101")."""

    code = models.CharField(_("编号"), max_length=4, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("领域")
    )

    class Meta:
        verbose_name = _("知识点")
        verbose_name_plural = _("知识点")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.local_name}"

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class QuestionType(models.TextChoices):
    SINGLE = "single", _("单选题")
    MULTI = "multi", _("多选题")
    JUDGE = "judge", _("判断题")
    BLANK = "blank", _("填空题")


class Question(models.Model):
    """A question's identity and standing; what it says is in its immutable revisions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("待审")
        PUBLISHED = "published", _("已发布")
        RETIRED = "retired", _("已停用")

    code = models.CharField(_("题号"), max_length=40, unique=True)
    bank = models.CharField(_("题库"), max_length=40, default="main", db_index=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", verbose_name=_("知识点"))
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFT)
    # Which fact of its topic it asks: questions with the same one are siblings, "" has none.
    fact = models.CharField(_("姐妹题代号"), max_length=MOST_FACT, blank=True, db_index=True)

    class Meta:
        verbose_name = _("题目")
        verbose_name_plural = _("题目")
        ordering = ["code"]
        indexes = [models.Index(fields=["bank", "state", "topic"], name="question_pool")]

    def __str__(self) -> str:
        return self.code

    @property
    def asks(self) -> str | int:
        """What it asks: a fact, which its siblings ask as well, or itself."""
        return self.fact or self.pk


class QuestionRevision(models.Model):
    """What a question says. Never changed once made; a correction is the next number.

    `options` is a list of {"id": int, "text": html}, empty for judge and blank.
    `key`: single/multi — list of option ids; judge — [1] for true, [0] for false;
    blank — one list of accepted texts per blank.
    `source`: {"type", "title", "issuer", "doc_no", "article", "published_on",
    "effective_from", "effective_to", "url", "certainty"}.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="revisions", verbose_name=_("题目"))
    number = models.PositiveIntegerField(_("版本"))
    type = models.CharField(_("题型"), max_length=8, choices=QuestionType.choices)
    stem = models.TextField(_("题干"))
    options = models.JSONField(_("选项"), default=list)
    key = models.JSONField(_("答案"), default=list)
    explanation = models.TextField(_("解析"), blank=True)
    source = models.JSONField(_("来源"), default=dict)
    review_by = models.DateField(_("复审日期"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("难度"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    audience = models.JSONField(_("人群标签"), default=list)
    bloom = models.CharField(_("认知层次"), max_length=12, blank=True)
    image = models.FileField(_("图片"), upload_to="questions/", blank=True)
    image_alt = models.CharField(_("图片说明"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_published = models.BooleanField(_("已发布"), default=False)
    digest = models.CharField(_("内容摘要"), max_length=64, db_index=True)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("题目版本")
        verbose_name_plural = _("题目版本")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_published=True), name="one_published_revision"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(reviewer__isnull=True) | ~Q(author=F("reviewer")),
                name="reviewer_is_not_the_author",
            ),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="difficulty_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.number}"


class QuestionReview(models.Model):
    """One step of a revision's way: submitted, approved, sent back, retired — by whom and why.

    A comment is no step of the way: it changes nothing.
    """

    class Step(models.TextChoices):
        SUBMITTED = "submitted", _("送审")
        FIRST_PASSED = "first_passed", _("初审通过")
        APPROVED = "approved", _("通过")
        SENT_BACK = "sent_back", _("退回")
        RETIRED = "retired", _("停用")
        RETURNED = "returned", _("恢复使用")
        COMMENTED = "commented", _("留言")

        @classmethod
        def waiting(cls) -> tuple[str, ...]:
            """Steps after which a reviewer has to decide."""
            return cls.SUBMITTED, cls.FIRST_PASSED

    revision = models.ForeignKey(QuestionRevision, models.PROTECT, related_name="reviews")
    step = models.CharField(_("步骤"), max_length=12, choices=Step.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField(_("时间"))
    comment = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("审题记录")
        verbose_name_plural = _("审题记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.step}"
