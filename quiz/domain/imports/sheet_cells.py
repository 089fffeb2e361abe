"""What the smaller cells of a question say: its type, difficulty, points, audience, tags."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from ..facility import level_of
from .grammar.vocabulary import DIFFICULTY_WORDS
from .sheet_answers import Doubt

TYPE_WORDS: dict[str, tuple[str, ...]] = {
    "single": ("单选题", "单选", "单项选择题", "单项选择", "单项", "single", "singlechoice", "radio"),
    "multi": ("多选题", "多选", "多项选择题", "多项选择", "不定项选择题", "不定项选择", "不定项", "多项",
              "multi", "multiple", "checkbox", "multipleselect", "multipleresponse", "multipleanswer",
              "multipleanswers", "multiselect"),
    "judge": ("判断题", "判断", "是非题", "是非", "对错题", "对错", "正误题", "judge", "truefalse",
              "trueorfalse", "true/false", "tf", "boolean"),
    # One key or several: the answer says it.
    "choice": ("选择题", "选择", "multiplechoice", "mcq", "choice", "quiz", "客观题"),
    "blank": ("填空题", "填空", "blank", "fillintheblank", "fillintheblanks", "fillblank", "fillin", "fib"),
}  # fmt: skip
# What other tools ask that cannot be marked here.
UNSUPPORTED = (
    "问答", "简答", "论述", "案例", "材料", "名词解释", "计算", "连线", "匹配", "配对", "排序", "主观",
    "投票", "作文", "openended", "open", "poll", "slide", "match", "reorder", "draw", "essay",
    "videoresponse", "audioresponse", "dropdown", "draganddrop", "hotspot", "labeling", "categorize",
    "wordcloud", "passage", "comprehension",
)  # fmt: skip
AUDIENCE_WORDS: dict[str, tuple[str, ...]] = {
    "public": ("公众", "其他公众", "社会公众", "所有人", "全体", "群众"),
    "teen": ("青少年", "学生", "未成年人", "中小学生"),
    "farmer": ("农民", "农村居民", "农民朋友"),
    "worker": ("产业工人", "工人", "职工"),
    "elder": ("老年人", "老人", "老年", "长者"),
    "cadre": ("领导干部和公务员", "领导干部", "公务员", "干部"),
    "jobless": ("失业培训", "失业人员", "待业人员"),
    "family": ("家庭照护者", "家庭", "照护者", "家长"),
}
# Words beside those that papers use as well.
_VERY = {1: ("很简单", "非常容易", "veryeasy"), 5: ("非常难", "很困难", "veryhard", "verydifficult")}
_DIFFICULTY_WORDS = {
    number: (*_VERY.get(number, ()), *(word.replace(" ", "") for word in words))
    for number, words in DIFFICULTY_WORDS.items()
}
# Behind a number they only say it again: "2 Easy" is 2, whatever "easy" alone would be.
_LEVEL_WORDS = tuple(word for words in _DIFFICULTY_WORDS.values() for word in words)
_LIST = re.compile(r"\s*[、,，;；/|\n]\s*")


def bare(text: str) -> str:
    return re.sub(r"[\s_\-【】\[\]()（）:：]", "", unicodedata.normalize("NFKC", text).lower())


def type_of(text: str) -> str:
    """single, multi, judge, blank, choice; "unsupported" for what cannot be marked here; "" for the rest."""
    word = bare(text)
    for name, words in TYPE_WORDS.items():
        if word in words:
            return name
    if any(word == kind or (not kind.isascii() and word.startswith(kind)) for kind in UNSUPPORTED):
        return "unsupported"
    # 一、单项选择题（每题2分） and the like.
    heads = [name for name, words in TYPE_WORDS.items() for one in words if len(one) > 1 and one in word]
    found = [name for name in dict.fromkeys(heads) if name != "choice" or len(set(heads)) == 1]
    return found[0] if len(found) == 1 and len(word) <= 40 else ""


def difficulty_of(text: str) -> tuple[int | None, tuple[Doubt, ...]]:
    """1 to 5. A share of right answers (0.85) is turned into a level and said so."""
    if not text:
        return None, ()
    word = bare(text)
    for number, words in _DIFFICULTY_WORDS.items():
        if (
            word in words
            or word == str(number)
            or word.startswith(tuple(f"{number}{one}" for one in _LEVEL_WORDS))
        ):
            return number, ()
    if text.count("★") and not text.strip("★☆ "):
        return min(5, text.count("★")), ()
    share = _number(text.removesuffix("%"))
    share = share / 100 if share is not None and text.endswith("%") else share
    if share is not None and 0 < share < 1:
        number = level_of(float(share))
        return number, (Doubt(code="import_cell_difficulty_share", values={"value": text, "level": number}),)
    return None, (Doubt(code="import_cell_difficulty", values={"value": text}),)


def points_of(text: str) -> tuple[int | None, tuple[Doubt, ...]]:
    """Hundredths of a point."""
    if not text:
        return None, ()
    number = _number(text.removesuffix("分").strip())
    hundredths = number * 100 if number is not None else None
    if hundredths is None or hundredths != int(hundredths) or not 0 <= hundredths <= 1_000_000:
        return None, (Doubt(code="import_cell_points", values={"value": text}),)
    return int(hundredths), ()


def audience_of(text: str) -> tuple[tuple[str, ...], tuple[Doubt, ...]]:
    words = [word for word in _LIST.split(text) if word]
    known = [_audience(word) for word in words]
    unknown = [word for word, name in zip(words, known, strict=True) if not name]
    values = {"value": "、".join(unknown), "known": "、".join(words[0] for words in AUDIENCE_WORDS.values())}
    doubts = (Doubt(code="import_cell_audience", values=values),) if unknown else ()
    return tuple(dict.fromkeys(name for name in known if name)), doubts


def _audience(word: str) -> str:
    levelled = bare(word)
    for name, words in AUDIENCE_WORDS.items():
        if levelled == name or levelled in words:
            return name
    return ""


def tags_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in _LIST.split(text) if word))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def labels_stripped(texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Option texts without the labels that somebody typed before each of them ("A、110")."""
    found = [_label_and_rest(text) for text in texts]
    if len(texts) > 1 and [label for label, _rest in found] == list(labels):
        return [rest for _label, rest in found]
    return list(texts)


