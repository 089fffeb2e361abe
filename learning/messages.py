"""Sentences for the rules of learning."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "learn_not_here": _("这道题已经答过了。请接着做下一题。"),
        "fit_no_library": _(
            "没有安装拟合用的程序，原来的参数继续有效。"
            "安装：deploy/venv.sh python3 .venv requirements-fitting.txt"
        ),
        "fit_too_few": _(
            "能用的作答太少，不拟合：现在有 %(reviews)d 次，其中隔了一天以上再答的 %(apart)d 次；"
            "至少要有 %(least)d 次，其中隔天再答的 %(least_apart)d 次。"
        ),
        "learn_nothing_chosen": _("还没有选答案。选一个，或点“不知道”。"),
        "day_question_changed": _("今天的题换成了这一道，请再答一次。"),
        "exam_too_few": _("现在能出的题太少，凑不成一份卷子。换一种卷子，或过些时候再来。"),
        "exam_over": _("这份卷子已经交了，答案不能再改。"),
        "prepare_nothing": _("今天这份计划里没有要做的题。想多练几道，学习页里有别的练法。"),
        "run_nothing": _("现在没有能出的题，竞赛结束后再来挑战。"),
    }
)
