from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .department import Department


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Add a person; without a password the person cannot log in until one is set."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: staff number (or a phone's digest) and a password, no ID card, no birthday."""

    class AgeBand(models.TextChoices):
        YOUTH = "youth", _("青少年（18岁以下）")
        ADULT = "adult", _("18—59岁")
        SENIOR = "senior", _("60岁及以上")

    class PopulationGroup(models.TextChoices):
        TEEN = "teen", _("青少年")
        FARMER = "farmer", _("农民")
        WORKER = "worker", _("产业工人")
        ELDER = "elder", _("老年人")
        CADRE = "cadre", _("领导干部和公务员")
        PUBLIC = "public", _("其他公众")

    class DisplayMode(models.TextChoices):
        STANDARD = "standard", _("标准版")
        ELDER = "elder", _("长辈版")

    class TextSize(models.TextChoices):
        SMALL = "small", _("小")
        MEDIUM = "medium", _("中")
        LARGE = "large", _("大")

    username = models.CharField(
        _("工号"),
        max_length=64,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("这个工号已经有人用了。")},
    )
    name = models.CharField(_("姓名"), max_length=40)
    # The number itself is sealed; the keyed digest finds its owner at login.
    phone_sealed = models.TextField(blank=True, default="", editable=False)
    phone_digest = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("单位")
    )
    age_band = models.CharField(_("年龄段"), max_length=10, choices=AgeBand.choices, blank=True)
    population_group = models.CharField(_("人群"), max_length=10, choices=PopulationGroup.choices, blank=True)
    display_mode = models.CharField(
        _("显示方式"), max_length=10, choices=DisplayMode.choices, default=DisplayMode.STANDARD
    )
    text_size = models.CharField(_("字号"), max_length=10, choices=TextSize.choices, default=TextSize.MEDIUM)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    is_staff = models.BooleanField(_("可进管理后台"), default=False)
    is_active = models.BooleanField(_("在职"), default=True)
    date_joined = models.DateTimeField(_("加入时间"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    # What `accounts.selectors` reads once per person and request.
    _roles: set[str]
    _organized_paths: list[str]
    # Of whoever came by a login card: its digest. The session ends with the card.
    card_digest: str = ""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once_whatever_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}{self.card_digest}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
