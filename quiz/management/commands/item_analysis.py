import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.csv_table import BadTable
from accounts.domain.text_table import text_table
from accounts.management.file_command import FileCommand, Line, fault_line, file_bytes
from accounts.messages import sentence
from quiz.domain.response_table import read_responses


class Command(FileCommand):
    help = "Item analysis of a file of responses: a person a row, an item a column, 0 and 1 or part marks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("responses", type=Path, help="CSV with a header; an empty cell counts 0")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--max",
            nargs="+",
            default=[],
            metavar="ITEM=MARK",
            help="full marks; else the highest seen, 1 at least",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # NumPy takes a moment to load.
        from quiz.domain.analysis_report import as_document

        given = _full_marks(options["max"])
        try:
            responses = read_responses(file_bytes(options["responses"]), given)
        except BadTable as bad:
            raise self.refused([fault_line(fault) for fault in bad.faults], as_json=options["json"]) from bad
        document = _in_words(as_document(responses))
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._print(document)

    def _print(self, document: Line) -> None:
        say = self.stdout.write
        if document["id_column"] is not None:
            say(_("第一列“%(name)s”当作人员，不算题目。") % {"name": document["id_column"]})
        say(text_table([_("全卷"), ""], [[label, document[name]] for name, label in _PAPER.items()]))
        for notice in document["notices"]:
            say(notice["message"])
        say("")
        say(text_table(list(_ITEM.values()), [[one[name] for name in _ITEM] for one in document["items"]]))
        for one in document["items"]:
            for notice in one["notices"]:
                say(f"{one['name']}{_('：')}{notice['message']}")
        if document["omitted"]:
            say(_("有 %(count)s 格没有作答，按 0 分计。") % {"count": document["omitted"]})
        say("")
        say(document["irt_reason"]["message"] if document["irt_reason"] else _curves(document))


_PAPER: dict[str, Any] = {
    "n": gettext_lazy("人数"),
    "max": gettext_lazy("满分"),
    "mean": gettext_lazy("平均分"),
    "median": gettext_lazy("中位数"),
    "sd": gettext_lazy("标准差"),
    "skewness": gettext_lazy("偏度"),
    "kurtosis": gettext_lazy("峰度"),
    "alpha": gettext_lazy("α（内部一致性）"),
    "error_ratio": gettext_lazy("误差比 %"),
    "standard_error": gettext_lazy("标准误"),
}
_ITEM: dict[str, Any] = {
    "name": gettext_lazy("题"),
    "facility": gettext_lazy("难度 P"),
    "sd": gettext_lazy("标准差"),
    "item_rest_r": gettext_lazy("题余相关"),
    "discrimination_index": gettext_lazy("区分指数 %"),
    "discriminative_efficiency": gettext_lazy("区分效率 %"),
    "effective_weight": gettext_lazy("有效权重 %"),
    "alpha_if_deleted": gettext_lazy("删题后 α"),
    "d27": gettext_lazy("D（27%）"),
}


def _curves(document: Line) -> str:
    irt, names = document["irt"], [one["name"] for one in document["items"]]
    head = _("题目反应模型 %(model)s，对数似然 %(loglik).3f") % irt
    columns = [names, irt["a"], irt["a_se"], irt["b"], irt["b_se"]]
    table = text_table([_("题"), "a", "se", "b", "se"], list(zip(*columns, strict=True)))
    return f"{head}\n{table}"


def _in_words(document: Line) -> Line:
    """The document with a sentence beside every code."""
    reason = document["irt_reason"]
    return {
        **document,
        "notices": _said(document["notices"]),
        "items": [{**one, "notices": _said(one["notices"])} for one in document["items"]],
        "irt_reason": reason
        and {"code": reason["code"], "message": sentence(reason["code"], reason["values"])},
    }


def _said(codes: Sequence[str]) -> list[Line]:
    return [{"code": code, "message": sentence(code)} for code in codes]


def _full_marks(given: Sequence[str]) -> dict[str, float]:
    found = {}
    for text in given:
        item, _equals, mark = text.rpartition("=")
        try:
            found[item] = float(mark)
        except ValueError:
            found[item] = 0
        if not item or not 0 < found[item] < float("inf"):
            reason = _("--max %(given)s 看不懂。请写成“题名=满分”，满分大于 0。") % {"given": text}
            raise CommandError(reason, returncode=2)
    return found
