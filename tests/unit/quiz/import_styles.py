"""Papers as people write them: random questions in random house styles, for properties and fuzzing."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from quiz.domain.imports.draft import BRACKET, Draft, DraftOption

LETTERS = "ABCDEF"
# Words of which stems and options are put together; some look like numbers, labels and keys.
_WORDS = [
    *(
        "火警电话",
        "可回收物",
        "燃气泄漏",
        "心肺复苏",
        "自动体外除颤器（AED）",
        "维生素C",
        "5G技术",
        "3.15",
        "2024年",
    ),
    *(
        "12345热线",
        "A型血",
        "抗生素",
        "光年",
        "二氧化碳（CO2）",
        "第一类",
        "一、二类疫苗",
        "“三不”要求",
        "40～60",
    ),
    *(
        "pH值",
        "食品安全",
        "垃圾分类",
        "高温天气",
        "地震发生时",
        "老年人",
        "《中华人民共和国消防法》",
        "75%酒精",
    ),
    *("甲、乙、丙", "北京—上海", "100℃", "网络诈骗", "科学普及", "反复按压", "太阳系", "铁生锈", "月球"),
]
_ANSWERS = ("六十", "重阳节", "呼救", "119", "二氧化碳")
_ENDS = ("是", "属于", "包括", "应当", "可以", "不宜", "有助于")
_NUMBERS = ("{}、", "{}. ", "{}．", "（{}）", "({}) ", "第{}题 ", "【{}】", "{}）")
_LABELS = ("{}、", "{}. ", "{}．", "（{}）", "({}) ", "{}：", "{}）", "{}.")
_KEYS = ("答案：{}", "【答案】{}", "正确答案:{}", "[答案] {}", "参考答案：{}。", "答案 {}", "答：{}")
_TRUE, _FALSE = ("√", "对", "正确", "✓", "T"), ("×", "错", "错误", "✗", "F")
_HEADINGS = {
    "single": ("{}、单项选择题（每题2分）", "{}、单选题", "{}、单选题（共{}题，每小题2分）"),
    "multi": ("{}、多项选择题（每题2分）", "{}、多选题", "{}、多选题（每题 2 分，多选、少选均不得分）"),
    "judge": ("{}、判断题（对的打“√”，错的打“×”，每题2分）", "{}、判断题", "{}、判断题（每题2分）"),
    "blank": ("{}、填空题（每题2分）", "{}、填空题", "{}、填空题"),
}
_TAGS = {"single": "单选题", "multi": "多选题", "judge": "判断题", "blank": "填空题"}
_HAN = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class Style:
    """One house's way of writing."""

    number: str
    label: str
    layout: str
    key: str
    key_line: str
    verdicts: int
    heading: int
    tags: str
    gap: str
    blank: str
    between: str
    page: str
    in_front: bool
    own_file: bool


phrases = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=4).map("".join)
styles = st.builds(
    Style,
    number=st.sampled_from(_NUMBERS),
    label=st.sampled_from(_LABELS),
    layout=st.sampled_from(["lines", "line", "pairs", "touching"]),
    key=st.sampled_from(["line", "stem", "list", "range"]),
    key_line=st.sampled_from(_KEYS),
    verdicts=st.integers(0, len(_TRUE) - 1),
    heading=st.integers(0, 2),
    tags=st.sampled_from(["headings", "before", "after"]),
    gap=st.sampled_from(["", "\n"]),
    blank=st.sampled_from(["______", "（　　）", "____", "〔　　〕"]),
    between=st.sampled_from(["", "", "、", ",", "，", " "]),
    page=st.sampled_from(["", "", "第{}页 共9页", "- {} -", "{}/9"]),
    in_front=st.booleans(),
    own_file=st.booleans(),
)


@st.composite
def questions(draw: Any, kind: str) -> Draft:
    stem = draw(phrases) + draw(st.sampled_from(_ENDS))
    options: tuple[DraftOption, ...] = ()
    key: Any = draw(st.sampled_from("TF"))
    if kind in ("single", "multi"):
        texts = draw(st.lists(phrases, min_size=3, max_size=6, unique=True))
        options = tuple(DraftOption(label=LETTERS[place], text=text) for place, text in enumerate(texts))
        least, most = (1, 1) if kind == "single" else (2, len(texts))
        letters = st.sampled_from(LETTERS[: len(texts)])
        chosen = draw(st.lists(letters, min_size=least, max_size=most, unique=True))
        key, stem = "".join(sorted(chosen)), f"{stem}{BRACKET}。"
    elif kind == "blank":
        count = draw(st.integers(1, 3))
        stem = "和".join([stem + "____"] * count) + "。"
        variants = st.lists(st.sampled_from(_ANSWERS), min_size=1, max_size=2, unique=True)
        key = tuple(tuple(draw(variants)) for _ in range(count))
    else:
        stem += "。"
    explanation = draw(
        st.sampled_from(["", "见《健康素养66条》第8条。", "因为119是火警。\n其余是别的电话。"])
    )
    return Draft(
        type=kind,
        stem=stem,
        options=options,
        key=key,
        explanation=explanation,
        source=draw(st.sampled_from(["", "《消防法》第二条"])),
        difficulty=draw(st.sampled_from([None, 1, 4])),
    )


