"""Sentences of item analysis: faults of a file of responses, notices, reasons for a missing figure."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

FILES = {
    "responses_empty_file": _("文件是空的。第一行应当是列名，以后一人一行、一题一列。"),
    "responses_no_rows": _("只有列名，没有人的答案。请一人一行。"),
    "responses_no_items": _("没有题目的列。请一题一列。"),
    "responses_item_without_name": _("第 %(place)s 题的列没有名称。请在第一行写上。"),
    "responses_item_twice": _("这一列出现了两次。请改名，或只留一列。"),
    "responses_unknown_item": _("给了满分，但文件里没有这一题。"),
    "responses_row_length": _("这一行有 %(found)s 格，应当有 %(wanted)s 格。请补齐或去掉多余的逗号。"),
    "responses_not_a_mark": _("“%(given)s”不是得分。请填 0、1 或小数；没有作答请留空。"),
    "responses_below_zero": _("得分“%(given)s”小于 0。请填 0 到满分之间的数。"),
    "responses_above_most": _("得分“%(given)s”高于满分 %(most)s。请改正得分，或用 --max 改满分。"),
}
NOTICES = {
    "too_few_people": _("不到 30 人，数字只供参考，不要据此改题。"),
    "too_few_items": _("只有一道题，算不出内部一致性。"),
    "zero_variance": _("得分人人相同，没有差异，算不出区分度。"),
    "rest_zero_variance": _("其余各题的得分人人相同，算不出区分度。"),
    "negative_covariance": _("与总分的协方差为负：总分高的人这题反而得分低，有效权重无法计算。"),
    "negative_alpha": _("α 为负：各题没有量同一件事，或有题的答案弄反了。"),
    "drawn_papers": _("各人的试卷不同，没有共同的题，算不出 α 和权重。"),
}
REASONS = {
    "irt_too_few_people": _("只有 %(n)s 人。单参数模型至少要 %(least)s 人，双参数模型至少要 500 人。"),
    "irt_part_marks": _("有题给了部分分。题目反应模型只用于非对即错的题。"),
    "irt_too_few_items": _("能区分人的题不到 %(least)s 道。"),
}

FLAGS = {
    "flag_KEY_SUSPECT_negative_r": _("总分高的人反而答错（题余相关 %(r)s）。先核对答案。"),
    "flag_KEY_SUSPECT_better_people": _(
        "选 %(option)s 的人，其余各题比选正确项的人还好。先核对答案是否唯一。"
    ),
    "flag_KEY_SUSPECT_top_prefers": _("最好的 27%% 里，选 %(option)s 的比选正确项的多。先核对答案。"),
    "flag_LOW_DISC": _("题余相关只有 %(r)s，会与不会的人分不开。"),
    "flag_TOO_HARD": _("答对率 %(facility)s，和乱猜（%(guess)s）差不多。"),
    "flag_TOO_EASY": _("答对率 %(facility)s，几乎人人会，分不出高低。"),
    "flag_DEAD_DISTRACTOR": _("%(options)s 几乎没人选，起不到干扰作用。"),
    "flag_AMBIGUOUS": _("最好的 27%% 分成了几派：%(options)s 各有超过 35%% 的人选。题意可能有歧义。"),
    "flag_SLOW": _("用时中位数 %(median)s，全卷各题是 %(usual)s。"),
    "flag_DIF_harder": _("总分相同时，%(group)s答这题明显更难（Δ = %(delta)s）。看看用词和场景是否公平。"),
    "flag_DIF_easier": _("总分相同时，%(group)s答这题明显更容易（Δ = %(delta)s）。看看用词和场景是否公平。"),
    "flag_DRIFT": _("答对率从 %(before)s 变成 %(after)s，不是偶然。题可能传开了，或内容变了。"),
}

for sentences in (FILES, NOTICES, REASONS, FLAGS):
    register(sentences)
