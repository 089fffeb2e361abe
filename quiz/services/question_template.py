"""The spreadsheet that people fill in with questions: headings, drop-downs, examples, a guide."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from quiz.domain.imports.conversion import KnownTopic
from quiz.domain.imports.sheet_columns import LABELS
from quiz.domain.imports.sheet_writer import AS_TEXT, HEAD, PLAIN

OPTIONS, ROWS = 8, 5_000
_CHOICES = "choices"
_NAMES = ("type", "stem", *(f"option_{LABELS[place]}" for place in range(OPTIONS)), "key", "points",
          "explanation", "source", "difficulty", "area", "topic", "audience", "tags")  # fmt: skip
_WIDTHS = {"type": 12, "stem": 48, "key": 14, "points": 8, "explanation": 40, "source": 30, "difficulty": 10,
           "area": 14, "topic": 18, "audience": 18, "tags": 16}  # fmt: skip
_OPTION_WIDTH = 18


def question_template(topics: Sequence[KnownTopic], *, english: bool = False) -> bytes:
    """An xlsx to be filled in; what `quiz.domain.imports.sheet` calls our own template.

    Its first sheet is empty below the headings, so that nothing has to be deleted before it is uploaded.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    sheet = book.add_worksheet(_("题库"))
    examples, guide = book.add_worksheet(_("示例")), book.add_worksheet(_("说明"))
    choices = book.add_worksheet(_CHOICES)
    choices.hide()
    for one in (sheet, examples):
        _headings(book, one)
    for number, row in enumerate(_examples(), 1):
        _row(examples, number, row, book.add_format(AS_TEXT))
    _drop_downs(sheet, choices, _lists(topics, english))
    _guide(guide, book.add_format(HEAD), book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.activate()
    book.close()
    return file.getvalue()


def _heading(name: str) -> str:
    """What a column is called in the reader's language; the reader of sheets knows each of them."""
    if name.startswith("option_"):
        return _("选项%(letter)s") % {"letter": name[-1]}
    return {
        "type": _("题型"),
        "stem": _("题干"),
        "key": _("答案"),
        "points": _("分值"),
        "explanation": _("解析"),
        "source": _("出处"),
        "difficulty": _("难度"),
        "area": _("一级主题"),
        "topic": _("二级主题"),
        "audience": _("人群"),
        "tags": pgettext("template", "标签"),
    }[name]


def _headings(book: Workbook, sheet: Worksheet) -> None:
    head, as_text = book.add_format(HEAD), book.add_format(AS_TEXT)
    for index, name in enumerate(_NAMES):
        sheet.set_column(index, index, _WIDTHS.get(name, _OPTION_WIDTH), as_text)
        sheet.write_string(0, index, _heading(name), head)
    sheet.freeze_panes(1, 2)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _types() -> list[str]:
    return [
        pgettext("template", "单选题"),
        pgettext("template", "多选题"),
        pgettext("template", "判断题"),
        pgettext("template", "填空题"),
    ]


def _examples() -> list[dict[str, str]]:
    single, multi, judge, blank = _types()
    area, topic = _("应急与急救"), _("消防安全")
    return [
        {"type": single, "stem": _("我国统一的火警电话是（　　）。"), "option_A": "110", "option_B": "119",
         "option_C": "120", "option_D": "122", "key": "B", "points": "2",
         "explanation": _("119 是火警电话。"), "source": _("《中华人民共和国消防法》第四十四条"),
         "difficulty": "1", "area": area, "topic": topic,
         "audience": _("公众、老年人"), "tags": _("火警、电话")},
        {"type": multi, "stem": _("发现燃气泄漏，应当（　　）。"), "option_A": _("关闭阀门"),
         "option_B": _("开窗通风"), "option_C": _("开灯查看"), "option_D": _("到室外报警"), "key": "ABD",
         "points": "3", "explanation": _("开灯的火花可能引燃燃气。"), "source": _("《城镇燃气管理条例》"),
         "difficulty": "2", "area": area, "topic": topic},
        {"type": judge, "stem": _("火灾时可以乘电梯逃生。"), "key": _("错"),
         "explanation": _("电梯可能断电被困。"), "source": _("《中华人民共和国消防法》"),
         "difficulty": "1", "area": area, "topic": topic},
        {"type": blank, "stem": _("老年人是指____周岁以上的公民，老年节是农历____。"),
         "key": _("60|六十；九月初九|重阳节"), "explanation": _("每个空可以有几种写法。"),
         "source": _("《中华人民共和国老年人权益保障法》"), "difficulty": "3"},
    ]  # fmt: skip


def _row(sheet: Worksheet, number: int, row: dict[str, str], as_text: Format) -> None:
    for index, name in enumerate(_NAMES):
        if row.get(name):
            sheet.write_string(number, index, row[name], as_text)


def _lists(topics: Sequence[KnownTopic], english: bool) -> dict[str, list[str]]:
    areas = dict.fromkeys(topic.area_en if english else topic.area for topic in topics)
    return {
        "type": _types(),
        "difficulty": [_("1 很易"), _("2 较易"), _("3 适中"), _("4 较难"), _("5 很难")],
        "area": list(areas),
        "topic": [topic.name_en if english else topic.name for topic in topics],
    }


def _drop_downs(sheet: Worksheet, choices: Worksheet, lists: dict[str, list[str]]) -> None:
    for column, (name, values) in enumerate(lists.items()):
        for row, value in enumerate(values):
            choices.write_string(row, column, value)
        if not values:
            continue
        letter, at = LABELS[column], _NAMES.index(name)
        rule = {
            "validate": "list",
            "source": f"={_CHOICES}!${letter}$1:${letter}${len(values)}",
            # What is not on the list can be mended after the upload.
            "error_type": "stop" if name == "type" else "information",
            "error_title": _("科普擂台"),
            "error_message": _("不在下拉列表中。"),
        }
        sheet.data_validation(1, at, ROWS, at, rule)


def _guide(sheet: Worksheet, head: Format, text: Format) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    lines = (
        (_heading("type"), _("从下拉列表选：单选题、多选题、判断题、填空题。")),
        (_heading("stem"), _("选择题的空位写“（　　）”；填空题每个空写四个下划线“____”。")),
        (_("选项"), _("每格一个选项，不写 A、B 标号，中间不要空格子。判断题、填空题不填。")),
        (_heading("key"), _("选择题填字母，如 B 或 ABD；判断题填“对”或“错”。")),
        (
            _("填空题的答案"),
            _("各空之间用“；”或换行隔开，同一个空的几种写法用“|”隔开，如：60|六十；九月初九|重阳节"),
        ),
        (_heading("source"), _("写清哪份文件、哪一条。送审前必须有出处和解析。")),
        (_heading("difficulty"), _("1 到 5，1 最容易。空着按 3。")),
        (_heading("topic"), _("从下拉列表选。空着，导入时再选一个给这些题用。")),
        (_heading("audience"), _("几类人群用“、”隔开：公众、青少年、农民、产业工人、老年人。")),
        (
            _("格式"),
            _("各列都是文本，输入 3-5、1/2、=5 不会变样。加粗写成 **加粗**，下标写成 H<sub>2</sub>O。"),
        ),
        (_("示例"), _("“示例”和“说明”两张表不会导入，可以留着。")),
    )
    for row, (heading, said) in enumerate(lines):
        sheet.write_string(row, 0, heading, head)
        sheet.write_string(row, 1, said, text)
