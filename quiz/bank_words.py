"""Words for the bank's values where people read them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.messages import sentence
from quiz.domain.findings import Finding

SOURCE_TYPES = {
    "law": _("法律法规"),
    "standard": _("标准"),
    "guideline": _("指南共识"),
    "ministry": _("部门文件"),
    "textbook": _("教材课标"),
    "encyclopedia": _("百科全书"),
}
CERTAINTIES = {"A": _("A 已核对原文"), "B": _("B 权威转述"), "C": _("C 常识")}
AUDIENCES = {
    "public": _("公众"),
    "teen": _("青少年"),
    "farmer": _("农民"),
    "worker": _("产业工人"),
    "elder": _("老年人"),
    "cadre": _("领导干部和公务员"),
    "jobless": _("失业培训"),
    "family": _("家庭照护者"),
}
BLOOM = {"remember": _("记忆"), "understand": _("理解"), "apply": _("应用")}
DIFFICULTY = {1: _("1 很易"), 2: _("2 较易"), 3: _("3 适中"), 4: _("4 较难"), 5: _("5 很难")}
# What a learner may find wrong with a question.
REPORT_KINDS = {
    "key": _("答案不对"),
    "stem": _("题目有歧义或说错了"),
    "source": _("依据过时了"),
    "typo": _("错别字、图片或显示有问题"),
    "other": _("其他"),
}
EXPERTISES = {"health": _("健康类"), "law": _("法律类")}
STEPS = {"": _("草稿"), "submitted": _("待审"), "first_passed": _("待专家审"), "approved": _("已通过"),
         "sent_back": _("已退回"), "retired": _("已停用"), "returned": _("已恢复")}  # fmt: skip
# What files of questions are called; a format without a word is called by its name.
FORMATS = {
    "auto": _("自动识别"),
    "sheet": _("Excel 或 WPS 表格"),
    "word": _("Word 文档"),
    "text": _("文本"),
    "kahoot": "Kahoot",
    "quizizz": "Quizizz (Wayground)",
    "gift": "Moodle GIFT",
    "aiken": "Aiken",
    "moodle_xml": "Moodle XML",
    "qti": "QTI",
    "anki": "Anki",
    "json": "JSON",
    "word_keys": _("Word 试卷（带答案）"),
    "word_large": _("大字试卷（答案另页）"),
}
DUPLICATES = {"same": _("完全相同"), "likely": _("疑似重复"), "sibling": _("同族题")}
# Words for the values of a finding that are not numbers or quotations.
VALUES = {
    "length": pgettext_lazy("finding", "长短"),
    "kind": pgettext_lazy("finding", "类别"),
    "punctuation": pgettext_lazy("finding", "标点"),
    "order": pgettext_lazy("finding", "顺序"),
    "overlap": pgettext_lazy("finding", "重叠"),
    "units": pgettext_lazy("finding", "单位"),
    "same": _("同一道题"),
    "likely": _("疑似重复"),
    "sibling": _("同族题"),
}
FIELDS = {
    "topic": _("知识点"),
    "fact": _("姐妹题代号"),
    "type": _("题型"),
    "difficulty": _("难度"),
    "audience": _("人群"),
    "bloom": _("认知层次"),
    "stem": _("题干"),
    "options": pgettext_lazy("finding", "选项"),
    "key": _("答案"),
    "explanation": _("解析"),
    "source": _("来源"),
    "review_by": _("复审日期"),
    "bank": _("全库"),
}


def finding_sentence(finding: Finding) -> str:
    """What a finding says, in the reader's language."""
    code = f"bank_{finding.code}"
    if finding.code == "W01" and finding.field == "bank":
        code = "bank_W01_bank"
    if finding.code == "W02" and finding.field == "paper":
        code = "bank_W02_paper"
    words = {name: VALUES.get(value, value) for name, value in finding.values.items()}
    return sentence(code, words)


def field_words(field: str) -> str:
    """ "options.2" → 选项 B; "stem" → 题干."""
    name, _dot, place = field.partition(".")
    letter = f" {chr(64 + int(place))}" if place.isdigit() else ""
    return f"{FIELDS.get(name, name)}{letter}"
