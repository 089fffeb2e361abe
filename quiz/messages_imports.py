"""What the readers of texts and Word files have to say: what is doubtful in a question, and what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

# Files that cannot be read as text at all.
FILES = {
    "import_not_text": _("这不是文字文件，读不了。请把题目存为 Word（.docx）或文本（.txt）再传。"),
    "import_old_office": _(
        "这是旧格式的 Word 或 WPS 文件（.doc、.wps）。请在 Word 或 WPS 里打开，“另存为”.docx 再传。"
    ),
    "import_is_archive": _("这是压缩包或 Office 文件，不是文本。请解压后传里面的文件，或存为 .docx、.txt。"),
    "import_is_pdf": _("这是 PDF。请用 Word 或 WPS 打开，另存为 .docx 再传；也可以复制文字粘贴进来。"),
    "import_is_rtf": _("这是 RTF 文件。请用 Word 或 WPS 打开，“另存为”.docx 再传。"),
    "import_is_picture": _("这是图片。请先把图里的文字识别出来，再粘贴或存为文本。"),
    "import_not_word": _("这不是 Word 文件。请在 Word 或 WPS 里“另存为”.docx 再传。"),
    "import_word_broken": _("Word 文件打不开，可能没有传完或已损坏。请在 Word 或 WPS 里打开，另存一份再传。"),
    "import_word_has_password": _("Word 文件有打开密码。请去掉密码后再传。"),
    "import_word_is_web_page": _("这其实是网页，不是 Word 文件。请用 Word 或 WPS 打开，“另存为”.docx 再传。"),
    "import_word_hidden": _("文档里有 %(count)s 处隐藏文字，没有读。需要就在 Word 里取消隐藏再传。"),
    "import_too_many_lines": _("文件超过 %(most)s 行。请分成几份再传。"),
    "import_encoding_doubtful": _(
        "文字编码拿不准，按 %(encoding)s 读的。如果看到乱码，请用记事本“另存为”，编码选 UTF-8，再传。"
    ),
    "import_bytes_broken": _(
        "有 %(count)s 处字节坏了，读成了“�”。请从原文件重新存一份，编码选 UTF-8，再传。"
    ),
    "import_no_questions": _(
        "没有读出题目。请给每道题写上题号，如“1.”，选项写“A.”“B.”，答案写“答案：B”；或改用表格模板。"
    ),
    "import_section_count": _(
        "“%(heading)s”说有 %(said)s 题，读出 %(read)s 题。请看看“没有读的行”里是不是漏了题。"
    ),
    "import_section_total": _("“%(heading)s”说共 %(said)s 分，读出的题合计 %(read)s 分。请核对题数和分值。"),
    "import_key_without_question": _("答案表里有第 %(number)s 题，但没有找到这道题。请核对题号。"),
    "import_key_range_count": _(
        "“%(first)s-%(last)s”是 %(wanted)s 道题，答案却有 %(found)s 个，都没有用。"
        "请在原文改好重传，或逐题填答案。"
    ),
}
# Why a line belongs to no question.
LINES = {
    "import_answers_unused": _(
        "答案文件“%(name)s”没有用：这种格式的答案就写在题目旁边。文本和 Word 试卷才能另附答案。"
    ),
    "import_unread_line": _("不属于任何题目，没有读。要用就复制到题目里。"),
    "import_preamble": _("第一题之前的文字，没有读。"),
    "import_paper_line": _("考试时间、总分一类的说明，没有读。"),
    "import_page_furniture": _("页码、页眉或姓名栏，没有读。"),
    "import_instructions": _("大题的说明，只取了其中的分值。"),
    "import_unread_in_question": _("夹在题目里，不是选项也不是解析，没有放进题目。要用就复制到题目里。"),
    "import_note": _("备注一类的内容，题库里没有地方放。"),
    "import_line_too_long": _("这一行太长，没有读。请按题换行后再传。"),
}
KEYS = {
    "import_key_missing": _("没有找到答案。请填上。"),
    "import_key_unreadable": _("看不懂答案“%(given)s”。请改填选项字母（如 B、ABD）或对、错。"),
    "import_key_no_such_option": _("答案“%(given)s”与选项 %(labels)s 对不上。请核对答案或选项。"),
    "import_key_by_text": _("答案写的是文字“%(given)s”，与选项 %(read_as)s 相同，读作 %(read_as)s。请核对。"),
    "import_key_by_number": _("答案写的是数字“%(given)s”，读作第几个选项，即 %(read_as)s。请核对。"),
    "import_key_behind_stem": _("题干末尾单独的“%(given)s”读作答案。请核对。"),
    "import_key_maybe_abbreviation": _("括号里的“%(given)s”读作答案，也可能是缩写。请核对。"),
    "import_key_ambiguous": _("题干里有几处都像答案：%(candidates)s。请选定答案。"),
    "import_key_conflict": _("两处答案不一致：%(one)s 和 %(other)s。请选定一个。"),
    "import_key_shared": _("“%(given)s”读作几道题共用的一行答案，这题是 %(read_as)s。请核对。"),
    "import_key_by_tick": _("选项 %(read_as)s 旁有记号，读作答案。请核对。"),
    "import_key_by_colour": _("没有写答案；只有选项 %(read_as)s 是彩色的，读作答案。请核对。"),
    "import_key_by_highlight": _("没有写答案；只有选项 %(read_as)s 加了底色，读作答案。请核对。"),
    "import_key_by_underline": _("没有写答案；只有选项 %(read_as)s 有下划线，读作答案。请核对。"),
    "import_key_by_bold": _("没有写答案；只有选项 %(read_as)s 加粗，读作答案。请核对。"),
    "import_key_from_explanation": _("没有写答案；解析里说是 %(read_as)s，读作答案。请核对。"),
    "import_judge_by_letter": _("判断题的答案写的是 %(given)s，按 A 对、B 错来读。请核对。"),
    "import_single_two_keys": _("单选题有不止一个答案（%(given)s）。请改答案，或改成多选题。"),
    "import_multi_one_key": _("多选题只有一个答案（%(given)s）。请补全答案，或改成单选题。"),
    "import_indefinite_one_key": _("不定项选择题只有一个答案，读作单选题。请核对。"),
}
BLANKS = {
    "import_blank_missing": _("填空题的题干里没有找到空。请在要填的地方写“____”。"),
    "import_blank_count": _("题干有 %(gaps)s 个空，答案“%(given)s”分不成同样多份。请用“；”隔开各空。"),
    "import_blank_empty": _("有的空没有答案。请补上。"),
    "import_blank_dialect": _("答案有两种分法：%(one)s，或 %(other)s。先按前一种，请核对。"),
    "import_blank_or": _("“或”“/”读作同一空的几种写法：%(read_as)s。请核对。"),
    "import_blank_any_order": _("原文说几个空可以换顺序，但系统按顺序判分。请改写题干，让每空只有一种填法。"),
    "import_blank_filled": _("题干里括号内、横线上或标了颜色的“%(given)s”读作这一空的答案。请核对。"),
}
QUESTIONS = {
    "import_type_untold": _("看不出是什么题型。请选题型，并核对选项和答案。"),
    "import_type_conflict": _("原文的题型与内容不符，按内容读。请核对题型。"),
    "import_type_not_held": _(
        "这种题不能自动判分，题库里没有地方放。请改成单选、多选、判断或填空，或选“不导入”。"
    ),
    "import_options_missing": _("没有找到选项。请补上，每行一个，写“A.”“B.”。"),
    "import_options_unlabelled": _("选项没有字母，把题干下面的 %(count)s 行读作选项。请核对。"),
    "import_options_late": _("选项写在解析后面，已读作选项。请核对解析和选项。"),
    "import_options_out_of_order": _("选项字母不连续（%(labels)s），已按先后重排。请核对选项和答案。"),
    "import_options_too_many": _("选项超过 %(most)s 个。请减少。"),
    "import_option_empty": _("选项 %(letter)s 是空的。请补上文字，或删去这个选项。"),
    "import_option_is_picture": _("选项 %(letter)s 只有图片。请用文字写出来。"),
    "import_number_gap": _("题号从 %(expected)s 跳到 %(found)s。请看看中间是不是漏了题。"),
    "import_number_order": _("题号是 %(found)s，按顺序应当是 %(expected)s。请看看有没有重复或漏读。"),
    "import_number_missing": _("这道题没有题号，是按选项和答案分开的。请核对它从哪一行开始。"),
    "import_material_range": _("前面的材料没有说管到哪一题，已放进这道题的题干。不需要就删去。"),
    "import_stray_line": _("“%(text)s”夹在题目里，没有放进来。要用就复制到题目里。"),
    "import_question_twice": _("与第 %(line)s 行的题目相同。只要一道就选“不导入”。"),
    "import_difficulty_unknown": _("看不懂难度“%(given)s”。请选 1 到 5。"),
    "import_points_unknown": _("看不懂分值“%(given)s”。请填数字。"),
    "import_audience_unknown": _("没有这个人群：%(given)s。请从人群里选。"),
    "import_formula": _("这里有公式，读成了一行文字。请核对分数、根号和上下标。"),
    "import_word_picture_kind": _("这里的图片不是 PNG、JPEG 或 WebP，没有读取。请导入后另行添加。"),
    "import_word_picture_too_big": _("这里的图片太大，没有读取。请缩小到 2 MB 以内，导入后另行添加。"),
    "import_word_note": _("脚注读成了〔注：……〕。请核对，不需要就删去。"),
    "import_word_text_box": _("这里的文字来自文本框，次序可能不对。请核对。"),
    "import_garbled": _("有乱码。请对照原文改正。"),
}

for sentences in (FILES, LINES, KEYS, BLANKS, QUESTIONS):
    register(sentences)
