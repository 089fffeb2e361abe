"""Pages of a person's own account."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from accounts.web import views

urlpatterns = [
    path("login", views.Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("settings", views.settings, name="settings"),
    path("settings/password", views.Password.as_view(), name="password"),
    path("display", views.display, name="display"),
    path("language", set_language, name="set_language"),
]
