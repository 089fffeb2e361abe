"""Addresses of importing and exporting questions; they stand before the bank's own, which take any word."""

from django.urls import path

from quiz.web import bank_export, bank_import

_ONE = "manage/bank/import/<int:batch_id>"

urlpatterns = [
    path("manage/bank/import", bank_import.upload, name="bank_import"),
    path("manage/bank/import/template", bank_import.template, name="bank_import_template"),
    path(_ONE, bank_import.batch, name="bank_import_batch"),
    path(f"{_ONE}/progress", bank_import.progress, name="bank_import_progress"),
    path(f"{_ONE}/reread", bank_import.reread, name="bank_import_reread"),
    path(f"{_ONE}/commit", bank_import.commit, name="bank_import_commit"),
    path(f"{_ONE}/undo", bank_import.undo, name="bank_import_undo"),
    path(f"{_ONE}/<int:position>", bank_import.item, name="bank_import_item"),
    path(f"{_ONE}/<int:position>/decide", bank_import.decide, name="bank_import_decide"),
    path(f"{_ONE}/<int:position>/picture", bank_import.picture, name="bank_import_picture"),
    path("manage/bank/export", bank_export.export, name="bank_export"),
]
