"""Headings of sections and of key lists, and lines that belong to the page, not to a question."""

import re
from dataclasses import dataclass, replace

from .numbers import han_number
from .vocabulary import TYPE_OF_WORD, type_in, type_of

_HAN = "[一二三四五六七八九十百]"
_ORDINAL = re.compile(
    rf"\s*(?:第\s*(?:{_HAN}{{1,4}}|\d{{1,2}})\s*(?:部分|大题|章|节|单元|篇|类|关|轮|模块)\s*[、.．:：]?"
    rf"|{_HAN}{{1,3}}\s*[、.．:：]|[（(]\s*{_HAN}{{1,3}}\s*[)）]\s*[、.．]?|{_HAN}{{1,3}}\s+"
    r"|[IVXⅠⅡⅢⅣⅤⅥⅦⅧ]{1,4}\s*[、.．]|Part\s*\d{1,2}\s*[.:：]?|题型\s*(?:\d|[一二三四五六七八九十]){1,2}\s*[、.．:：])\s*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\s*\d{1,2}\s*[、.．]\s*")
_RULERS = ' \t\u3000=<>#*~-—_★☆◆●■▲【】[]〖〗"“”'
_AFTER_TITLE = re.compile(r"[（(\[【:：,，。；;\s]|共|每|$")
# Rounds of a contest: they hold questions of any type.
_ROUND = re.compile(r"(?:个人|团队|小组)?(?:必答|抢答|风险|共答|轮答|加赛|附加|观众|互动|接力|备用|热身)题$")
_TITLE_TAIL = re.compile(r"题?(?:部分|类|专区|题库|试题|题型|\d{1,3})?")
# What a question has and a heading has not.
_ASKS = re.compile(r"[？?_]|[（(][\s\u3000]*[)）]")
_BRACKETS = re.compile(
    r"\s*(?:[（(](?=[^（）()]*[^\s（）()])[^（）()]{1,200}[)）]|[\[【][^\[\]【】]{1,200}[\]】])"
)
# "第二部分 健康（共10题，20分）": what a chapter counts is no part of its title.
_COUNTED = re.compile(r"\s*[（(][^（()）]{0,20}\d[^（()）]{0,3}[题分][^（()）]{0,10}[)）]$")
# What tells people how to answer a whole section.
_INSTRUCTS = re.compile(r"请|括号|填[入在写]|选出|打[“\"]?[√×]|[下以]列各题")
_LONGEST_TITLE = 24
_LONGEST_HEADING = 300
_FIGURED = re.compile(r"(\d{1,3}(?:\.\d{1,2})?|[一二三四五六七八九十两]{1,3})")
_EACH = re.compile(
    rf"每[小道个]?(?:[题空问]|答对一?题|个空|题目)\s*(?:分值|各|得|计|记|是|为|算)*\s*[:：]?\s*{_FIGURED.pattern}\s*分"
    rf"|{_FIGURED.pattern}\s*分\s*[/／每]\s*[小道]?[题空]"
)
_COUNT = re.compile(r"(?:共|计|^|[（(，,、\s])\s*(\d{1,4})\s*[道个]?小?题")
_TOTAL = re.compile(r"(?:[共计]|总分|满分|合计)\s*[:：]?\s*(\d{1,4}(?:\.\d{1,2})?)\s*分")
_LETTERS_FOR_VERDICTS = re.compile(
    r"(?:正确|对)[^B]{0,8}A.{0,12}(?:错误|错)[^A]{0,8}B|A.{0,4}(?:正确|对).{0,8}B.{0,4}(?:错误|错)"
)

_KEY_WORDS = "参考答案|标准答案|正确答案|试题答案|题目答案|答案部分|答案"
_KEY_HEADING = re.compile(
    rf"[附：:\s]{{0,4}}(?P<title>[^。？?！!：:（(]{{0,40}}?(?:[（(][^）)]{{0,40}}[)）])?)(?P<words>{_KEY_WORDS})"
    r"(?:[及与和、]?(?:试题)?(?:解析|详解|评分标准|评分细则|说明|要点))?(?:部分|如下|汇总|一览表?|表)?\s*"
    r"[】\])）》]?\s*(?P<colon>[:：]?)\s*",
)
_PAGE = (
    re.compile(r"第\s*\d+\s*页\s*[,，/／、]?\s*(?:[（(]?\s*共\s*\d+\s*页\s*[)）]?)?"),
    re.compile(r"共\s*\d+\s*页\s*[,，/／、]?\s*第\s*\d+\s*页"),
    re.compile(r"[-—–\s·•]*\d{1,4}\s*[/／]\s*\d{1,4}[-—–\s·•]*"),
    re.compile(r"[-—–·•][-—–\s·•]*\d{1,4}\s*[-—–·•]+"),
    re.compile(r"Page\s*\d+(?:\s*of\s*\d+)?", re.IGNORECASE),
)
_IDENTITY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:参赛|工作|所在|所属|考生|本人)?(?:姓\s*名|单\s*位|部\s*门|班\s*级|学\s*号|工\s*号|得\s*分|成\s*绩|准考证号|联系电话|身份证号|阅卷人|评卷人|日\s*期|学\s*校)"
    r"\s*(?:[:：_\t\u3000 (（]|$)"
)
_PAPER = re.compile(
    r"^[（(【]?(?:考试|答题|竞赛|测试)?(?:时间|时长|用时|总分|满分|卷面|分数|及格|合格)[^。？?]{0,12}\d+\s*(?:分钟|分|小时)"
)

