"""Warnings about the wording of one question (W01, W03–W10, W13–W15, W17)."""

import re
import statistics
from collections.abc import Callable, Iterator

from .bank_item import BankItem, level
from .bank_numbers import numbers_of
from .double_negation import double_negation
from .findings import Finding
from .hanzi import han, rare, traditional
from .rich_text import without_bold

_ALL_OF_ABOVE = re.compile(
    r"以上[都均皆全]|上述[都均皆全]|都[对是]$|[都均]不[对是]|全[都部]?[对是]|^[A-H]\s*[和与、]\s*[A-H]"
)
# Words that hold a 不 or 非 without denying anything.
_NOT_A_NEGATION = re.compile(
    r"非处方药|处方药和非处方药|不锈钢|非物质文化遗产|非遗|不饱和|非机动车|非洲|是不是|能不能|会不会|非免疫|不可再生"
    r"|不[宜应得能可]?超过|不低于|不少于|不足|不明原因|非金属|非现场|不良反应|不透明|不可回收|不定期|不合格|不安全"
)
_NEGATIVE_ASK = re.compile(
    r"(不正确|不恰当|不合适|不属于|不包括|不应该?|不宜|不能|不可以?|不会|不是|不需要|没有|并非|错误|有误)"
    r"[^，,。；;？?：:]{0,8}[（(]\s*[）)]|除.{1,16}[外].{0,10}[（(]\s*[）)]"
)
_NEGATIVE_OPTION = re.compile(r"^(不|没有?|无[需须法]?|未|非|并非|禁止|切勿)")
_DOUBLE_NEGATION = re.compile(
    r"不[^，,。；;就也]{0,4}不(?!同|良|足|少|久|断|过|锈)|不得不|没有[^，,。；;]{0,6}不(?!同|良)|并非不|不是不|无不|非不"
)
_ABSOLUTE = re.compile(
    r"一定(?!程度|的?比例|量|范围|条件|时间|距离|高度|浓度|温度)|必须|绝对(?!湿度|温度|值|星等)|所有(?!权|制)|从不|完全"
)
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_GAP = re.compile(r"[（(]\s*[）)]|_{4}")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*[A-Z][A-Za-z0-9.]*|(?<![A-Za-z])[A-Z]{2,}")
_KNOWN_LATIN_WORDS = """
DNA RNA AED AI APP PM PM2.5 CO CO2 CT pH BMI WHO GPS LED USB WiFi IP ATM PDF PPT KTV HIV HPV UV UVA UVB VR AR
CPR LPG LNG NaCl NaOH HCl SOS ETC PC TV DVD SIM GB HB KT PE PP PET PVC ABO OTC CH4
"""
_KNOWN_LATIN = frozenset(_KNOWN_LATIN_WORDS.split())
_RELATIVE_DATE = re.compile(r"目前|最新|今年|去年|明年|近日|近期|日前|最近几年|当下")
_A_DATE = re.compile(r"\d{4}\s*年|[（(]\d{4}[^）)]{0,8}[）)]")
_CONTACT = re.compile(
    r"https?://|www\.|[A-Za-z0-9-]+\.(?:com|cn|net|org)\b|[\w.]+@[\w.]+|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)(?:0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4})(?!\d)|加微信|微信号|QQ群|扫码领|淘宝|优惠券"
)
_DOSE = re.compile(
    r"(每[日天次晚早]|一[日天次]|早晚各)\D{0,6}(服|口服|吃|用|注射|含服)\D{0,6}\d+(\.\d+)?\s*(mg|毫克|微克|片|粒|丸|支|单位|滴)",
    re.I,
)
STEM, ELDER_STEM, OPTION, SENTENCE = 60, 45, 25, 30


def _warn(code: str, item: BankItem, field: str, *, blocking: bool = False, **values: object) -> Finding:
    return Finding(code=code, subject=item.code, field=field, values=dict(values), blocking=blocking)


def _w01_key_longest(item: BankItem) -> Iterator[Finding]:
    lengths = [len(text) for text in item.option_texts]
    if item.type == "single" and item.key_positions and len(lengths) > 2:
        key = lengths[item.key_positions[0]]
        if key == max(lengths) and key > 1.4 * statistics.median(lengths) and key - min(lengths) > 2:
            yield _warn("W01", item, "options", length=key)


def _w03_all_of_above(item: BankItem) -> Iterator[Finding]:
    """Blocks: options are shuffled, and then "the above" points nowhere."""
    for place, text in enumerate(item.option_texts, 1):
        if _ALL_OF_ABOVE.search(text.strip()):
            yield _warn("W03", item, f"options.{place}", text=text, blocking=True)


def asks_negatively(text: str) -> bool:
    """Whether the words before the gap ask for what is not so."""
    return bool(_NEGATIVE_ASK.search(_NOT_A_NEGATION.sub("", text)))


def _w04_negative_stem(item: BankItem) -> Iterator[Finding]:
    if item.type == "judge" and _DOUBLE_NEGATION.search(_NOT_A_NEGATION.sub("", item.stem_text)):
        yield _warn("W04", item, "stem")
    if item.type not in ("single", "multi") or not asks_negatively(item.stem_text):
        return
    if any(_NEGATIVE_OPTION.match(_NOT_A_NEGATION.sub("", text)) for text in item.option_texts):
        yield _warn("W04", item, "options", blocking=True)
    elif asks_negatively(without_bold(item.stem)):
        yield _warn("W04", item, "stem")


def _w05_absolutes(item: BankItem) -> Iterator[Finding]:
    clues = [place for place, text in enumerate(item.option_texts, 1) if _ABSOLUTE.search(text)]
    if len(clues) == 1:
        yield _warn("W05", item, f"options.{clues[0]}", word=_word(item.option_texts[clues[0] - 1]))
    if item.type == "judge" and _ABSOLUTE.search(item.stem_text):
        yield _warn("W05", item, "stem", word=_word(item.stem_text))


