"""The values of a question's small fields: difficulty, points, tags, audience."""

import re

from ...facility import level_of
from .headings import hundredths
from .marked import Marked
from .vocabulary import AUDIENCE_WORDS, DIFFICULTY_WORDS, type_of

_LEVEL_OF_WORD = {word: number for number, words in DIFFICULTY_WORDS.items() for word in words}
_FIGURE = re.compile(
    r"(?:第|等级|级别|L|lv|level)?\s*(\d(?:\.\d{1,3})?|\.\d{1,3})\s*(?:级|颗?星|等|/\s*5)?", re.IGNORECASE
)
_POINTS = re.compile(r"(?:本题|每题|每小题|共|计)?\s*(\d{1,3}(?:\.\d{1,2})?)\s*分?")
_EACH_BLANK = re.compile(r"每空\s*(\d{1,3}(?:\.\d{1,2})?)\s*分")
_BETWEEN = re.compile(r"[\s,，、;；|/]+")


def difficulty_of(text: str) -> int | None:
    """1 (easy) to 5 of "较难", "★★★", "2", or of a share of right answers, "0.85"; None for the rest.

    Shares fall into the bands that the levels stand for.
    """
    bare = text.strip(" \t\u3000。.；;，,（）()【】").casefold()
    if bare in _LEVEL_OF_WORD:
        return _LEVEL_OF_WORD[bare]
    if bare and set(bare) <= {"★", "☆", "⭐"}:
        stars = bare.count("★") + bare.count("⭐")
        return stars if 1 <= stars <= 5 else None
    match = _FIGURE.fullmatch(bare) or _FIGURE.fullmatch(bare.rstrip("度题"))
    if match is None:
        trimmed = bare.removesuffix("题").removesuffix("度")
        return _LEVEL_OF_WORD.get(trimmed)
    figure = float(match[1])
    if 0 < figure < 1:
        return level_of(figure)
    return int(figure) if figure.is_integer() and 1 <= figure <= 5 else None


def points_of(text: str) -> int | None:
    """Hundredths of "2分", "0.5"."""
    match = _POINTS.fullmatch(text.strip(" \t\u3000。.；;，,（）()【】"))
    return hundredths(match[1]) if match else None


def points_of_each_blank(text: str) -> int | None:
    match = _EACH_BLANK.fullmatch(text.strip())
    return hundredths(match[1]) if match else None


def list_of(text: str) -> tuple[str, ...]:
    """The items of "急救、消防 安全", each once."""
    return tuple(dict.fromkeys(item for item in _BETWEEN.split(text.strip(" 。")) if item))


