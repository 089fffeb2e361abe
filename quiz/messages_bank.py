"""Sentences of the bank: faults of its files, findings of its checks, refusals of its desk."""

from django.utils.translation import gettext_lazy as _

from accounts.messages import register

FILES = {
    "bank_file_missing": _("缺少这个文件。"),
    "bank_file_yaml": _("第 %(line)s 行不是正确的 YAML：%(reason)s。请检查缩进、引号和冒号。"),
    "bank_file_not_a_mapping": _("整个文件应当是一组“编号: 内容”。"),
    "bank_file_topic": _("topic “%(topic)s”、name “%(name)s” 与文件名或知识点表不一致。"),
    "bank_file_id_twice": _("题号重复，%(other)s 里已经用过。"),
    "bank_file_id_topic": _("题号应以 %(topic)s- 开头。"),
    "bank_file_key": _(
        "答案的写法与题型 %(type)s 不符。单选如 B，多选如 ABD，判断 true 或 false，填空每空一列。"
    ),
    "bank_file_source": _("来源表里没有“%(ref)s”。"),
    "bank_file_field_missing": _("缺少这一项。"),
    "bank_file_field_unknown": _("没有这一项，请检查拼写。"),
    "bank_file_field": _("“%(given)s”填写有误：%(reason)s。"),
}
BLOCKING = {
    "bank_E01": _("没有答案，或答案不在选项里。"),
    "bank_E02": _("答案个数（%(count)s）与题型不符：单选 1 个，多选至少 2 个。"),
    "bank_E03": _("选项太少、不该有选项，或与另一个选项重复。"),
    "bank_E04": _("题干或选项是空的。"),
    "bank_E05": _("题干有 %(gaps)s 个空，答案有 %(answers)s 个。"),
    "bank_E06": _("还没有写，补上才能送审。"),
    "bank_E07": _("来源已过期，或过了复审日期（%(day)s）。"),
    "bank_E08": _("选项里留有标号或“正确答案”“√”一类字样：%(text)s"),
    "bank_E09": _("含有乱码。"),
}
WARNINGS = {
    "bank_W01": _("正确选项明显最长，容易被猜中。"),
    "bank_W02": _("答案位置不均匀（%(counts)s，p=%(p)s）。"),
    "bank_W03": _("选项“%(text)s”指着别的选项说话，打乱后就不通了。"),
    "bank_W04": _("否定式题干没有加粗否定词，或与否定选项连用，或用了双重否定。"),
    "bank_W05": _("含绝对化的词“%(word)s”，容易成为线索。"),
    "bank_W06": _("正确选项重复了题干里的词，干扰项没有（差 %(share)s）。"),
    "bank_W07": _("数字选项没有从小到大、区间重叠或单位不一（%(fault)s）。"),
    "bank_W08": _("这个选项在长短、类别或标点上与众不同（%(fault)s）。"),
    "bank_W09": _("太长：%(length)s 字，宜不超过 %(limit)s 字。"),
    "bank_W10": _("有不常用的字、繁体字或未解释的缩写：%(chars)s"),
    "bank_W11": _("判断题对 %(right)s 题、错 %(wrong)s 题，相差太多。"),
    "bank_W12": _("与 %(other)s 相似（%(kind)s，%(ratio)s%%）。"),
    "bank_W13": _("“%(word)s”会过时，请写明年份。"),
    "bank_W14": _("含网址、电话或广告：%(text)s"),
    "bank_W15": _("像是用药剂量（%(text)s），须请专家审。"),
    "bank_W17": _("给长辈的题里有双重否定（%(text)s），请改成正面说。"),
    "bank_W18": _("姐妹题 %(fact)s 不在同一个知识点里：%(codes)s"),
    "bank_W19": _("姐妹题代号 %(fact)s 只有这一道题，学习时没有别的题可以轮换。"),
    "bank_W20": _("姐妹题代号 %(fact)s 有 %(count)s 道题，超过 %(most)s 道，怕不都是问同一件事。"),
    "bank_W16": _("%(other)s 的题干里说出了这题的答案“%(text)s”。"),
}
LONGEST = {
    "bank_W01_bank": _("%(total)s 道单选里有 %(count)s 道正确项最长（p=%(p)s），可以猜出来。"),
    "bank_W02_paper": _("连续 %(run)s 道单选的答案都是 %(letter)s。"),
}
DESK = {
    "bank_has_blocking_findings": _("自查还有必须改正的地方，改好才能送审。"),
    "bank_reviewer_is_author": _("审题人不能审自己写的题，请另一位审题人来审。"),
    "bank_expert_needed": _("健康和法律类的题要由专家审题人来终审。"),
    "bank_second_pair_of_eyes": _("您已经初审过这道题，终审要请另一位专家。"),
    "bank_review_date": _("复审日期请填今天以后的一天，如 2027-06-30。"),
    "bank_not_a_draft": _("这道题不是草稿，不能送审。"),
    "bank_not_in_review": _("这道题不在待审状态。可能别人刚刚处理过，请刷新看看。"),
    "bank_in_review": _("这道题正在审，先等审题意见或请审题人退回，再改。"),
    "bank_not_published": _("这道题已经停用了。"),
    "bank_not_retired": _("这道题没有停用，不用恢复。"),
    "bank_not_an_author": _("只有组织者和管理员能写题。"),
    "bank_not_a_reviewer": _("只有审题人能审题。"),
    "bank_changed_meanwhile": _("别人刚刚改过这道题，请刷新后重来。"),
    "bank_comment_missing": _("请写明意见，方便出题人修改。"),
    "report_kind": _("请选一项：这道题哪里不对。"),
    "report_text": _("选“其他”时，请写一句哪里不对。"),
    "report_all_devices": _("今天没有登录的报错已经很多，请登录后再报，或明天再来。"),
    "report_too_many": _("一天最多报错%(most)s题，请明天再来。已报的都收到了。"),
    "bank_flag_decided": _("这条疑点已经有人处理了，请刷新看看。"),
    "bank_nothing_changed": _("内容没有改动。"),
    "audio_empty": _("请先选择一个录音文件。"),
    "audio_too_big": _("录音太大，最多 %(most)s MB。请录短一些，或存成 MP3。"),
    "audio_unknown": _("只收 MP3、OGG、M4A 或 WAV 录音。"),
    "speech_off": _("没有打开朗读程序。请设 SPEECH=espeak-ng 后再运行。"),
    "speech_missing": _("没有找到 %(program)s。请先安装（如 apt install %(program)s），再运行。"),
    "speech_failed": _("%(program)s 没有读成：%(said)s"),
    "bank_image_too_big": _("图片太大，最多 2 MB。"),
    "bank_image_unknown": _("只收 PNG、JPEG 或 WebP 图片。"),
    "bank_image_broken": _("图片文件不完整。请重新保存这张图，再选一次。"),
    "bank_image_too_many_pixels": _("图片超过 %(most)s 百万像素。请缩小后再传。"),
    "bank_image_without_alt": _("请用一句话说明图里有什么，看不见图的人要靠它答题。"),
    "bank_files_faulty": _("题库文件有 %(count)s 处错误，没有载入。运行 check_bank 看详情。"),
}

for sentences in (FILES, BLOCKING, WARNINGS, LONGEST, DESK):
    register(sentences)
