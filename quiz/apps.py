from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = _("题库与竞赛")

    def ready(self) -> None:
        from . import (  # noqa: F401
            messages,
            messages_attempts,
            messages_bank,
            messages_import_exchange,
            messages_import_sheets,
            messages_imports,
            messages_items,
            receivers,
        )
