"""Sentences for what may go wrong around contests and attempts."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "contest_not_open": _("竞赛还没有开始，开始时间：%(opens_at)s。"),
        "contest_over": _("竞赛已于 %(closes_at)s 结束。"),
        "contest_closed_early": _("竞赛已由组织者提前结束。"),
        "contest_not_today": _("今天不是比赛日，请在规则公布的日子参加。"),
        "contest_outside_hours": _("每天的答题时间是 %(start)s—%(end)s，请届时再来。"),
        "no_practice_now": _("现在没有开放练习。"),
        "attempts_spent": _("您的答题机会（共%(total)s次）已经用完。"),
        "attempts_spent_today": _("您今天的答题机会（每天%(per_day)s次）已经用完，请明天再来。"),
        "gate_not_passed": _("参加本竞赛须先通过资格赛。"),
        "attempt_closed": _("这份答卷已经交卷，这次的选择没有保存。之前保存的答案都有效。"),
        "attempt_open": _("这份答卷还没有交卷。"),
        "item_closed": _("这一题已经答过，或者时间已到，这次没有保存。请继续作答下一题。"),
        "bad_response": _("这个作答不符合本题的选项，请刷新页面后重选。"),
        "hidden_characters": _("填写的内容里有看不见的控制字符，没有保存。请删掉后重新输入。"),
        "key_reused": _("这个防重码已经用于另一个作答，这次没有保存。请换一个新的 client_key 再提交。"),
        "pool_too_small": _("第%(row)s行需要%(wanted)s道题，题库里只有%(found)s道可用。"),
        "group_needed": _("请先选择参赛组别。"),
        "reason_needed": _("请写明原因，它会记入操作记录。"),
        "extra_time_not_allowed": _("规则没有允许这样的延时。"),
        "already_published": _("竞赛已经发布过了。"),
        "window_over": _("结束时间已经过去，请先改到将来的时间。"),
        "window_reversed": _("结束时间应晚于开始时间。"),
        "seed_is_committed": _("竞赛发布时已公布抽题种子的指纹，种子不能再换。"),
        "paper_is_fixed": _("已经有人开始答题，题目和答题时限不能再改。"),
        "lottery_after_close": _("竞赛已经结束，不能再加抽奖：抽奖的种子要在结束以前封存。请去掉抽奖。"),
        "window_is_fixed": _("竞赛已经结束，开始和结束时间不能再改。要再办一次，请新建竞赛。"),
        "sheet_has_faults": _("规则还有%(count)s处需要修改，请按提示改好再发布。"),
        "only_drafts_discarded": _("竞赛发布以后不能删除。不想再办，可以关闭它。"),
        "contest_discarded": _("这个草稿已被删除，请先恢复。"),
        "excluded_by_rules": _("规则本身规定此人不计名次，请到规则里修改。"),
        "rules_changed_meanwhile": _(
            "您打开这一页之后，规则被改过。请先看看新的规则；再点一次保存，就以您填的为准。"
        ),
        "contest_not_on": _("竞赛没有在进行。"),
        "end_is_past": _("宣布的结束时间已到，正在收卷，不能再撤回。"),
        "close_not_confirmed": _("请先勾选“我知道关闭后不能再打开”。"),
        "join_too_often": _("这个网络今天的报名太多了。请换成手机流量再试，或请组织者帮忙。"),
        "no_paper_entries": _("规则没有写明接受纸质答卷。"),
        "paper_contest_not_open": _("竞赛还没有发布或已经关闭，不能录入纸质答卷。"),
        "paper_received_outside": _("收到时间应在竞赛开始与结束之间，也不能晚于现在。"),
        "paper_unknown_number": _("参赛范围里没有这个工号。请核对。"),
        "paper_phone_of_other": _("这个手机号登记的是另一个姓名。请核对姓名和号码。"),
        "paper_other_group": _("这个人在名单上是另一个组别。请核对。"),
        "paper_answer_letters": _("“%(given)s”看不懂。请填印在卷子上的字母，最大到 %(last)s，每个一次。"),
        "paper_answer_one": _("单选题只能填一个字母；选了几个的按没有作答，请留空。"),
        "paper_answer_judge": _("“%(given)s”看不懂。判断题请填 对 或 错。"),
        "paper_answer_blanks": _("这题只有 %(blanks)s 个空，各空之间用“；”隔开。"),
        "unknown_question": _("题库里没有已发布的题目“%(code)s”。"),
    }
)
