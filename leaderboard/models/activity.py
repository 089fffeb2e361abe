from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from quiz.models import Contest


class Activity(models.Model):
    """A row of an office's ledger of activities. Withdrawn with a reason, never deleted.

    `visits`: person-sessions, None where nobody counted; `persons`: distinct people, known of contests alone.
    A contest's row has its figures from the contest: nobody types them.
    """

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("讲座")
        TRAINING = "training", _("培训")
        SCHOOL = "school", _("进校园")
        VOLUNTEER = "volunteer", _("志愿服务")
        CONTEST = "contest", _("竞赛")
        MATERIAL = "material", _("资料发放")
        MEETING = "meeting", _("会议")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("社会公众")
        CADRE = "cadre", _("领导干部和公务员")
        ELDER = "elder", _("老年人")
        JOBLESS = "jobless", _("失业人员")
        TEEN = "teen", _("青少年")
        VOLUNTEER = "volunteer", _("科普志愿者")
        FARMER = "farmer", _("农民")
        WORKER = "worker", _("产业工人")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="activities", verbose_name=_("主办单位")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("活动名称"), max_length=120)
    begins_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    units = models.CharField(_("参加单位"), max_length=200, blank=True)
    audience = models.CharField(
        _("主要对象"), max_length=10, choices=Audience.choices, default=Audience.PUBLIC
    )
    visits = models.PositiveIntegerField(_("人次"), null=True, blank=True)
    persons = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    copies = models.PositiveIntegerField(_("资料份数"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    contest = models.OneToOneField(
        Contest, models.PROTECT, null=True, blank=True, related_name="activity", verbose_name=_("竞赛")
    )
    # When a contest's figures were taken: an exclusion after it makes them old.
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("登记时间"))
    # Grows with each change, so that two people who change a row at once do not undo each other.
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("撤下原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动台账")
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="activity_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind="contest", contest__isnull=False) | ~Q(kind="contest"),
                name="contests_enter_the_ledger_themselves",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="activity_withdrawn_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["department", "begins_on"], name="activity_by_department")]

    def __str__(self) -> str:
        return f"{self.begins_on} {self.title}"


class ActivityPhoto(models.Model):
    """A photo as evidence, without what a camera writes beside it. `name`: of the stored file."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos", verbose_name=_("活动"))
    name = models.CharField(_("文件"), max_length=100)
    caption = models.CharField(_("说明"), max_length=80, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("上传时间"))
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("活动照片")
        verbose_name_plural = _("活动照片")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "name"], name="photo_once_per_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.name}"


class ActivityUpload(models.Model):
    """A spreadsheet of activities that was read and waits for somebody to look at it.

    `rows`: what will be entered, as JSON; `faults`: [{row, column, code, values}]. Once entered, `entered_at`
    and `entered` say so; it is entered once.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    file_name = models.CharField(_("文件名"), max_length=200)
    rows = models.JSONField(_("内容"), default=list)
    faults = models.JSONField(_("问题"), default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    entered_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    entered = models.PositiveIntegerField(_("导入条数"), default=0)

    class Meta:
        verbose_name = _("台账上传")
        verbose_name_plural = _("台账上传")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.department_id}: {self.file_name}"
