"""Addresses of self-study."""

from django.urls import path

from learning.web import views

urlpatterns = [
    path("learn", views.home, name="learn"),
    path("learn/begin", views.begin_set, name="learn_begin"),
    path("learn/notebook", views.notebook_page, name="learn_notebook"),
    path("learn/kept", views.kept_page, name="learn_kept"),
    path("learn/sets/<int:session_id>", views.current_item, name="learn_set"),
    path("learn/sets/<int:session_id>/<int:position>", views.item, name="learn_item"),
    path("learn/questions/<int:question_id>/mark", views.mark_question, name="learn_mark"),
]
