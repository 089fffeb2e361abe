"""Addresses of self-study."""

from django.urls import path

from learning.web import books, day, exams, family, listen, paper, points, preparation, progress, runs, views

urlpatterns = [
    path("learn", views.home, name="learn"),
    path("learn/begin", views.begin_set, name="learn_begin"),
    path("learn/notebook", books.notebook_page, name="learn_notebook"),
    path("learn/notebook/paper.pdf", books.notebook_paper, name="learn_notebook_paper"),
    path("learn/points", points.points, name="learn_points"),
    path("learn/progress", progress.progress, name="learn_progress"),
    path("learn/read/<str:topic>", views.read_topic, name="learn_read"),
    path("learn/read/<str:topic>/paper.pdf", paper.topic_paper, name="learn_topic_paper"),
    path("learn/paper/<str:token>", paper.same_set, name="learn_paper"),
    path("learn/listen", listen.listen, name="learn_listen"),
    path("learn/day", day.day_question, name="learn_day"),
    path("learn/exam", exams.exams, name="learn_exam"),
    path("learn/exam/<int:session_id>", exams.open_exam, name="learn_exam_open"),
    path("learn/exam/<int:session_id>/<int:position>", exams.exam_item, name="learn_exam_item"),
    path("learn/exam/<int:session_id>/review", exams.exam_review, name="learn_exam_review"),
    path("learn/exam/<int:session_id>/result", exams.exam_result, name="learn_exam_result"),
    path("learn/prepare/<int:contest_id>", preparation.preparation, name="learn_prepare"),
    path("learn/challenge", runs.challenge, name="learn_runs"),
    path("learn/challenge/on-board", runs.board_choice, name="learn_board_choice"),
    path("learn/challenge/<int:session_id>", runs.run, name="learn_run"),
    path("learn/challenge/<int:session_id>/<int:position>", runs.answer, name="learn_run_item"),
    path("learn/kept", books.kept_page, name="learn_kept"),
    path("learn/cut", books.cut_page, name="learn_cut"),
    path("learn/sets/<int:session_id>", views.current_item, name="learn_set"),
    path("learn/sets/<int:session_id>/<int:position>", views.item, name="learn_item"),
    path("learn/sets/<int:session_id>/<int:position>/family", family.ask, name="learn_ask_family"),
    path("learn/family/<str:token>", family.family, name="learn_family"),
    path("learn/sets/<int:session_id>/paper.pdf", paper.set_paper, name="learn_set_paper"),
    path("learn/sets/<int:session_id>/told", views.told, name="learn_told"),
    path("learn/questions/<int:question_id>/mark", views.mark_question, name="learn_mark"),
]
