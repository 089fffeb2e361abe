"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView

from .health import healthz

urlpatterns = [
    # First, since every answer comes this way.
    path("api/v1/", include("quiz.api.urls")),
    path("api/v1/", include("leaderboard.api.urls")),
    # Patterns are tried one after the other: everybody's pages before the desk's.
    path("", include("quiz.web.urls")),
    path("", include("leaderboard.web.urls")),
    path("", include("learning.web.urls")),
    path("", include("accounts.web.urls")),
    path("", include("quiz.web.import_urls")),
    path("", include("quiz.web.bank_urls")),
    path("", include("quiz.web.desk_urls")),
    path("", include("leaderboard.web.desk_urls")),
    path("", include("leaderboard.web.ledger_urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", TemplateView.as_view(template_name="api/docs.html"), name="api-docs"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("", include("config.styleguide")))

handler400 = "accounts.web.errors.bad_request"
handler403 = "accounts.web.errors.forbidden"
handler404 = "accounts.web.errors.not_found"
handler500 = "accounts.web.errors.server_error"
