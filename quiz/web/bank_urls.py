"""Addresses of the bank's desk and of questions' pictures."""

from django.urls import path

from quiz.web import audio, bank, bank_doubts, bank_drafts, bank_review, pictures

urlpatterns = [
    path("manage/bank", bank.questions, name="bank"),
    path("manage/bank/new", bank.new, name="bank_new"),
    path("manage/bank/drafts", bank_drafts.drafts, name="bank_drafts"),
    path("manage/bank/drafts/submit", bank_drafts.submit, name="bank_drafts_submit"),
    path("manage/bank/drafts/fill", bank_drafts.fill, name="bank_drafts_fill"),
    path("manage/bank/queue", bank_review.queue, name="bank_queue"),
    path("manage/bank/queue/approve", bank_review.approve_ticked, name="bank_approve_ticked"),
    path("manage/bank/due", bank_review.due, name="bank_due"),
    path("manage/bank/doubts", bank_doubts.doubts, name="bank_doubts"),
    path("manage/bank/doubts/<int:doubt_id>/decide", bank_doubts.decide, name="bank_doubt_decide"),
    path("manage/bank/revisions/<int:revision_id>/decide", bank_review.decide, name="bank_decide"),
    path("manage/bank/<slug:code>", bank.question, name="bank_question"),
    path("manage/bank/<slug:code>/edit", bank.edit, name="bank_edit"),
    path("manage/bank/<slug:code>/submit", bank.submit, name="bank_submit"),
    path("manage/bank/<slug:code>/comment", bank_review.comment, name="bank_comment"),
    path("manage/bank/<slug:code>/compare", bank_review.compare, name="bank_compare"),
    path("manage/bank/<slug:code>/renew", bank_review.renew, name="bank_renew"),
    path("manage/bank/<slug:code>/retire", bank.retire, name="bank_retire"),
    path("manage/bank/<slug:code>/bring-back", bank.bring_back, name="bank_bring_back"),
    path("manage/bank/revisions/<int:revision_id>/audio", audio.upload, name="bank_audio"),
    path("manage/bank/revisions/<int:revision_id>/audio/remove", audio.remove, name="bank_audio_remove"),
    path("media/audio/<str:name>", audio.recording, name="question_audio"),
    path("media/questions/<str:name>", pictures.picture, name="question_picture"),
]
