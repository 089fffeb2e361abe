"""What the readers of exchange formats have to say: GIFT, Aiken, Moodle XML, QTI, Anki, our own JSON."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

ANSWERS = {
    "import_weights_lost": _(
        "原文里有的答案只得部分分，系统没有这样的计分，只取了得满分的答案。请核对答案。"
    ),
    "import_several_right": _(
        "原文里有 %(count)s 个答案都可得满分，按多选题读取。只要选对一个的，请改成单选。"
    ),
    "import_too_many_options": _("有 %(count)s 个选项，最多 %(most)s 个。请删掉或合并几个。"),
    "import_empty_option": _("有空的选项。请补上文字，或删掉这个选项。"),
    "import_key_unknown": _("答案“%(key)s”不在选项里。请改成选项的字母，如 B 或 BD。"),
    "import_blanks_differ": _("题干有 %(gaps)s 个空，答案有 %(answers)s 个。请补上“____”，或改答案。"),
    "import_number_range": _(
        "原文的答案是一个范围（%(range)s），系统只能按写定的文字判分。请填上可以接受的写法。"
    ),
    "import_number_unit": _("原文的答案带单位，这里只取了数字。请在题干里写明单位。"),
    "import_wildcard": _("答案里有通配符“*”，系统不认。请逐一填上可以接受的写法。"),
    "import_hidden": _("这道题在原系统里是隐藏的，也读了。不要的请选“不导入”。"),
    "import_case_ignored": _("原文要求区分大小写，系统判分时不区分。请看看是否要紧。"),
}
LOST = {
    "import_lost_formula": _("里面有公式，只留下了文字。请核对上下标，必要时换成图片。"),
    "import_lost_language": _("原文有几种语言，只取了中文。"),
    "import_lost_length": _("文字太长，后面的没有读取。请删短。"),
    "import_lost_media": _("里面有声音、视频或动画，没有读取。请改成文字或图片。"),
    "import_lost_table": _("里面有表格，改成了一行一行的文字。请核对。"),
}
PICTURES = {
    "import_picture_remote": _("图片在别的网站上（%(name)s），没有下载。请自己存下来，在题目里添加。"),
    "import_picture_missing": _("文件里没有图片“%(name)s”。请在题目里添加，或连图片一起导出再传。"),
    "import_picture_too_big": _("图片“%(name)s”超过 2 MB，没有读取。请压缩后在题目里添加。"),
    "import_picture_unknown": _("图片“%(name)s”不是 PNG、JPEG 或 WebP，没有读取。请转换格式后在题目里添加。"),
    "import_picture_moved": _("图片“%(name)s”原来在选项或解析里，现在放在题干下面。请核对题意。"),
}
UNSUPPORTED = {
    "import_unsupported_description": _(
        "这只是一段说明，没有要回答的内容，没有导入。要用就复制到相关题目的题干里。"
    ),
    "import_unsupported_essay": _("问答题不能自动判分，没有导入。请改成选择、判断或填空题。"),
    "import_unsupported_cloze": _("一段文字里有好几种要回答的内容，没有导入。请拆成填空题或单选题。"),
    "import_unsupported_calculated": _("每次数字不同的计算题系统里没有，没有导入。请写成一道数字固定的题。"),
    "import_unsupported_dragging": _("拖放、排序题系统里没有，没有导入。请改成单选题或填空题。"),
    "import_unsupported_hotspot": _("在图上点选的题系统里没有，没有导入。请在图上标出字母，改成单选题。"),
    "import_unsupported_random": _("这只是“随机抽一道题”，没有题目。请导出被抽的题目本身。"),
    "import_unsupported_other": _("系统里没有这种题型，没有导入。请改成单选、多选、判断或填空题。"),
    "import_unsupported_matching": _("配对题系统里没有，没有导入。请拆成几道单选题。"),
}
GIFT = {
    "import_gift_braces": _("花括号“{”“}”没有成对。请补全；题目文字里的花括号要写成“\\{”“\\}”。"),
    "import_gift_several_braces": _(
        "一道题里有好几处花括号，看不出哪一处是答案。请在两题之间空一行，或改题。"
    ),
    "import_gift_bare_answer": _("花括号里没有“=”，当作填空题的答案。请核对。"),
    "import_gift_unescaped": _(
        "选项文字里有“%(mark)s”，当作文字读了。请核对选项和答案；原文里这样的符号要写成“\\%(mark)s”。"
    ),
    "import_gift_fullwidth": _("原文用了中文的花括号或等号，按 GIFT 的符号读取。请核对。"),
}
AIKEN = {
    "import_aiken_long_stem": _("题干有好几行。Moodle 只认最后一行，这里都留着。请核对。"),
}
QTI = {
    "import_survey": _("原文没有写哪个答案对，是调查题。请填上答案；调查题请选“不导入”。"),
    "import_fixed_option": _(
        "原文规定有的选项位置不变，系统会打乱选项。请看看“以上都对”一类的选项要不要改写。"
    ),
    "import_qti_one_of_several": _("原文的答案可以是好几个，却只许选一个，按单选题读取。请核对。"),
    "import_qti_key_from_mapping": _("原文没有写答案，只写了各选项的得分，得分的都读作答案。请核对。"),
    "import_qti_truth_by_name": _("按选项的代号读成了判断题（%(texts)s）。请核对题意。"),
    "import_qti_own_marking": _("原文有自己的判分办法，系统不执行，只取了写明的答案。请核对。"),
    "import_qti_adaptive": _("原文让人答错后再试，系统里每题只答一次。请核对题干和解析。"),
    "import_qti_template": _("原文每次换数字，这里只留下了代号。请写成一道数字固定的题。"),
    "import_qti_stimulus": _(
        "题目要看的材料在另一个文件里，没有找到。请连同整个压缩包一起上传，或把材料写进题干。"
    ),
    "import_qti_no_manifest": _("压缩包里没有清单 imsmanifest.xml，按文件名的顺序读了所有的题。"),
    "import_qti_file_missing": _("清单里有这个文件，压缩包里没有。请重新导出。"),
    "import_qti_file_broken": _("这个文件不是正确的 XML，没有读取。请重新导出。"),
    "import_qti_without_items": _("里面没有题目，只有试卷结构或别的文件。请连同题目一起导出成压缩包再传。"),
    "import_not_qti": _("这不是 QTI 题目：最外层是“%(name)s”，应当是“assessmentItem”。请选对格式。"),
    "import_zip_path": _("压缩包里有指向包外的文件名“%(name)s”，为安全起见没有读取。请重新打包。"),
    "import_unsupported_several": _("一道题里要回答好几处，没有导入。请拆成几道题。"),
}
ANKI = {
    "import_anki_package": _(
        "这是 Anki 的牌组包（.apkg），读不了。请在 Anki 里选“导出→纯文本格式的笔记”（.txt）再传。"
    ),
    "import_anki_comment": _("以“#”开头的一行，Anki 当作说明，没有读取。是题目就在前面加引号。"),
    "import_anki_one_field": _("只有正面或只有背面，没有读取。请补上另一面。"),
    "import_anki_hint": _("挖空里的提示没有读取，只取了答案。请看看题干是否还说得清。"),
    "import_anki_long_answer": _(
        "背面太长，没有人能填得一字不差。请改成选择题，或缩短答案、把其余的移到解析。"
    ),
}
JSON = {
    "import_json_broken": _("文件第 %(line)s 行第 %(column)s 列不是正确的 JSON，没有读取。请重新导出。"),
    "import_json_other": _(
        "这个 JSON 不是本系统导出的题目（schema 应为 %(schema)s）。请选对文件，或改用别的格式。"
    ),
    "import_json_version": _("这个文件是第 %(version)s 版格式，本系统认识第 %(known)s 版。请先升级再导入。"),
    "import_json_item": _("这一项缺少内容或写法有误，没有导入。请对照导出的文件改好再传。"),
    "import_json_unknown_fields": _("不认识这些项：%(names)s，没有读取。请核对拼写。"),
}
BOUNDS = {
    "import_too_many_questions": _("文件里的题太多，一次最多 %(most)s 道。请分成几个文件再传。"),
    "import_too_many_answers": _("一道题里的答案太多，没有读取。请检查是不是少了空行或花括号。"),
}
XML = {
    "import_xml_broken": _(
        "文件第 %(line)s 行第 %(column)s 列不是正确的 XML，读不下去了。请从原系统重新导出，不要手工改动。"
    ),
    "import_xml_entities": _("文件里定义了 XML 实体，为安全起见没有读取。请从原系统重新导出。"),
    "import_not_moodle_xml": _(
        "这不是 Moodle 的题库文件：最外层是“%(name)s”，应当是“quiz”。"
        "请在 Moodle 题库里选“导出→Moodle XML 格式”。"
    ),
    "import_qti12": _(
        "这是 QTI 1.2（Canvas 等系统的旧格式），读不了。"
        "请在原系统里导出 QTI 2.1、2.2 或 3.0，或用 GIFT、表格。"
    ),
    "import_xml_too_big": _("文件里的内容太多或层次太深。请分成几个文件再传。"),
}

for sentences in (ANSWERS, LOST, PICTURES, UNSUPPORTED, GIFT, AIKEN, QTI, ANKI, JSON, BOUNDS, XML):
    register(sentences)
