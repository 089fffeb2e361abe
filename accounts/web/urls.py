"""Pages of a person's own account, and an organizer's pages about people."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from accounts.web import card_login, cards, departments, own_slip, people, roster, views

urlpatterns = [
    path("login", views.Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("settings", views.settings, name="settings"),
    path("settings/password", views.Password.as_view(), name="password"),
    path("settings/slip", own_slip.renew, name="own-slip"),
    path("settings/card/end", cards.end_own, name="end-own-card"),
    path("card/not-mine", card_login.not_mine, name="card-not-mine"),
    path("card/<str:token>", card_login.card_login, name="card"),
    path("display", views.display, name="display"),
    path("language", set_language, name="set_language"),
    path("manage/people", people.people, name="people"),
    path("manage/people/new", people.new_person, name="new-person"),
    path("manage/people/import", roster.roster_import, name="roster-import"),
    path("manage/people/import/template", roster.template, name="roster-template"),
    path("manage/people/import/<int:upload_id>", roster.roster_review, name="roster-review"),
    path("manage/people/slips", roster.slips, name="slips"),
    path("manage/people/cards", cards.cards, name="cards"),
    path("manage/people/<int:person_id>/card/end", cards.end, name="end-card"),
    path("manage/people/<int:person_id>", people.person, name="person"),
    path("manage/people/<int:person_id>/reset", people.reset, name="reset-password"),
    path("manage/people/<int:person_id>/state", people.person_state, name="person-state"),
    path("manage/people/<int:person_id>/roles", people.grant, name="grant-role"),
    path("manage/people/<int:person_id>/roles/<int:grant_id>/revoke", people.revoke, name="revoke-role"),
    path("manage/departments", departments.departments, name="departments"),
    path("manage/departments/<int:department_id>", departments.department, name="department"),
]
