from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings

from accounts.domain.problems import Problem
from quiz.domain.rulesheet import RuleSheet
from quiz.selectors.sheet_templates import sheet_templates, shipped_sheet
from quiz.web.forms.new_contest import NewContestForm
from quiz.web.forms.rule_sheet import Node, SheetForm
from quiz.web.forms.sheet_shape import leaf_paths

from .sheet_strategies import sheet_with, sheets

Sent = dict[str, list[str]]
LEVEL = "paper.rows.0.difficulty"


class _Inputs(HTMLParser):
    """What a browser without JavaScript sends of a form's markup."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: Sent = {}
        self.area: str | None = None
        self.select: str | None = None
        self.is_multiple = False
        self.first: str | None = None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            kind = values.get("type", "text")
            if kind not in {"checkbox", "radio"} or "checked" in values:
                self.add(values["name"], values.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.area = values["name"]
            self.sent.setdefault(self.area, [""])
        elif tag == "select":
            self.select, self.is_multiple, self.first = values["name"], "multiple" in values, None
        elif tag == "option" and self.select is not None:
            self.first = values["value"] if self.first is None else self.first
            if "selected" in values:
                self.add(self.select, values["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select is not None:
            if not self.is_multiple and self.select not in self.sent:
                self.add(self.select, self.first or "")
            self.select = None
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area][0] += data

    def add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def nodes_of(nodes: list[Node]) -> list[Node]:
    return [inner for node in nodes for inner in (node, *nodes_of(node.nodes), *nodes_of(node.rows))]


def sent_by(form: SheetForm) -> Sent:
    """The page's inputs, found through `sections`, as a browser sends them (CRLF in text areas)."""
    nodes = nodes_of(form.sections)
    bounds = [bound for node in nodes for bound in (node.bound, node.delete) if bound is not None]
    sent = _Inputs("".join(str(bound) for bound in bounds)).sent
    # Browsers drop the one line break that Django writes after <textarea>.
    return {
        name: [value[1:] if value.startswith("\n") else value for value in values]
        for name, values in sent.items()
    }


def posted(sent: Sent) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in sent.items():
        data.setlist(name, [value.replace("\n", "\r\n") for value in values])
    return data


def quiet(_sheet: RuleSheet) -> list[Any]:
    return []


@given(sheets)
@settings(max_examples=30)
def test_a_sheet_goes_through_the_form_unchanged(sheet: RuleSheet) -> None:
    shown = SheetForm.from_sheet(sheet, judge=quiet)
    again = SheetForm.from_post(posted(sent_by(shown)), judge=quiet)
    assert again.problems == []
    assert again.to_sheet() == shown.to_sheet() == sheet
    assert again.is_valid()


@given(sheets)
@settings(max_examples=20)
def test_every_problem_of_any_sheet_is_shown_somewhere(sheet: RuleSheet) -> None:
    form = SheetForm.from_sheet(sheet)
    blocking = [problem for problem in form.problems if not problem.is_warning]
    assert sum(map(len, form.errors.values())) == len(blocking)
    assert len(form.warnings) == len(form.problems) - len(blocking)
    shown = [str(error) for node in nodes_of(form.sections) for error in (*node.errors, *_errors(node))]
    assert len(shown) == len(blocking)


def _errors(node: Node) -> list[str]:
    return list(node.bound.errors) if node.bound is not None else []


def test_every_field_of_the_document_has_an_input() -> None:
    full = sheet_with(
        {
            "organisations": [{"name": "榜", "metrics": [{"metric": "participation"}]}],
            "awards": [{"name": "奖", "quota": 1}],
        }
    )
    form = SheetForm.from_sheet(full)
    inputs = {name.replace(".0.", ".").removesuffix(".DELETE") for name in sent_by(form)}
    inputs |= {name.replace(".0.", ".") for name in form.fields}
    missing = {path for path in leaf_paths() if path not in inputs and f"{path}.0" not in inputs}
    assert missing == set()


def test_rows_are_added_and_deleted_by_submit_buttons() -> None:
    form = SheetForm.from_sheet(
        sheet_with({"awards": [{"name": "一", "quota": 1}, {"name": "二", "quota": 2}]})
    )
    sent = sent_by(form)
    grown = SheetForm.from_post(posted({**sent, "add": ["awards"]}))
    assert grown.is_editing_rows and grown.problems == []
    assert [row["name"] for row in grown.tree["awards"]] == ["一", "二", ""]
    # An added row that was left alone says nothing.
    assert SheetForm.from_post(posted(sent_by(grown))).to_sheet() == form.to_sheet()
    less = SheetForm.from_post(posted({**sent, "awards.0.DELETE": ["on"]}))
    sheet = less.to_sheet()
    assert sheet is not None and [tier.name for tier in sheet.awards] == ["二"]


def test_a_row_within_a_row_is_added() -> None:
    form = SheetForm.from_sheet(sheet_with({"organisations": [{"name": "榜"}]}))
    grown = SheetForm.from_post(posted({**sent_by(form), "add": ["organisations.0.metrics"]}))
    assert [one["metric"] for one in grown.tree["organisations"][0]["metrics"]] == ["participation", ""]


