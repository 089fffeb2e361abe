from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeaderboardConfig(AppConfig):
    name = "leaderboard"
    verbose_name = _("榜单与奖项")

    def ready(self) -> None:
        from . import messages, messages_ledger, messages_trial, receivers  # noqa: F401