def _word(text: str) -> str:
    match = _ABSOLUTE.search(text)
    return match[0] if match else ""


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters, punctuation and case levelled."""
    flat = level(text)
    return {flat[place : place + 2] for place in range(len(flat) - 1)}


def _w06_echo(item: BankItem) -> Iterator[Finding]:
    """The key repeats words of the stem and no distractor does."""
    if item.type != "single" or len(item.key_positions) != 1 or len(item.options) < 2:
        return
    stem = bigrams(item.stem_text)
    shares = [_share(bigrams(text), stem) for text in item.option_texts]
    key = shares.pop(item.key_positions[0])
    if key - max(shares) > 0.25:
        yield _warn("W06", item, "options", share=round(key - max(shares), 2))


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _w07_numbers(item: BankItem) -> Iterator[Finding]:
    numbers = numbers_of(item.option_texts)
    if numbers is None:
        return
    if numbers.mixed_units:
        yield _warn("W07", item, "options", fault="units")
    elif not numbers.ascending:
        yield _warn("W07", item, "options", fault="order")
    elif numbers.overlapping:
        yield _warn("W07", item, "options", fault="overlap")


def _w08_odd_one(item: BankItem) -> Iterator[Finding]:
    """One option stands out by its length, its kind of text or its punctuation."""
    texts = item.option_texts
    if len(texts) < 3:
        return
    for place, text in enumerate(texts):
        others = texts[:place] + texts[place + 1 :]
        fault = _stands_out(text, others)
        if fault:
            yield _warn("W08", item, f"options.{place + 1}", fault=fault)


def _stands_out(text: str, others: tuple[str, ...]) -> str:
    lengths = [len(other) for other in others]
    size = len(text)
    if (size >= 2 * max(lengths) and size - max(lengths) > 3) or (
        2 * size <= min(lengths) and min(lengths) - size > 3
    ):
        return "length"
    if all(_kind(other) == _kind(others[0]) for other in others[1:]) and _kind(text) != _kind(others[0]):
        return "kind"
    return "punctuation" if _pauses(text) and not any(_pauses(other) for other in others) else ""


def _kind(text: str) -> str:
    if re.match(r"^[约近]?[\d.]+", text):
        return "number"
    return "words" if han(text) else "signs"


def _pauses(text: str) -> bool:
    return bool(re.search(r"[，,；;。！？!?]", text))


def _w09_length(item: BankItem) -> Iterator[Finding]:
    limit = ELDER_STEM if item.is_elder else STEM
    if len(item.stem_text) > limit:
        yield _warn("W09", item, "stem", length=len(item.stem_text), limit=limit)
    for place, text in enumerate(item.option_texts, 1):
        if len(text) > OPTION:
            yield _warn("W09", item, f"options.{place}", length=len(text), limit=OPTION)
    longest = max((len(part) for part in _SENTENCE_END.split(_GAP.sub("", item.stem_text))), default=0)
    if longest > SENTENCE and item.is_elder:
        yield _warn("W09", item, "stem", length=longest, limit=SENTENCE)


def _w10_characters(item: BankItem) -> Iterator[Finding]:
    text = "".join((item.stem_text, *item.option_texts, item.explanation_text))
    odd = rare(text)
    if len(odd) > 0.02 * max(1, len(han(text))):
        yield _warn("W10", item, "stem", chars="".join(dict.fromkeys(odd)))
    if traditional(text):
        yield _warn("W10", item, "stem", chars="".join(dict.fromkeys(traditional(text))))
    for word in dict.fromkeys(_LATIN.findall(item.stem_text + "".join(item.option_texts))):
        if word.strip(".") not in _KNOWN_LATIN and not _explained(word, text):
            yield _warn("W10", item, "stem", chars=word)


def _explained(word: str, text: str) -> bool:
    """The word stands beside a bracket that gives its Chinese, either way round."""
    return bool(re.search(rf"{re.escape(word)}\s*[（(]|[（(]\s*{re.escape(word)}\s*[）)]", text))


def _w13_relative_date(item: BankItem) -> Iterator[Finding]:
    text = item.stem_text + "".join(item.option_texts)
    match = _RELATIVE_DATE.search(text)
    if match and not _A_DATE.search(text):
        yield _warn("W13", item, "stem", word=match[0])


def _w14_contact(item: BankItem) -> Iterator[Finding]:
    match = _CONTACT.search("\n".join((item.stem_text, *item.option_texts, item.explanation_text)))
    if match:
        yield _warn("W14", item, "stem", text=match[0])


def _w15_dose(item: BankItem) -> Iterator[Finding]:
    match = _DOSE.search("\n".join((item.stem_text, *item.option_texts, item.explanation_text)))
    if match:
        yield _warn("W15", item, "stem", text=match[0])


def _w17_double_negation(item: BankItem) -> Iterator[Finding]:
    """Blocks: what elders are asked is understood at the first reading."""
    if not item.is_elder:
        return
    options = [(f"options.{place}", text) for place, text in enumerate(item.option_texts, 1)]
    for field, text in (("stem", item.stem_text), *options):
        if words := double_negation(text):
            yield _warn("W17", item, field, text=words, blocking=True)


WORDING_CHECKS: tuple[Callable[[BankItem], Iterator[Finding]], ...] = (
    _w01_key_longest,
    _w03_all_of_above,
    _w04_negative_stem,
    _w05_absolutes,
    _w06_echo,
    _w07_numbers,
    _w08_odd_one,
    _w09_length,
    _w10_characters,
    _w13_relative_date,
    _w14_contact,
    _w15_dose,
    _w17_double_negation,
)