@st.composite
def papers(draw: Any) -> tuple[list[Draft], Style]:
    """Questions in sections by type, and the style to write them in."""
    kinds = draw(st.lists(st.sampled_from(list(_TAGS)), min_size=1, max_size=4, unique=True))
    sections = [draw(st.lists(questions(kind), min_size=1, max_size=3)) for kind in kinds]
    return [question for section in sections for question in section], draw(styles)


def written(drafts: list[Draft], style: Style) -> tuple[str, str]:
    """The paper as text, and its keys where they have a file of their own."""
    lines: list[str] = []
    keys: list[str] = []
    for place, (kind, section) in enumerate(_sections(drafts)):
        if style.tags == "headings":
            lines.append(_HEADINGS[kind][style.heading].format(_HAN[place], len(section)))
            keys.append(f"{_HAN[place]}、{_TAGS[kind]}")
        for number, draft in _numbered(drafts, section, style):
            lines += [*_question(draft, number, style), *([style.gap] if style.gap else [])]
        if style.page:
            lines.append(style.page.format(place + 1))
        keys += _key_list(_numbered(drafts, section, style), kind, style)
    if style.key not in ("list", "range"):
        return "\n".join(lines) + "\n", ""
    if style.own_file:
        return "\n".join(lines) + "\n", "\n".join(keys) + "\n"
    return "\n".join([*lines, "参考答案", *keys]) + "\n", ""


def _sections(drafts: list[Draft]) -> list[tuple[str, list[Draft]]]:
    kinds = dict.fromkeys(draft.type for draft in drafts)
    return [(kind, [draft for draft in drafts if draft.type == kind]) for kind in kinds]


def _numbered(drafts: list[Draft], section: list[Draft], style: Style) -> list[tuple[int, Draft]]:
    first = (
        1 if style.tags == "headings" else next(i for i, one in enumerate(drafts) if one is section[0]) + 1
    )
    return list(enumerate(section, start=first))


def _question(draft: Draft, number: int, style: Style) -> list[str]:
    stem = draft.stem.replace("____", style.blank) if draft.type == "blank" else draft.stem
    place = _key(draft, style) if style.key == "stem" and draft.type != "blank" else "　　"
    stem = stem.replace(BRACKET, f"（{place}）")
    number_of = style.number.format(number)
    if draft.type == "judge" and style.key == "stem" and style.in_front:
        number_of = f"（{place}）{number_of}"
    elif draft.type == "judge":
        stem += f"（{place}）"
    before = f"[{_TAGS[draft.type]}]" if style.tags == "before" else ""
    after = f"[{_TAGS[draft.type]}]" if style.tags == "after" else ""
    lines = [f"{number_of}{before}{stem}{after}", *_options(draft, style)]
    if style.key == "line" or (style.key == "stem" and draft.type == "blank"):
        key_line = "答案：{}" if draft.type == "blank" and style.key_line == "答案 {}" else style.key_line
        lines.append(key_line.format(_key(draft, style)))
    lines += [f"解析：{draft.explanation}"] if draft.explanation else []
    lines += [f"出处：{draft.source}"] if draft.source else []
    return [*lines, *([f"难度：{'易' if draft.difficulty == 1 else '较难'}"] if draft.difficulty else [])]


def _options(draft: Draft, style: Style) -> list[str]:
    labelled = [style.label.format(option.label) + option.text for option in draft.options]
    if style.layout == "line":
        return ["  ".join(labelled)] if labelled else []
    if style.layout == "pairs":
        return ["\t".join(labelled[at : at + 2]) for at in range(0, len(labelled), 2)]
    if style.layout == "touching" and style.label in ("{}.", "{}．", "{}、"):
        return ["".join(labelled)] if labelled else []
    return labelled


def _key(draft: Draft, style: Style) -> str:
    if draft.type == "judge":
        return (_TRUE if draft.key == "T" else _FALSE)[style.verdicts]
    if draft.type == "blank":
        return "；".join("|".join(variants) for variants in draft.key)
    between = "" if style.key == "range" else style.between
    return between.join(str(draft.key))


def _key_list(section: list[tuple[int, Draft]], kind: str, style: Style) -> list[str]:
    keys = [_key(draft, style) for _, draft in section]
    first, last = section[0][0], section[-1][0]
    if style.key == "range" and kind != "blank" and len(section) > 1:
        return [f"{first}-{last} {' '.join(keys)}"]
    return [f"{number}. {key}" for (number, _), key in zip(section, keys, strict=True)]