_LEVELS = (
    (re.compile(r"\s*第"), 0),
    (re.compile(r"\s*[一二三四五六七八九十]+"), 1),
    (re.compile(r"\s*[（(]"), 2),
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A section's heading: its line, the type it names, points of each question or blank (hundredths).

    `count` and `total` are what it says of the whole; `has_name` where its title names a type.
    """

    title: str = ""
    type: str = ""
    line: int = 0
    points: int | None = None
    is_per_blank: bool = False
    count: int | None = None
    total: int | None = None
    letters_mean_verdicts: bool = False

    def with_note(self, text: str) -> "Heading":
        """What a line of instructions below the heading adds to it."""
        noted = _figures(text)
        return replace(
            self,
            points=self.points if self.points is not None else noted.points,
            is_per_blank=self.is_per_blank if self.points is not None else noted.is_per_blank,
            count=self.count or noted.count,
            total=self.total or noted.total,
            letters_mean_verdicts=self.letters_mean_verdicts or noted.letters_mean_verdicts,
        )


def heading_of(text: str, line: int = 0) -> Heading | None:
    """The section that a line opens: it names a type, or says what each question is worth."""
    if len(text) > _LONGEST_HEADING:
        return None
    bare = text.strip(_RULERS)
    ordinal = _ORDINAL.match(bare) or _FIGURE.match(bare)
    body = (bare[ordinal.end() :] if ordinal else bare).lstrip(_RULERS)
    end = _AFTER_TITLE.search(body)
    title = body[: end.start()] if end else body
    if not title or len(title) > _LONGEST_TITLE:
        return None
    rest = body[len(title) :]
    if ordinal and not _FIGURE.match(bare):
        opens = _ends_in_type(title) or (_EACH.search(body) and not _ASKS.search(body))
    else:
        opens = _is_type_title(title) and _is_only_a_heading(rest)
    shown = bare if text.strip()[:1] in "=<>#*~-" else text.strip()
    return replace(_figures(body), title=shown, type=type_in(title), line=line) if opens else None


def topic_heading(text: str) -> bool:
    """Whether a line looks like the heading of a chapter that names no type."""
    match = _ORDINAL.match(text)
    rest = _COUNTED.sub("", text[match.end() :].strip()) if match else ""
    return bool(match and 1 < len(rest) <= _LONGEST_TITLE and not re.search(r"[。？?！!_（(：:；;]", rest))


def chapter_level(title: str) -> int:
    """0 for parts and chapters, 1 for sections, 2 for what lies below them."""
    return next((level for pattern, level in _LEVELS if pattern.match(title)), 1)


def key_heading(text: str) -> re.Match[str] | None:
    """The beginning of a line that opens a list of keys; what follows may stand on the same line."""
    return _KEY_HEADING.match(text.strip(" \t\u3000=<>#*~-—_★☆◆●■▲【[〖（(《"))


def is_furniture(text: str) -> bool:
    """Page numbers, and lines for names and marks."""
    bare = text.strip()
    if len(bare) > 120:
        return False
    if any(pattern.fullmatch(bare) for pattern in _PAGE):
        return True
    return len(_IDENTITY.findall(bare)) >= 2 or bool(
        _IDENTITY.match(bare) and re.search(r"[_＿]{2}|[:：]\s*$", bare)
    )


def is_about_the_paper(text: str) -> bool:
    """ "考试时间：60分钟 满分：100分"."""
    return len(text) < 80 and _PAPER.match(text.strip()) is not None


def hundredths(figure: str) -> int | None:
    """The points that "2", "0.5" or "两" says."""
    number = float(figure) if figure[0].isdigit() else float(han_number(figure))
    return round(number * 100) if number > 0 else None


def _is_type_title(title: str) -> bool:
    """Whether a title without a number before it is nothing but a type's name."""
    bare = title.strip(_RULERS + "、.")
    return bool(
        _ROUND.fullmatch(bare)
        or type_of(bare)
        or type_of(re.sub(r"(?:部分|类|专区|题库|题型|试题)$", "", bare))
    )


def _ends_in_type(title: str) -> bool:
    """Whether it names a type and ends there: "消防知识单选题", not "选择理论的创始人"."""
    match = TYPE_OF_WORD.search(title)
    if match is None:
        return _ROUND.search(title) is not None
    return match.start() <= 12 and _TITLE_TAIL.fullmatch(title[match.end() :]) is not None


def _is_only_a_heading(rest: str) -> bool:
    """Nothing behind the title but brackets, figures or an instruction."""
    bare = _BRACKETS.sub("", rest, count=1).strip(_RULERS + "：:。.")
    if not bare:
        return True
    if _ASKS.search(bare) and not _INSTRUCTS.search(rest):
        return False
    return bool(bare[0] in "（(共每" or _EACH.search(bare) or _COUNT.search(bare) or _INSTRUCTS.search(bare))


def _figures(text: str) -> Heading:
    each, count, total = _EACH.search(text), _COUNT.search(text), _TOTAL.search(text)
    return Heading(
        points=hundredths(next(filter(None, each.groups()))) if each else None,
        is_per_blank=bool(each and "空" in each[0]),
        count=int(count[1]) if count else None,
        total=hundredths(total[1]) if total else None,
        letters_mean_verdicts=bool(_LETTERS_FOR_VERDICTS.search(text)),
    )
