"""Questions that say the same (W12), and questions that tell another's answer (W16).

No string measure separates paraphrases from siblings ("收缩压" and "舒张压"), so measures only propose
pairs; rules about numbers, negations, antonyms and keys then name them, and a person decides.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from .bank_item import BankItem, level, same_question_digest
from .bank_wording import asks_negatively, bigrams
from .findings import Finding

RATIO, JACCARD = 60, 0.25
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千]+(?=[年月日天周岁种类级条次])")
_ANTONYM_WORDS = """
收缩压/舒张压 增加/减少 升高/降低 上升/下降 膨胀/收缩 可以/不可以 男/女 左/右 内/外 前/后 大/小
高/低 冷/热 冬/夏 酸/碱 有害/可回收 甲类/乙类 日食/月食 凸/凹 动脉/静脉
"""
_ANTONYMS = [words.split("/") for words in _ANTONYM_WORDS.split()]
_COMMON = bigrams(
    "下列各项做法说法正确恰当的是有关于属于以下哪项应当可以主要原因包括我国公民根据规定一般通常情况时候进行"
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two questions that look alike. `kind`: same (exactly), likely (疑似重复) or sibling (同族题)."""

    one: str
    other: str
    kind: str
    ratio: int


def alike(items: Sequence[BankItem]) -> list[Pair]:
    """The pairs of one area that look alike."""
    areas: dict[str, list[BankItem]] = defaultdict(list)
    for item in items:
        areas[item.topic[:2]].append(item)
    return [pair for area in areas.values() for pair in _pairs(area)]


def _pairs(items: Sequence[BankItem]) -> Iterator[Pair]:
    read = [(item, level(item.stem_text), bigrams(item.stem_text)) for item in items]
    for (one, flat_one, grams_one), (other, flat_other, grams_other) in combinations(read, 2):
        ratio = fuzz.ratio(flat_one, flat_other)
        together = len(grams_one | grams_other)
        jaccard = len(grams_one & grams_other) / together if together else 0.0
        if ratio >= RATIO or jaccard >= JACCARD:
            yield Pair(one=one.code, other=other.code, kind=_kind(one, other), ratio=round(ratio))


def _kind(one: BankItem, other: BankItem) -> str:
    if same_question_digest(one) == same_question_digest(other):
        return "same"
    if key_words(one) != key_words(other) or differ(one.stem_text, other.stem_text):
        return "sibling"
    return "likely"


def key_words(item: BankItem) -> frozenset[str]:
    """What the key says, levelled; two questions with other key words are not the same."""
    if item.type == "judge":
        return frozenset(str(part) for part in item.key)
    return frozenset(level(text) for text in item.key_texts)


def differ(one: str, other: str) -> bool:
    """Whether two stems differ in a number, a negation or a pair of antonyms."""
    if set(_NUMBER.findall(one)) != set(_NUMBER.findall(other)):
        return True
    if _denies(one) != _denies(other):
        return True
    return any(
        (a in one and b in other and a not in other) or (b in one and a in other and b not in other)
        for a, b in _ANTONYMS
    )


def _denies(text: str) -> bool:
    return asks_negatively(text) or bool(re.search(r"不|没有|无法|错误", text))


def likeness_findings(items: Sequence[BankItem]) -> list[Finding]:
    """W12 for each pair; the exactly same question twice blocks."""
    return [
        Finding(
            code="W12",
            subject=pair.one,
            field="stem",
            values={"other": pair.other, "kind": pair.kind, "ratio": pair.ratio},
            blocking=pair.kind == "same",
        )
        for pair in alike(items)
    ]


def giveaways(items: Iterable[BankItem]) -> list[Finding]:
    """W16 for each question whose key another question of the same form gives away."""
    form = [(item, level(item.stem_text)) for item in items]
    return [
        Finding(code="W16", subject=item.code, field="stem", values={"other": other.code, "text": text})
        for item, stem in form
        for text, key in _tellable(item, stem)
        for other, theirs in form
        if other is not item and key in theirs and _same_matter(item, other, text)
    ]


def _tellable(item: BankItem, stem: str) -> Iterator[tuple[str, str]]:
    """Key texts that another stem could give away, levelled too: not those that the own stem has."""
    if item.type not in ("judge", "multi"):
        for text in item.key_texts:
            key = level(text)
            if len(key) >= 2 and key not in stem:
                yield text, key


def _same_matter(item: BankItem, other: BankItem, text: str) -> bool:
    """Whether the other stem also speaks of what this one asks."""
    matter = (bigrams(item.stem_text) - _COMMON) - bigrams(text)
    return len(matter & bigrams(other.stem_text)) >= 2
