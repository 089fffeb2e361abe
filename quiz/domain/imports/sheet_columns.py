"""Which column of a sheet is which, told by the words of its header."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .workbook import Cell, Table

HEADER_WITHIN = 30
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# The first word of each is the one that our own template prints.
HEADINGS: dict[str, tuple[str, ...]] = {
    "type": ("题型", "类型", "题目类型", "试题类型", "题目题型", "题类", "questiontype", "type", "kind"),
    "stem": ("题干", "题目", "试题", "问题", "题目内容", "试题内容", "问题内容", "题干内容", "试题题干",
             "题目题干", "题目描述", "题目名称", "题目标题", "试题名称", "问题描述", "内容",
             "question", "questiontext", "stem", "prompt", "questiontitle"),
    "key": ("答案", "正确答案", "参考答案", "标准答案", "正确选项", "试题答案", "题目答案", "答案选项",
            "正解", "key", "answer", "answers", "correctanswer", "correctanswers", "correct", "rightanswer",
            "answerkey", "correctoption"),
    "points": ("分值", "分数", "每题分值", "题目分值", "试题分值", "得分", "points", "score",
               "marks", "worth"),
    "explanation": ("解析", "答案解析", "试题解析", "题目解析", "解答", "讲解", "详解", "答案说明",
                    "解析说明", "explanation", "answerexplanation", "rationale", "feedback"),
    "source": ("出处", "来源", "依据", "试题来源", "题目来源", "命题依据", "出题依据", "参考资料",
               "source", "reference"),
    "difficulty": ("难度", "难易度", "难易程度", "难度等级", "难度系数", "试题难度", "题目难度", "难易",
                   "difficulty", "level"),
    "area": ("一级主题", "领域", "一级分类", "一级知识点", "大类", "area", "maintopic"),
    "topic": ("二级主题", "主题", "知识点", "分类", "二级分类", "二级知识点", "题目分类", "试题分类", "类别",
              "章节", "小类", "考点", "所属分类", "所属知识点", "考查知识点", "所属章节", "知识分类",
              "topic", "category", "subtopic"),
    "fact": ("姐妹题代号", "姐妹题", "知识点代号", "fact"),
    "audience": ("人群", "适用人群", "适合人群", "受众", "对象", "audience", "population",
                 "populationgroup", "for"),
    "tags": ("标签", "关键词", "关键字", "tags", "tag", "keywords"),
    "number": ("序号", "顺序", "行号", "no", "index"),
    "ext_id": ("题号", "编号", "题目编号", "试题编号", "试题id", "题目id", "questionid", "id", "code"),
    "options": ("选项", "备选项", "备选答案", "可选项", "候选项", "选项内容", "全部选项",
                "options", "choices"),
    "picture": ("图片", "图片链接", "题目图片", "配图", "imagelink", "image", "picture"),
    "time": ("时间", "限时", "时限", "答题时间", "timeinseconds", "timelimit", "time"),
}  # fmt: skip
_NUMERALS = {numeral: place for place, numeral in enumerate("一二三四五六七八九", 1)}
_OPTION = re.compile(
    r"(?P<word>选项|备选项|备选|备选答案|答案选项|候选项|候选答案|可选答案|答案|option|answer|choice)?"
    r"(?P<label>[a-z]|[1-9]|[一二三四五六七八九])(?P<after>选项|项|答案)?"
)
_FLAG = re.compile(r"(?:选项)?([a-z])(?:选项)?(?:是否|为|是)?(?:为)?(?:正确|对错|正误|对)(?:答案|选项|项)?"
                   r"|(?:正确|is|correct)(?:答案|选项)?([a-z])(?:correct)?")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns by what stands in them, from 0. `options` and `flags` are by their letter; `row` is the
    header's last row, from 0; `is_double` where it has two, `is_spread` where one heading spans options."""

    row: int
    fields: dict[str, int]
    options: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    is_double: bool = False
    is_spread: bool = False

    @property
    def is_header(self) -> bool:
        named = len(self.options) >= 2 or self.fields.keys() & {"key", "type", "options", "explanation"}
        return "stem" in self.fields and bool(named)

    @property
    def weight(self) -> int:
        return len(self.fields) + len(self.options) + len(self.flags)

    @property
    def is_ours(self) -> bool:
        """Whether these are the headings of our own template, which says how answers are written."""
        names = {"type", "stem", "key", "area", "topic", "audience", "tags"}
        return names <= self.fields.keys() and not self.unread()

    def unread(self) -> list[str]:
        """The headings that say nothing to us."""
        known = {*self.fields.values(), *self.options.values(), *self.flags.values()}
        return [text for index, text in enumerate(self.headings) if text and index not in known]