def _label_and_rest(text: str) -> tuple[str, str]:
    match = re.match(r"\s*[（(]?([A-Za-zＡ-Ｚａ-ｚ])\s*[)）.．、:：]\s*(\S.*)$", text, re.S)
    return (unicodedata.normalize("NFKC", match[1]).upper(), match[2]) if match else ("", text)


def options_in_one_cell(text: str) -> list[tuple[str, str]]:
    """(label, text) of options that share a cell, one a line, behind letters, or between bars."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for parts in (lines, *(_split(text, between) for between in (r"[|｜┋]", r"[;；]"))):
        if len(parts) > 1:
            labels = [chr(65 + place) for place in range(len(parts))]
            return list(zip(labels, labels_stripped(parts, labels), strict=True))
    return list(_lettered(text))


def _split(text: str, between: str) -> list[str]:
    return [part.strip() for part in re.split(between, text) if part.strip()]


def _lettered(text: str) -> Iterator[tuple[str, str]]:
    """A.110 B.119 C.120, taken in their sequence."""
    places, at = [], 0
    for place in range(26):
        match = re.compile(rf"(?:^|(?<=[\s；;]))[（(]?{chr(65 + place)}[)）.．、:：]\s*").search(text, at)
        if match is None:
            break
        places.append(match)
        at = match.end()
    ends = [match.start() for match in places[1:]] + [len(text)]
    if len(places) > 1 and not text[: places[0].start()].strip():
        for match, end in zip(places, ends, strict=True):
            yield chr(64 + places.index(match) + 1), text[match.end() : end].strip(" ;；\n\t")
