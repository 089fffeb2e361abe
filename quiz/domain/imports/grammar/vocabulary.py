"""The words and signs of question papers, and what they mean."""

import re
from collections.abc import Sequence

SINGLE, MULTI, JUDGE, BLANK_TYPE = "single", "multi", "judge", "blank"
# One or several keys: the key decides. Several are likely, one is allowed. What the bank cannot hold.
CHOICE, INDEFINITE, OTHER = "choice", "indefinite", "other"
CHOICES = frozenset({SINGLE, MULTI, CHOICE, INDEFINITE})

# Longer words first: "多项选择" must not be read as "选择".
_TYPE_WORDS = {
    INDEFINITE: "不定项选择题|不定项选择|不定项题|不定项|任选题|任选",
    MULTI: "多项选择题|多项选择|多选题|多选|多项题|多選題|多選|multiple choice|multiple answers?|checkbox",
    SINGLE: "单项选择题|单项选择|单选题|单选|单项题|單選題|單選|single choice",
    JUDGE: "判断改错题|判断对错题|判断正误题|判断题|判断对错|判断正误|判断|是非题|是非|对错题|正误题"
    "|判斷題|判斷|是非題"
    "|true or false|true/false",
    OTHER: "选词填空题?|完形填空题?|连线题|配伍题|排序题|匹配题|简答题|简答|问答题|问答|论述题|论述"
    "|名词解释题?|主观题|计算题|作文题?|案例分析题?|案例题|材料分析题?|分析题|解答题|应用题|实验题|实验探究题|探究题|综合题|操作题"
    "|编程题|开放题|思考题|画图题|作图题|写作题?|essay|short answer|open-ended",
    BLANK_TYPE: "填空题|填空題|填空|fill in the blanks?|fill-in-the-blanks?",
    CHOICE: "选择题|选择|選擇題",
}
TYPE_OF_WORD = re.compile(
    "|".join(f"(?P<{name}>{words})" for name, words in _TYPE_WORDS.items()), re.IGNORECASE
)
# A tag or a field that is nothing but the name of a type.
_WHOLE_TYPE = re.compile(rf"(?:{TYPE_OF_WORD.pattern})题?", re.IGNORECASE)

TRUE_MARKS, FALSE_MARKS = "√✓✔☑✅", "×✕✖✗✘╳☒❌❎"
TRUE_WORDS = ("正确", "对的", "对", "正確", "對", "是的", "是", "同意", "真", "true", "t", "yes", "y",
              "right", "v", "1")  # fmt: skip
FALSE_WORDS = ("不正确", "错误", "错的", "错", "錯誤", "錯", "不对", "否", "不是", "不同意", "假", "false",
               "f", "no", "n", "wrong", "x", "*", "0")  # fmt: skip
# What needs no context to be a verdict; "是", "1" and the like need a question that asks for one.
PLAIN_VERDICT = f"[{TRUE_MARKS}{FALSE_MARKS}]|不正确|正确|错误|[对错]"

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
LETTERS = "ABCDEFGHIJKLMN"

DIFFICULTY_WORDS = {
    1: ("易", "容易", "简单", "很易", "很容易", "极易", "低", "初级", "基础", "easy", "very easy"),
    2: ("较易", "较容易", "较简单", "偏易", "中易", "中下", "较低"),
    3: ("中", "中等", "一般", "适中", "普通", "中级", "中等难度", "medium", "normal"),
    4: ("较难", "偏难", "中难", "中上", "较高", "较困难", "hard"),
    5: ("难", "困难", "很难", "高", "高级", "极难", "very hard", "difficult"),
}
AUDIENCE_WORDS = {
    "青少年": "teen", "学生": "teen", "中小学生": "teen", "少年儿童": "teen",
    "农民": "farmer",
    "产业工人": "worker", "工人": "worker", "职工": "worker",
    "老年人": "elder", "老年": "elder", "老人": "elder",
    "领导干部和公务员": "cadre", "领导干部": "cadre", "公务员": "cadre", "干部": "cadre",
    "失业培训": "jobless", "失业人员": "jobless",
    "家庭照护者": "family", "家庭": "family",
    "公众": "public", "社会公众": "public", "全民": "public",
}  # fmt: skip

# The fields of a question by the names people give them.
FIELDS = {
    "key": "正确答案|参考答案|标准答案|本题答案|试题答案|题目答案|答案选项|正确选项|正确项|答案"
    "|correct answers?|right answers?|answers?|ans|correct|key",
    "explanation": "答案解析|试题解析|题目解析|本题解析|答案说明|答案详解|解析|详解|解释|题解|explanation",
    "source": "题目来源|试题来源|答案来源|答案出处|答案依据|法律依据|政策依据|命题依据|出题依据"
    "|参考资料|参考文献|资料来源|知识来源|内容来源|来源|出处|依据|source",
    "difficulty": "难易程度|难易度|难度系数|难度等级|难度级别|难度|difficulty",
    "topic": "考查知识点|知识点|考查点|考察点|考点|题目分类|试题分类|知识分类|所属分类|所属知识点"
    "|分类|类别|章节|所属章节|一级主题|二级主题|主题|领域|模块|topic|category",
    "points": "本题分值|题目分值|试题分值|分值|分数|score|points",
    "tags": "标签|关键词|关键字|tags?",
    "audience": "适用人群|适合人群|目标人群|适用对象|受众|人群|audience",
    "type": "题目类型|试题类型|题型|type",
    "ext_id": "题目编号|试题编号|题库编号|编号|题目id|id",
    "note": "备注|出题人|命题人|审核人|审题人|录入人|出题单位|命题单位|note",
}
# Names that are ordinary words too: fields only at a line's beginning, once the question has begun.
WEAK_FIELDS = {"explanation": "分析|说明|解答|点评|提示|知识拓展|知识链接|科普小知识|小贴士", "key": "答"}
STEM_NAMES = "题目内容|试题内容|题目|题干|试题|问题|question"
OPTION_NAMES = "备选答案|备选项|选项|options?"


def type_of(text: str) -> str:
    """The type that a text is the name of; "" where it is something else or says more."""
    match = _WHOLE_TYPE.fullmatch(text.strip())
    return (match.lastgroup or "") if match else ""


def type_in(text: str) -> str:
    """The type that a heading names first."""
    match = TYPE_OF_WORD.search(text)
    return (match.lastgroup or "") if match else ""


def verdict(text: str) -> str:
    """ "T" or "F" for what says right or wrong in any habit, "" for anything else."""
    bare = text.strip(" \t\u3000()（）[]【】〔〕“”\"'。．.;；,，、_").casefold()
    bare = "".join(bare.split())
    if bare in TRUE_WORDS or (len(bare) == 1 and bare in TRUE_MARKS):
        return "T"
    if bare in FALSE_WORDS or (len(bare) == 1 and bare in FALSE_MARKS):
        return "F"
    return ""


def are_verdicts(texts: Sequence[str]) -> bool:
    """Whether two options are right and wrong: "1" and "0", "x" and "y" may well be what is asked."""
    if len(texts) != 2 or {verdict(text) for text in texts} != {"T", "F"}:
        return False
    signs = "".join(sorted(text.strip("。. ").casefold() for text in texts))
    return not (signs.isascii() and len(signs) == 2) or signs in ("ft", "ny")