def test_a_new_board_begins_with_participation() -> None:
    grown = SheetForm.from_post(
        posted({**sent_by(SheetForm.from_sheet(sheet_with())), "add": ["organisations"]})
    )
    assert [one["metric"] for one in grown.tree["organisations"][0]["metrics"]] == ["participation"]


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"title": [""]}, "title", "不能空着"),
        ({"when.opens_at": [""]}, "when.opens_at", "必须填写"),
        ({"when.opens_at": ["gestern"]}, "when.opens_at", "2026-09-01 09:00"),
        ({"paper.rows.0.count": ["二十"]}, "paper.rows.0.count", "整数"),
        ({f"{LEVEL}.0": ["5"], f"{LEVEL}.1": ["1"]}, f"{LEVEL}.0", "下限"),
        ({"points.pass_mark": ["101"]}, "points.pass_mark", "满分"),
        ({"when.closes_at": ["2026-08-01T09:00"]}, "when.closes_at", "晚于"),
        ({"when.daily_hours.start": ["09:00"]}, "when.daily_hours.end", "必须填写"),
        ({"rank.keys.0": ["elapsed"]}, "rank.keys.0", "交白卷"),
        ({"counts": ["x"]}, "counts", "可以选"),
        ({"who.departments": ["\u202e"]}, "who.departments", "控制字符"),
    ],
)
def test_an_error_stands_at_its_field(changes: Sent, place: str, words: str) -> None:
    sent = sent_by(SheetForm.from_sheet(sheet_with()))
    form = SheetForm.from_post(posted({**sent, **changes}))
    assert not form.is_valid()
    assert words in " ".join(map(str, form.errors[place]))
    # What was typed is still there.
    typed = sent_by(form)
    assert all(typed[name] == values for name, values in changes.items() if name != "counts")


def test_full_width_digits_are_digits() -> None:
    sent = sent_by(SheetForm.from_sheet(sheet_with()))
    form = SheetForm.from_post(
        posted({**sent, "paper.rows.0.count": [" １５ "], "points.pass_mark": ["６０"]})
    )
    sheet = form.to_sheet()
    assert sheet is not None and (sheet.paper.size, sheet.points.pass_mark) == (15, 60)


def test_offered_choices_keep_what_is_not_offered() -> None:
    sheet = sheet_with({"paper.rows.0.topics": ["0101", "99"]})
    choices = {"paper.rows.topics": [("0101", "合理膳食"), ("0102", "适量运动")]}
    form = SheetForm.from_sheet(sheet, choices=choices)
    sent = sent_by(form)
    assert sent["paper.rows.0.topics"] == ["0101", "99"]
    assert SheetForm.from_post(posted(sent), choices=choices).to_sheet() == sheet


def test_the_caller_may_judge_with_more_knowledge() -> None:
    fault = Problem(code="sheet_pool_too_small", path="paper.rows.0.count", values={"need": 20, "have": 3})
    form = SheetForm.from_sheet(sheet_with(), judge=lambda _sheet: [fault])
    assert not form.is_valid() and "paper.rows.0.count" in form.errors


def test_nothing_sent_is_no_crash() -> None:
    form = SheetForm.from_post(QueryDict())
    assert form.to_sheet() is None and not form.is_valid()
    assert form.sections


def test_no_markup_carries_style_or_script() -> None:
    markup = str(SheetForm.from_sheet(sheet_with()))
    assert "style=" not in markup and "<script" not in markup and "onclick" not in markup


# ── the short form ───────────────────────────────────────────────────────────
SHORT = {
    "template": "staff-contest",
    "title": "冬季科普竞赛",
    "department": "7",
    "opens_at": "2026-11-23T09:00",
    "closes_at": "2026-11-27T18:00",
    "questions": "25",
    "minutes": "15",
}


def short(**changes: str) -> NewContestForm:
    data = {**SHORT, **changes}
    return NewContestForm(data, departments=[(7, "科学技术局")], templates=sheet_templates())


def test_seven_fields_make_a_contest() -> None:
    form = short()
    assert len(form.fields) <= 7
    assert form.is_valid(), form.errors
    sheet = form.to_sheet()
    assert sheet is not None
    assert (sheet.title, sheet.host, form.department_id) == ("冬季科普竞赛", "科学技术局", 7)
    assert (sheet.paper.size, sheet.time.paper_seconds) == (25, 900)
    assert sheet.when.opens_at == datetime(2026, 11, 23, 9)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "title"),
        ({"closes_at": "2026-11-23T09:00"}, "closes_at"),
        ({"opens_at": "morgen"}, "opens_at"),
        ({"opens_at": "2026-11-23T09:00+08:00"}, "opens_at"),
        ({"department": "8"}, "department"),
        ({"template": "../demo"}, "template"),
        ({"questions": "0"}, "questions"),
        ({"title": "a\u202eb"}, "title"),
    ],
)
def test_the_short_form_names_the_field(changes: Sent, place: str) -> None:
    form = short(**changes)  # type: ignore[arg-type]
    assert not form.is_valid()
    assert place in form.errors and form.to_sheet() is None


def test_the_short_form_shows_what_it_was_given() -> None:
    form = NewContestForm(
        initial={"opens_at": datetime(2026, 11, 23, 9)}, departments=[(7, "局")], templates=sheet_templates()
    )
    assert 'value="2026-11-23T09:00"' in str(form["opens_at"])
    assert "datetime-local" in str(form["opens_at"])


def test_only_shipped_sheets_are_opened() -> None:
    assert "演示" in shipped_sheet("demo")
    for slug in ("../settings", "nothing", "", "a/b"):
        with pytest.raises(FileNotFoundError):
            shipped_sheet(slug)