def audience_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The known audiences that a text names, and the words that name none."""
    words = list_of(text)
    known = dict.fromkeys(AUDIENCE_WORDS[word] for word in words if word in AUDIENCE_WORDS)
    return tuple(known), tuple(word for word in words if word not in AUDIENCE_WORDS)


# Brackets at a stem's beginning or end that say what the question is, not what it asks.
_AT_BEGINNING = re.compile(
    r"\s*(?:[\[【（(〔<《「]\s*([^\[\]【】（）()〔〕<>《》「」\n]{1,40})\s*[\]】）)〕>》」]\s*[:：.、]?)\s*"
)
# A first line that says only what the question is: "单项选择题 （2分）".
_OWN_LINE = re.compile(
    r"\s*([^\s（(【\[\n]{2,8})[ \t\u3000]*(?:[（(【\[]([^）)】\]\n]{1,20})[）)】\]])?[ \t\u3000]*(?:\n|$)"
)
# A type and its points in front of the stem on one line: "单选题（5分）火警电话是".
_TYPE_THEN_POINTS = re.compile(
    r"\s*([\u4e00-\u9fff]{2,6}题)\s*[（(【\[]([^（）()【】\[\]\n]{1,12})[)）】\]]\s*[:：]?\s*(?=\S)"
)
_AT_END = re.compile(r"\s*[\[【（(〔<「]\s*([^\[\]【】（）()〔〕<>「」\n]{1,40})\s*[\]】）)〕>」][\s*]*$")
# The same without brackets, as some questionnaires print it: "……（） 单选题 *".
_BARE_AT_END = re.compile(r"(?<=[\s）)。？?])((?:单选|多选|判断|填空)题)[\s*]*$")
_EMPTY_POINTS = re.compile(r"[（(]\s*分值\s*[:：]?\s*[)）]?[\s*]*$")
_NAMED = re.compile(r"\s*([^\s:：。，]{2,10})\s*[:：]\s*")
_SHORT_TYPES = frozenset({"单选", "多选", "判断", "填空", "不定项", "不定项选择", "单项选择", "多项选择"})
_FLAGS = frozenset(
    {"必答", "必答题", "选答", "选答题", "all", "byblank", "required", "系统评分", "人工评分", "抢答题"}
)


class Tags:
    """What the tags of a stem said."""

    def __init__(self) -> None:
        self.type = ""
        self.points: int | None = None
        self.points_per_blank: int | None = None
        self.difficulty: int | None = None

    def take(self, content: str, *, boxed: bool) -> bool:
        """Whether every word of a bracket is such a tag; it is noted then."""
        whole = type_of(content) and [content.strip()]
        words = whole or [
            word for word in re.split(r"[\s,，、;；|/:：-]+|(?<=[选断空]题)(?=\d)", content) if word
        ]
        if not words or not all(self._knows(word, boxed=boxed) for word in words):
            return False
        for word in words:
            self.type = self.type or type_of(word)
            each = points_of_each_blank(word)
            if each is not None:
                self.points_per_blank = each
            elif word.endswith("分"):
                self.points = points_of(word)
            elif difficulty_of(word) is not None:
                self.difficulty = difficulty_of(word)
        return True

    def _knows(self, word: str, *, boxed: bool) -> bool:
        if word.casefold() in _FLAGS:
            return True
        if type_of(word):
            # "（选择）" may well be a word of the stem.
            return boxed or word.endswith("题") or word in _SHORT_TYPES or word.isascii()
        if word.endswith("分"):
            return (points_of(word) or points_of_each_blank(word)) is not None
        return boxed and not word.isascii() and difficulty_of(word) is not None


def take_tags(stem: Marked) -> tuple[Marked, Tags]:
    """A stem without the tags at its ends, and what they said."""
    tags = Tags()
    stem = _without_type_and_points(_without_type_line(stem, tags), tags)
    while (match := _AT_BEGINNING.match(stem.text[:60])) and (
        _is_level(tags, match[1]) or _taken(tags, match)
    ):
        stem = stem[match.end() :]
    named = _NAMED.match(stem.text[:20])
    if named and type_of(named[1]):
        tags.type = tags.type or type_of(named[1])
        stem = stem[named.end() :]
    stem = _without_empty_points(stem.strip())
    while (match := _end_tag(stem.text[-60:])) and _taken(tags, match):
        stem = stem[: len(stem) - (len(match.string) - match.start())].strip()
        stem = _without_empty_points(stem)
    return stem, tags


def _without_type_line(stem: Marked, tags: Tags) -> Marked:
    """Without a first line that is nothing but a type and its points."""
    match = _OWN_LINE.match(stem.text[:60])
    if not match or not type_of(match[1]) or (match[2] and not tags.take(match[2], boxed=True)):
        return stem
    tags.type = tags.type or type_of(match[1])
    rest = stem[match.end() :]
    return rest if rest.text.strip() else stem


def _is_level(tags: Tags, content: str) -> bool:
    """ "（较难）" in front of a stem, whatever its brackets; "（中）" may be part of a word."""
    level = _LEVEL_OF_WORD.get(content.strip())
    if level is None or content.strip() in ("中", "高", "低"):
        return False
    tags.difficulty = tags.difficulty or level
    return True


def _without_type_and_points(stem: Marked, tags: Tags) -> Marked:
    match = _TYPE_THEN_POINTS.match(stem.text[:60])
    if not match or not type_of(match[1]) or not tags.take(match[2], boxed=False):
        return stem
    tags.type = tags.type or type_of(match[1])
    return stem[match.end() :]


def _end_tag(text: str) -> re.Match[str] | None:
    return _AT_END.search(text) or _BARE_AT_END.search(text)


def _without_empty_points(stem: Marked) -> Marked:
    """Without "(分值:" that a conversion left behind."""
    match = _EMPTY_POINTS.search(stem.text[-30:])
    return stem[: len(stem) - (len(match.string) - match.start())].strip() if match else stem


def _taken(tags: Tags, match: re.Match[str]) -> bool:
    return tags.take(match[1], boxed=match[0].lstrip()[0] in "[【")