def find_columns(table: Table) -> Columns | None:
    """The header with the most known words among the first rows; two rows where the second names the
    options under one heading; None where there is none."""
    found = [columns for columns in _candidates(table) if columns.is_header]
    best = max(found, key=lambda columns: (columns.weight, not columns.is_double, -columns.row), default=None)
    return _spread(best, table) if best else None


def _spread(columns: Columns, table: Table) -> Columns:
    """One heading over all options, each in a column of its own: the filled columns to the right of it."""
    first = columns.fields.get("options")
    if first is None or columns.options:
        return columns
    last = first
    while last + 1 < len(columns.headings) and last - first < len(LABELS) - 1:
        heading = bare_heading(columns.headings[last + 1])
        if (heading and heading not in HEADINGS["options"]) or not is_filled(table, columns.row, last + 1):
            break
        last += 1
    if last == first:
        return columns
    options = {LABELS[place]: first + place for place in range(last - first + 1)}
    fields = {name: index for name, index in columns.fields.items() if name != "options"}
    return replace(columns, fields=fields, options=options, is_spread=True)


def is_filled(table: Table, header: int, column: int) -> bool:
    """Whether anything stands in a column below the header."""
    return any(column < len(row) and row[column].text for row in table.rows[header + 1 :])


def _candidates(table: Table) -> Iterator[Columns]:
    rows = table.rows[:HEADER_WITHIN]
    for number, row in enumerate(rows):
        yield columns_of(row, number)
        if number + 1 < len(rows):
            both = columns_of(_both(row, rows[number + 1]), number + 1)
            # Anything but the letters of options in the second row makes it a row of the table.
            if len(both.options) >= 2 and len(columns_of(rows[number + 1], 0).options) >= 2:
                yield replace(both, is_double=True)


def _both(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    return [below if below.text else above for above, below in zip(upper, lower, strict=False)]


def columns_of(cells: Sequence[Cell], row: int) -> Columns:
    """What a row would name if it were the header; the first heading of each kind counts."""
    fields: dict[str, int] = {}
    options: dict[str, int] = {}
    flags: dict[str, int] = {}
    bare = {index: bare_heading(cell.text) for index, cell in enumerate(cells) if cell.text}
    for index, heading in bare.items():
        name = next((name for name, words in HEADINGS.items() if heading in words), "")
        flag = "" if name else _flag(heading)
        if name:
            fields.setdefault(name, index)
        elif flag:
            flags.setdefault(flag, index)
    for index, heading in bare.items():
        label = _option(heading)
        if not label or index in {*fields.values(), *flags.values()}:
            continue
        if label in options and heading in (f"答案{label.lower()}", f"{label.lower()}答案"):
            flags.setdefault(label, index)  # A … 答案A: the second tells whether the first is right
        else:
            options.setdefault(label, index)
    if len(options) < 2:
        options = {}
    headings = tuple(cell.text for cell in cells)
    return Columns(row=row, fields=fields, options=options, flags=flags, headings=headings)


def bare_heading(heading: str) -> str:
    """题干 *（必填） → 题干; "Answer 1 - max 75 characters" → answer1; "Time limit (sec) – 5" → timelimit."""
    text = unicodedata.normalize("NFKC", heading).lower()
    text = re.sub(r"[(\[【]\s*([a-z])\s*[)\]】]", r"\1", text)
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", " ", text, flags=re.S)
    text = re.split(r"\s[-–—]\s|[:：\n]", text.strip(), maxsplit=1)[0]
    return re.sub(r"[\s*_\-–—.、，,/#★]", "", text)


def _option(heading: str) -> str:
    match = _OPTION.fullmatch(heading)
    if match is None or (not match["label"].isalpha() and not (match["word"] or match["after"])):
        return ""
    return _label(match["label"])


def _label(label: str) -> str:
    if label.isascii() and label.isalpha():
        return label.upper()
    return LABELS[(_NUMERALS.get(label) or int(label)) - 1]


def _flag(heading: str) -> str:
    match = _FLAG.fullmatch(heading)
    return (match[1] or match[2]).upper() if match else ""
