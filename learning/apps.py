from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = _("自学")

    def ready(self) -> None:
        from . import messages, receivers  # noqa: F401
