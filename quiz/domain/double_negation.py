"""Double negation in a sentence: what takes two turns to understand."""

import re

# Words that hold a 不, 没, 非 or 无 and deny nothing, or that name a state in one word.
_ONE_WORD = re.compile(
    r"不[仅但只光]|不[同足良少久断过如妨论管顾便]|不(?:锈钢|饱和|透明|定期|明|适|慎|法|舒服|合格|安全|新鲜)"
    r"|差不多|了不起|说不定|不[宜应得能可]?超过|不[低少高多]于|可再生|不可回收|不可降解"
    r"|非(?:处方药|物质|遗产|遗|机动车|洲|金属|现场|免疫|法|常)|无(?:线|人机|机|论|障碍|烟|公害|菌)"
)
# 是不是, 能不能, 好不好: a question, not a denial.
_EITHER_WAY = re.compile(r"(.)不\1")
_BREAK = re.compile(r"[，,。．；;：:？?！!、（）()“”\s]|_{4}")
_DOUBLE = re.compile(
    r"不得不|不能不|不可不|不会不|不应不|不是不|[无莫]不|并非(?:不|没有?)|不无|不是没有?|非[^也又既而就]{1,6}不(?:可|行|成)"
    r"|(?:不|没有?|[未并绝]非|从未|无[法需须从])[^也又既而]{0,8}不"
    r"|不[^也又既而]{0,8}(?:没有?|无[法需须从])"
)


def double_negation(text: str) -> str:
    """The words of plain `text` that deny twice, or "". 也, 又 and the like list things one after the other:
    不抽烟也不喝酒 says no twice of two things and is plain."""
    plain = _EITHER_WAY.sub("　", _ONE_WORD.sub("　", text))
    for part in _BREAK.split(plain.replace("　", "\u3400")):
        found = _DOUBLE.search(part)
        if found:
            return found[0].replace("\u3400", "…")
    return ""
