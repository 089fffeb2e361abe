"""Sentences for the codes that boards and awards raise."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

register(
    {
        "no_such_board": _("没有这个榜。请从榜单页上选择。"),
        "board_hidden": _("本次竞赛的榜单在公布获奖名单之前不公开。"),
        "awards_contest_not_closed": _("竞赛还没有结束。请先关闭竞赛，再计算奖项。"),
        "awards_attempts_open": _("还有 %(count)s 份答卷没有交。请等到收卷，或先关闭竞赛。"),
        "awards_attempts_unscored": _("还有 %(count)s 份答卷正在评分。请稍等片刻再试。"),
        "awards_are_confirmed": _(
            "奖项已经确认：名单、名次和规则都不能再改，否则榜和奖就不一致了。"
            "确有差错，请由主办单位另发更正公告，并在公告里写明原因。"
        ),
        "awards_confirmed_already": _("奖项已经确认，不能再改。"),
        "awards_not_a_draft": _("这份评奖结果已经确认，不能再改。"),
        "awards_draft_is_gone": _("这份草稿已经被丢弃，或者重新计算过了。请看最新的一份。"),
        "awards_out_of_date": _("计算奖项以后，成绩、名单或规则又有变化。请重新计算再确认。"),
        "awards_not_confirmed": _("请先确认奖项，再公布。"),
        "awards_draw_missing": _("要抽奖或抽签，还没有抽。请先到“抽奖”页抽，再计算奖项。"),
        "awards_draw_out_of_date": _(
            "抽奖以后，成绩、名单或规则又有变化，有资格的人不同了。请到“抽奖”页写明原因，重新抽奖。"
        ),
        "lottery_not_drawn": _("“%(tier)s”要抽奖，还没有抽。"),
        "draw_no_lottery": _("规则里没有抽奖。"),
        "draw_no_tie": _("没有需要抽签决定的并列，可以直接评奖。"),
        "tie_not_drawn": _("“%(tier)s”末位 %(tied)s 人并列，要抽签决定，还没有抽。"),
        "tie_decided_by_lot": _("“%(tier)s”末位 %(tied)s 人并列，由抽签取满 %(quota)s 个名额。"),
        "draw_not_bound": _("这次竞赛没有封存抽奖种子，不能抽奖。"),
        "draw_reason_needed": _("名单已经定过。要重来请写明原因，原来的一份也会留在页面上。"),
        "draw_reason_too_long": _("原因最多 %(most)s 字。"),
        "draw_too_often": _("这次竞赛已经抽过 %(most)s 次，不能再抽。"),
        "draw_roll_replaced": _("这份名单已经换成新的了。请看最新的一份。"),
        "draw_out_of_date": _("名单定下以后，成绩或规则又有变化，有资格的人不同了。请写明原因，重新定名单。"),
        "draw_done_already": _("已经抽过奖了，结果在下面。"),
        "draw_public_empty": _("请填公开的随机数，例如现场掷出的点数。"),
        "draw_public_too_long": _("公开的随机数最多 %(most)s 字。"),
        "draw_source_empty": _("请写明这个数是怎么来的，例如“张局长现场掷三次骰子”。"),
        "draw_source_too_long": _("来历最多 %(most)s 字。"),
        "awards_nothing_to_win": _("规则里没有设奖项，不需要计算。"),
        "tier_incomplete": _("奖项“%(tier)s”没有写明名额或分数线，无法计算。"),
        "tier_widened": _("“%(tier)s”名额 %(quota)s，因末位 %(tied)s 人（单位）并列，增至 %(won)s。"),
        "tie_decided_by_later_key": _(
            "“%(tier)s”末位 %(tied)s 人（单位）并列，按后续排名依据取满 %(quota)s 个名额。"
        ),
        "tier_not_full": _("“%(tier)s”名额 %(quota)s，符合条件的只有 %(won)s。"),
        "tier_cascaded": _("“%(tier)s”人数不足，条件放宽到 %(points)s 分。"),
        "certificates_before_publication": _("获奖名单公布以后，才能出具证书。"),
        "certificate_prize_given_up": _("这个奖已放弃或逾期未领，不能出具证书。恢复领奖以后可以。"),
        "certificate_is_valid": _("这份奖已经有一张有效的证书。要换新的，请先作废它。"),
        "certificate_award_is_gone": _("裁决以后，这个奖项已不属于原来的获奖者，不能再发证书。"),
        "certificate_field": _("没有 %(name)s 这一项。"),
        "revocation_without_reason": _("请写明作废的原因，核验页上会显示。"),
        "seal_too_big": _("印章图片超过 %(most)s KB。请缩小后再传。"),
        "notice_not_published": _("获奖名单还没有公布，或者正在按裁决重新评定。"),
        "notice_still_open": _("公示期还没有结束。请等到公示期满，再定最终名单。"),
        "objections_open": _("还有异议没有答复：%(receipts)s。请先逐条答复，再定最终名单。"),
        "objections_over": _("公示期已经结束，不再受理异议。有疑问请直接联系主办单位。"),
        "objections_too_many": _("您还有 %(most)s 条异议没有答复。请等答复以后再提。"),
        "objection_empty": _("请写明理由。"),
        "objection_too_long": _("最多写 %(most)s 字。"),
        "objection_answered": _("这条异议已经答复过，答复不能再改。"),
        "notice_final_already": _("最终名单已经定下，不能再改。"),
        "claims_open": _(
            "还有 %(count)s 个奖没有确认领取，也没有递补完。请先到“领奖与递补”页处理，再定最终名单。"
        ),
        "claim_state_waiting": _("待领取"),
        "claim_state_claimed": _("已确认领奖"),
        "claim_state_taken": _("已领走"),
        "claim_state_waived": _("已放弃"),
        "claim_state_lapsed": _("逾期未领"),
        "claim_state_nothing": _("不用领取"),
        "claim_not_yours": _("您没有获得这个竞赛的奖。"),
        "claim_over": _("领奖期限已过。有特殊情况请联系主办单位。"),
        "claim_given_up": _("这个奖已经放弃了。点错了请联系主办单位，递补以前可以恢复。"),
        "claim_is_made": _("已经确认过领奖了。"),
        "claim_is_taken": _("这个奖已经领走了。"),
        "claim_is_open": _("这个奖正在等领，不用恢复。"),
        "claim_without_reason": _("请写明原因。只有组织者能看到，保存期满后删除。"),
        "claim_reason_too_long": _("原因最多 %(most)s 字。"),
        "claim_nothing_to_hand_on": _("没有放弃或逾期的奖，不用递补。"),
        "claim_out_of_date": _("名单刚刚又有变化。请再看一遍，再确认递补。"),
        "claim_run_replaced": _("获奖名单已经换成新的了。请看最新的一份。"),
        "tier_empty": _("“%(tier)s”没有人（单位）符合条件。"),
    }
)
