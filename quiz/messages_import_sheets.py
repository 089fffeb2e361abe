"""What a reader of spreadsheets has to say: what is wrong in a cell, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

SHEETS = {
    "import_sheet_without_header": _(
        "工作表“%(sheet)s”有 %(count)s 行内容，但前 %(within)s 行里没有找到表头，没有读取。"
        "请加一行表头（至少有“题干”和“答案”），或下载模板对照。"
    ),
    "import_sheet_as_paper": _(
        "没有找到表头，按一行一行的文字读成了试卷。请逐题核对；一行一题的表请加上表头再传。"
    ),
    "import_sheet_empty": _("表头下面没有题目，或整个表是空的。请从表头的下一行起，一行填一道题。"),
    "import_sheet_columns_unread": _(
        "工作表“%(sheet)s”的这些列没有读：%(names)s。要导入就改成模板里的列名。"
    ),
    "import_sheet_hidden": _("工作表“%(sheet)s”在表格里是隐藏的，也读了。不要的题请选“不导入”。"),
    "import_sheet_pictures": _("表里有 %(count)s 张图片，没有读取。请导入后在题目里逐张添加。"),
    "import_row_hidden": _("这一行在表格里是隐藏的。不要这道题请选“不导入”。"),
    "import_row_without_stem": _("这一行没有题干，没有当作题目。"),
    "import_row_instruction": _("这一行像是填写说明，没有当作题目。"),
}
CELLS = {
    "import_cell_date": _(
        "Excel 把它变成了日期或时间“%(value)s”。请把这一列设为“文本”后重新填写，或在这里改正。"
    ),
    "import_cell_rounded": _(
        "数字太长，Excel 已把末几位变成 0（%(value)s）。请把这一列设为“文本”后重新填写。"
    ),
    "import_cell_error": _("这个单元格是公式错误，没有内容。请在表格里改好公式或直接填文字。"),
    "import_cell_formula": _(
        "这个单元格是没有算出结果的公式，读不到内容。请用 Excel 打开并保存一次再传，或直接填文字。"
    ),
    "import_cell_picture": _("这里是图片（%(value)s），没有读取。请导入后在题目里添加。"),
    "import_cell_too_long": _("这个单元格到了 Excel 的上限 %(most)s 字，后面的可能已经丢了。请核对并删短。"),
    "import_cell_difficulty": _("看不懂难度“%(value)s”，先按 3 适中。请填 1 到 5，或易、中、难。"),
    "import_cell_fact": _(
        "“%(value)s”不能做姐妹题代号，没有用。代号只用字、数字和“-”“_”“.”，不留空格，最多 20 个字。"
    ),
    "import_cell_difficulty_share": _("难度系数 %(value)s 换算成了 %(level)s 级，请核对。"),
    "import_cell_points": _("看不懂分值“%(value)s”，没有读取。请填数字，如 2 或 2.5。"),
    "import_cell_audience": _("没有这个人群：%(value)s。可以填：%(known)s。"),
    "import_option_gap": _("选项 %(letter)s 空着，后面的选项往前移了，答案也跟着改了。请核对。"),
    "import_options_few": _("只有 %(count)s 个选项，选择题至少要 2 个。"),
    "import_flag_unread": _("选项 %(letter)s 的“是否正确”一栏看不懂“%(value)s”。请填 √ 或空着。"),
    "import_type_unsupported": _(
        "“%(value)s”不能自动判分，系统里没有这种题型。请改成单选、多选、判断或填空。"
    ),
    "import_type_unknown": _("没有“%(value)s”这种题型，已按选项和答案判断。请核对。"),
    "import_type_missing": _("看不出是什么题型。请选题型，并核对选项和答案。"),
    "import_stem_missing": _("没有题干。请补上。"),
    "import_blank_added": _("题干里没有空，在末尾加了一个。请核对位置。"),
    "import_judge_options": _("判断题的选项不是“对”和“错”。请改成单选题，或去掉选项。"),
}
ANSWERS = {
    "import_answer_missing": _("没有答案。请补上。"),
    "import_answer_unread": _("看不懂答案“%(value)s”。请填选项的字母，如 B 或 ABD。"),
    "import_answer_two_ways": _(
        "答案“%(value)s”有两种读法（%(one)s 或 %(other)s）：按序号是一个，按选项文字是另一个。"
        "请改填选项的字母。"
    ),
    "import_answer_beyond": _("答案“%(value)s”里的 %(letter)s 不在选项（%(known)s）里。"),
    "import_answer_decimal": _("答案是小数 %(value)s，像是“1,3”被当成了小数，读作 %(letters)s。请核对。"),
    "import_answer_run": _("答案 %(value)s 读作第几个选项连写，即 %(letters)s。请核对。"),
    "import_answer_no_such_number": _(
        "答案“%(value)s”不是选项的序号（1 到 %(most)s），也不是哪个选项的文字。"
    ),
    "import_answer_count": _("答案“%(value)s”是 %(count)s 个，与题型不符：单选 1 个，多选至少 2 个。"),
    "import_answer_twice": _("答案栏是“%(value)s”，题干括号里是“%(told)s”，不一致。请改正。"),
    "import_answer_letter_for_truth": _("判断题的答案写成“%(value)s”，按 A 对、B 错来读。请核对。"),
    "import_answer_truth": _("看不懂判断题的答案“%(value)s”。请填“对”或“错”。"),
    "import_answer_blanks": _(
        "题干有 %(gaps)s 个空，答案“%(value)s”分不成同样多份。请用“；”隔开各空，同一空的几种写法用“|”隔开。"
    ),
    "import_answer_dialects": _("答案“%(value)s”有两种分法。请核对每个空的答案。"),
    "import_answer_variants": _("只有一个空，答案“%(value)s”读作 %(count)s 种都算对的写法。请核对。"),
    "import_answers_in_options": _("答案栏空着，已把选项栏里的文字当作填空的答案。请核对。"),
}
FILES = {
    "import_paste_unknown": _(
        "粘贴的内容不像题目，像网页或程序的源码。请只复制看得见的文字再粘贴，或在“格式”里选一种。"
    ),
    "import_format_unknown": _("认不出“%(name)s”是什么格式。请在“格式”里选一种，或下载模板填写。"),
    "import_takes_too_long": _("文件太大或太复杂，没有读完。请分成几份再传。"),
}
WORK = {
    "import_file_forgotten": _("原来的文件已经不在了（只保留 30 天）。请重新上传。"),
    "import_not_open": _("这次导入现在不能改动：可能正在读取，或别人刚刚处理过。请刷新看看。"),
    "import_item_taken": _("这道题已经导入题库，请到题库里改。"),
    "import_nothing_read": _("文件里没有读出题目。请看下面没有读的行，换一种格式，或下载模板对照。"),
    "import_nothing_to_take": _("没有可以导入的题：都有错要改、与已有的题重复，或选了不导入。"),
    "import_topic_missing": _("有的题没有写知识点。请选一个，给它们用。"),
    "import_in_use": _(
        "这次导入的题有 %(count)s 道已经有人用了（%(codes)s），不能整批撤销。可以到题库里逐道停用。"
    ),
    "import_picture_without_alt": _("请用一句话说明图里有什么，看不见图的人要靠它答题。"),
    "import_pictures_left": _("另有 %(count)s 张图片没有带入：一道题只能有一张 PNG、JPEG 或 WebP 图片。"),
}
EXPORTS = {
    "export_nothing": _("没有符合条件的题，没有导出。请放宽条件。"),
    "export_too_big": _("这样的文件太大，导不回来。请按知识点分几次导出，或换成 JSON、Excel。"),
    "export_too_many": _("一次最多导出 %(most)s 题。请按知识点分几次导出。"),
    "export_cell_too_long": _("%(name)s 有一处超过 %(most)s 字，Excel 放不下。请改用 JSON 格式导出。"),
    "export_too_many_options": _(
        "有一道题有 %(count)s 个选项，Excel 表最多放 %(most)s 个。请改用 JSON 格式导出。"
    ),
}

for sentences in (SHEETS, CELLS, ANSWERS, FILES, WORK, EXPORTS):
    register(sentences)
