"""Sentences for the rules of learning."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "learn_not_here": _("这道题已经答过了。请接着做下一题。"),
        "learn_nothing_chosen": _("还没有选答案。选一个，或点“不知道”。"),
        "day_question_changed": _("今天的题换成了这一道，请再答一次。"),
    }
)
