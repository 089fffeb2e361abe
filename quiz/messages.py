"""Sentences for the codes that quiz raises, by area."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

# What a rule sheet's text or form may get wrong, field by field.
SHEET_SHAPE = {
    "sheet_not_a_document": _("这里还没有规则表。请从“title: 竞赛名称”开始，一行写一项。"),
    "sheet_too_big": _("规则表太大（%(size)s KB），最多 %(most)s KB。请检查是否贴进了别的内容。"),
    "sheet_not_utf8": _("文件不是 UTF-8 编码。请用记事本“另存为”，编码选 UTF-8。"),
    "sheet_unreadable": _("第 %(line)s 行第 %(column)s 列写法有误。请检查缩进、冒号后的空格和引号。"),
    "sheet_alias": _("第 %(line)s 行用了 YAML 的引用（& 或 *）。请把内容直接写出来。"),
    "sheet_tag": _("第 %(line)s 行用了 YAML 的类型标记（!）。请去掉，直接写内容。"),
    "sheet_repeated_key": _("“%(name)s”写了两次（第 %(line)s 行），不知道以哪个为准。请只留一个。"),
    "sheet_too_deep": _("层次太深，最多 %(most)s 层。请检查缩进或括号。"),
    "sheet_hidden_characters": _("含有看不见的控制字符。请删掉重新输入。"),
    "sheet_missing": _("这一项必须填写。"),
    "sheet_empty": _("这一项不能空着。"),
    "sheet_unknown_field": _("没有“%(name)s”这一项。这里可以写：%(known)s。"),
    "sheet_unknown_field_near": _("没有“%(name)s”这一项，是不是“%(near)s”？"),
    "sheet_bad_choice": _("不能写“%(given)s”。可以选：%(choices)s。"),
    "sheet_bad_choice_near": _("不能写“%(given)s”，是不是“%(near)s”？可以选：%(choices)s。"),
    "sheet_not_a_whole_number": _("请填整数。"),
    "sheet_not_a_number": _("请填数字。"),
    "sheet_too_many_decimals": _("最多保留 %(most)s 位小数。"),
    "sheet_number_too_long": _("这个数太大了。"),
    "sheet_below_bound": _("不能小于 %(bound)s。"),
    "sheet_not_above_bound": _("必须大于 %(bound)s。"),
    "sheet_above_bound": _("不能大于 %(bound)s。"),
    "sheet_not_true_or_false": _("请填 true（是）或 false（否）。"),
    "sheet_not_text": _("这里应当是一段文字。"),
    "sheet_text_too_long": _("太长了，最多 %(most)s 个字。"),
    "sheet_list_too_long": _("项数太多，最多 %(most)s 项。"),
    "sheet_list_too_short": _("项数太少，至少 %(least)s 项。"),
    "sheet_not_a_list": _("这里应当是一列内容，每行一项。"),
    "sheet_not_a_section": _("这里应当是一组“名称: 内容”。"),
    "sheet_bad_datetime": _("日期时间写法有误，请写成 2026-09-01 09:00 的样子。"),
    "sheet_bad_time": _("时刻写法有误，请写成 09:00 的样子。"),
    "sheet_wall_clock_only": _("时间后面不要带时区，时区在“time_zone”一项里写。"),
    "sheet_bad_year": _("年份应在 2000 年到 2100 年之间。"),
    "sheet_unknown_time_zone": _("没有这个时区。中国请写 Asia/Shanghai。"),
    "sheet_wrong_value": _("这一项填写有误。"),
}

# What a well-formed sheet says against itself: people and time.
SHEET_PEOPLE = {
    "sheet_twice": _("“%(name)s”写了两次。请去掉一个或改名。"),
    "sheet_groups_without_way": _("列了组别，却没有说按什么分组。请选分组方式，或去掉组别。"),
    "sheet_too_few_groups": _("自选组别时，至少要列出两个组。"),
    "sheet_unknown_group_code": _("没有“%(name)s”这个组别。可以写：%(known)s。"),
    "sheet_unknown_group": _("组别里没有“%(name)s”。请先在分组里列出，或改成已有的组。"),
    "sheet_open_needs_name_or_phone": _("公开报名至少要登记姓名或手机号，否则无法联系获奖人。"),
    "sheet_open_needs_group_field": _("分组的公开竞赛要在报名时登记组别。请把“组别”加进登记项。"),
    "sheet_open_needs_department_field": _("有单位排名的公开竞赛要在报名时登记单位。请把“单位”加进登记项。"),
    "sheet_full_names_of_public": _("公开报名的竞赛公布全名，可能泄露个人信息。建议改为隐去部分姓名。"),
    "sheet_unknown_department": _("没有找到单位“%(name)s”。请核对全称。"),
    "sheet_unknown_person": _("没有找到工号“%(name)s”。"),
    "sheet_paper_without_seconds": _(
        "纸质答卷没有用时，不能按快慢排名或加分。请去掉这一项，或不收纸质答卷。"
    ),
    "sheet_exclusion_needs_reason": _("有人不计名次时，请写明原因，它会印在活动规则里。"),
    "sheet_window_reversed": _("结束时间要晚于开始时间。"),
    "sheet_window_over": _("结束时间（%(at)s）已经过去了。请改到以后。"),
    "sheet_window_too_long": _("开始到结束超过 %(years)s 年。请核对年份。"),
    "sheet_window_too_short": _("开放时间比一份答卷还短：一份答卷需要 %(minutes)s 分钟。"),
    "sheet_hours_reversed": _("每天的结束时刻要晚于开始时刻，不能跨过零点。"),
    "sheet_hours_too_short": _("每天开放的时间比一份答卷还短：一份答卷需要 %(minutes)s 分钟。"),
    "sheet_never_open": _("按所选的日期、星期和时段，没有一刻是开放的。"),
    "sheet_never_long_enough": _("没有哪一段开放时间够做完一份答卷（需要 %(minutes)s 分钟）。"),
    "sheet_no_weekdays": _("请至少选一个开放的星期。"),
    "sheet_per_day_above_total": _("每天的次数不能多于总次数（%(total)s 次）。"),
    "sheet_attempts_out_of_reach": _("按每天的次数，最多只能答 %(possible)s 次，总次数用不完。"),
    "sheet_sum_without_limit": _("累计得分时必须限定次数，否则谁答得多谁就赢。请填总次数或每天次数。"),
    "sheet_gate_without_pass_mark": _("没有找到编号 %(number)s 的预赛，或它没有设合格线。"),
}

# What the site itself can carry.
CAPACITY = {
    "too_many_for_sqlite": _(
        "名单有 %(people)s 人。本站的数据库是 SQLite，一场限时竞赛超过 %(most)s 人时，"
        "大家一起开始或交卷会等。请管理员换成 PostgreSQL（做法见 deploy/README.md），或分几场错开时间。"
    ),
}

# The paper and its points.
SHEET_PAPER = {
    "sheet_questions_beside_blueprint": _("按范围抽题时不用列题号。请清空题号，或改为固定题目。"),
    "sheet_rows_beside_questions": _("固定题目时不用写抽题范围。请清空，或改为按范围抽题。"),
    "sheet_no_questions": _("固定题目的试卷还没有题。请填题号。"),
    "sheet_question_in_doubt": _("“%(name)s”的答案可疑，正等审题人处理。请换一题，或先请审题人处理。"),
    "sheet_unknown_question": _("题库里没有已发布的题“%(name)s”。请核对题号，或先发布这道题。"),
    "sheet_no_rows": _("还没有写抽题范围。请至少加一行。"),
    "sheet_group_without_rows": _("“%(name)s”组没有题：抽题范围里没有一行给这个组。请加一行。"),
    "sheet_seed_guessable": _("种子太短，会被人猜中，从而提前抽出试卷。请留空，或至少用 %(least)s 个字符。"),
    "sheet_seconds_decide": _(
        "预计约 %(full)s 人满分（%(low)s—%(high)s 人），“%(name)s”只有 %(quota)s 名：将只由快慢决定。"
        "可以加难题、加题数，或改按分数线评奖。"
    ),
    "sheet_first_prize_shared": _(
        "预计约 %(full)s 人满分（%(low)s—%(high)s 人），都并列第一：“%(name)s”的 %(quota)s 个名额会大大增加。"
    ),
    "sheet_band_on_fixed_paper": _("固定题目时各卷相同，不用限定难度差。请清空。"),
    "sheet_band_out_of_reach": _("题库里的题做不到相差这么小。最小可以填 %(least)s，或多备些难度相近的题。"),
    "sheet_difficulty_reversed": _("难度的下限不能高于上限。"),
    "sheet_unknown_bank": _("没有“%(name)s”这个题库。现有：%(known)s。"),
    "sheet_unknown_topic": _("没有“%(name)s”这个知识点编号。"),
    "sheet_pool_empty": _("没有题目符合这一行的条件。请放宽条件。"),
    "sheet_pool_too_small": _(
        "要抽 %(need)s 题，符合条件的只有 %(have)s 题（姐妹题只算一道）。请减少题数或放宽条件。"
    ),
    "sheet_rows_overlap": _("第 %(rows)s 行合起来要抽 %(need)s 道不同的题，符合条件的只有 %(have)s 道。"),
    "sheet_siblings": _(
        "“%(name)s”和“%(other)s”是姐妹题，问的是同一件事，放在一份卷子里会互相提示。请确认。"
    ),
    "sheet_time_very_short": _("%(size)s 道题只有 %(seconds)s 秒，平均每题不到 5 秒。请确认。"),
    "sheet_paper_limit_idle": _("各题限时加起来只有 %(seconds)s 秒，整卷限时不会起作用。"),
    "sheet_mark_above_full": _("分数线高于满分（%(full)s 分）。"),
    "sheet_pass_above_excellent": _("优秀线不能低于合格线（%(mark)s 分）。"),
    "sheet_uneven_papers": _("各份试卷满分不同（%(least)s—%(most)s 分），不公平。请按题型分行抽题。"),
    "sheet_penalty_above_points": _("答错扣的分多于一道题的分（%(least)s 分）。"),
    "sheet_bonus_without_limit": _("没有限时，就没有剩余时间可以加分。请设限时，或去掉速度加分。"),
    "sheet_bonus_above_most": _("加分上限不能小于每秒的加分。"),
}

# Ranking, awards and publication.
SHEET_RESULTS = {
    "sheet_practice_shows_pool": _(
        "抽题范围里的题正好是一份试卷，练习一次就看到了全部试题。请扩大范围，或只在结束后开放练习。"
    ),
    "sheet_practice_keys_wait": _(
        "练习和正式比赛从同一范围抽题，所以练习卷的答案和解析要等竞赛结束才显示，交卷后只显示得分。"
    ),
    "sheet_practice_shows_paper": _("固定题目的竞赛不能在结束前开放练习，否则试题提前泄露。"),
    "sheet_no_rank_keys": _("请至少写一个排名依据。"),
    "sheet_rank_starts_oddly": _("排名要先比得分或答对题数；只比快慢，交白卷的会排第一。"),
    "sheet_apart_without_groups": _("没有分组，不能分组排名。请先设组别。"),
    "sheet_points_out_of_reach": _("最多只能得 %(full)s 分，没有人达得到。"),
    "sheet_min_attempts_out_of_reach": _("最多只能答 %(possible)s 次，没有人达得到。"),
    "sheet_unknown_kind": _("没有“%(name)s”这类单位。"),
    "sheet_no_metrics": _("请至少选一个指标。"),
    "sheet_weights_not_100": _("各指标的权重合计应为 100，现在是 %(sum)s。"),
    "sheet_participation_needs_roster": _("参与率要用名单人数来算，公开报名没有名单。请改用参与人数。"),
    "sheet_rate_without_mark": _("“%(board)s”要算合格率或优秀率，请填这条分数线。"),
    "sheet_rate_of_sums": _("累计得分时，合格率按累计分与分数线比较。请确认这是您要的。"),
    "sheet_metric_needs_best": _("人数、次数、总分不能与百分比直接相加。请改为与最高者相比。"),
    "sheet_metric_not_of_100": _("满分不是 100 分，平均分与百分比相加时轻重会失衡。建议改为与最高者相比。"),
    "sheet_tier_needs_quota": _("请填名额。"),
    "sheet_tier_needs_points": _("请填达到多少分可以获奖。"),
    "sheet_threshold_with_quota": _("按分数线评奖时人人有份，不限名额。请清空名额，或改为按名次。"),
    "sheet_cascade_on_threshold": _("按分数线评奖时人人有份，没有“人数不足”。请清空，或改为按名次。"),
    "sheet_cascade_without_points": _("要放宽条件，先要有条件：请填最低分。"),
    "sheet_cascade_not_falling": _("逐级放宽的分数要一个比一个低。"),
    "sheet_unknown_board": _("没有“%(name)s”这个单位榜。现有：%(known)s。"),
    "sheet_points_of_rank_sum": _("按名次之和排的单位榜没有分数，不能设分数线。"),
    "sheet_board_tier_with_group": _("单位奖不分个人组别。请清空组别。"),
    "sheet_board_tier_by_lottery": _("单位奖不能抽奖。"),
    "sheet_board_tie_by_draw": _("单位奖末位并列时不能抽签。请改为都得奖，或比参加人数。"),
    "sheet_tie_draw_needs_points": _("末位并列要抽签的，排名依据里须有得分。请加上得分，或改为都得奖。"),
    "sheet_later_key_after_draw": _(
        "上面的奖项末位并列时抽签，这里就不能再比后面的依据：没抽中的人会落到这里。请也选抽签，或都得奖。"
    ),
    "sheet_kinds_unused": _("写了单位类别，却没有选“各单位分别取”。请选上，或清空类别。"),
    "sheet_department_seats_by_place": _("只有按名次取的个人奖能各单位分别取。请改为按名次，或不分单位。"),
    "sheet_department_seats_and_draw": _(
        "末位并列抽签时，谁留下来要抽了才知道，不能再各单位分别取。请改为都得奖或再比后面的依据。"
    ),
    "sheet_reserves_on_threshold": _("达到分数线都得奖的，没有名额可以递补。请把递补人数改为 0。"),
    "sheet_group_without_apart": _("奖项限定了组别，但排名不分组。请打开分组排名。"),
    "sheet_place_after_threshold": _("前面的分数线奖会先拿走高分的人。请把按名次的奖排在前面。"),
    "sheet_award_after_lottery": _("抽奖要放在按名次、按分数线的奖后面：先评出这些奖，其余的人再抽。"),
    "sheet_tier_out_of_reach": _("前面的奖从 %(least)s 分起人人有份，轮不到这一奖。请把高分奖排在前面。"),
    "sheet_at_once_needs_items": _("答完就公布对错，看了还能改答案。请设每题限时，或改为交卷后公布。"),
    "sheet_verdicts_at_once": _("答完一题就公布对错，后答的人可能打听到答案。请确认。"),
    "sheet_board_shows_scores": _("成绩在结束后才公布，但公开的排行榜会提前透露。请把排行榜设为不公开。"),
    "sheet_keys_before_scores": _("答案比成绩先公布，自己一对就知道得分。请让答案不早于成绩公布。"),
    "sheet_keys_leak_paper": _("还有人要做同样的题，提前公布答案就是漏题。请改为结束后公布。"),
    "sheet_keys_leak_pool": _("结束前公布答案会逐渐泄露题库。正式评奖的竞赛建议改为结束后公布。"),
    "sheet_frozen_needs_time": _("请填排行榜从什么时候起停止更新。"),
    "sheet_frozen_time_unused": _("填了停止更新的时间，但排行榜没有设为“封榜”。"),
    "sheet_frozen_outside": _("封榜时间应在开始与结束之间。"),
}

# Before and after tests.
GAIN = {
    "gain_before_is_draft": _("前测要先发布；演练不能配对。"),
    "gain_fixed_paper": _("这场竞赛是固定题目，出不了平行卷。请另建一场题目不同的竞赛，再来配对。"),
    "gain_in_a_pair": _("其中一场已经配过对，或本身就是后测。请先解除原来的配对。"),
    "gain_two_departments": _("前测和后测要由同一个单位主办。"),
    "gain_wrong_order": _("后测不能早于前测开始。请核对两场的时间。"),
    "gain_shares_questions": _(
        "两场可能有 %(count)s 道同样的题，答过的人会占便宜，不能配对。请选题目不同的竞赛。"
    ),
    "gain_question_shared": _("“%(name)s”在配对的测试里用过。请换一题，或解除配对。"),
    "gain_pool_too_small": _(
        "前测和后测不能有同样的题：另一场占了 %(held)s 题，剩下的不够抽。"
        "请补充题目、放宽条件、等前测结束（没抽到的题会放出来），或解除配对。"
    ),
}

# Rulings on a contest that is over.
RULINGS = {
    "ruling_before_close": _("竞赛结束、答卷收齐以后才能裁决。"),
    "ruling_kind": _("请选一种裁决。"),
    "ruling_key_missing": _("请填写裁决后的答案。"),
    "ruling_key_shape": _("这道题不能用这样的答案。请从选项中选，或把每一空都填上。"),
    "ruling_key_same": _("这就是原来的答案。要恢复原答案，请选“恢复原来的答案”。"),
    "ruling_holds_already": _("现在就是这样，没有什么要改。"),
    "ruling_out_of_date": _("试算以后情况又有变化，没有生效。请重新试算，核对后再确认。"),
}

# Stopping the clock.
OUTAGES = {
    "outage_reversed": _("恢复的时间要晚于中断的时间。"),
    "outage_not_over": _("还没有到恢复的时间。请等恢复以后再补时。"),
    "outage_too_long": _("一次最多补 12 小时。请核对时间；更长的中断请改期。"),
    "outage_before_opening": _("那时竞赛还没有开始，没有要补的时间。"),
    "outage_twice": _("这段时间和已经补过的重叠。请只填没有补过的时间。"),
    "outage_time": _("请填时间，如 2026-11-27 10:02。"),
}

register(GAIN)
register(OUTAGES)
register(RULINGS)
register(SHEET_SHAPE)
register(SHEET_PEOPLE)
register(CAPACITY)
register(SHEET_PAPER)
register(SHEET_RESULTS)
