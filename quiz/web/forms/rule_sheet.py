"""The rule sheet as a form: every field, plain inputs, rows that are added by a submit button."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import Problem
from accounts.messages import explain
from quiz.domain.contradictions import blocking, contradictions
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.yaml_sheet import load_sheet
from quiz.sheet_labels import CHOICES, HINTS, LABELS, generic, path_label

from .sheet_shape import ORDERED, Branch, Leaf, Shape, sheet_shape
from .sheet_tree import Posted, Tree, document_of, flat, places_on_page, tree_from_post, tree_of

Judge = Callable[[RuleSheet], list[Problem]]
Choices = Mapping[str, Sequence[tuple[str, str]]]
_GENERAL = ("title", "title_en", "host", "introduction")
_RANKING = ("counts", "rank")


@dataclass(kw_only=True)
class Node:
    """A piece of the page. `kind`: field (`bound`), group (`nodes`) or rows (`rows`, `add` is the
    value of the submit button named "add"). A row is a group with `delete`, its checkbox; `hold` is
    what the page says of a blueprint's row."""

    kind: str
    path: str
    label: str
    bound: BoundField | None = None
    nodes: list["Node"] = field(default_factory=list)
    rows: list["Node"] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    delete: BoundField | None = None
    hold: Any = None

    @property
    def add(self) -> str:
        return self.path


class SheetForm(forms.Form):
    """Make it by `from_sheet` or `from_post`; show `sections`; take `to_sheet()` where `is_valid()`.

    `problems`: everything that stands against the sheet, warnings among them. `is_editing_rows`:
    the person asked for a row more or less, so nothing was judged; show the form again.
    """

    def __init__(self, tree: Tree, *, judge: Judge | None = None, choices: Choices | None = None) -> None:
        self.tree, self.choices_at = tree, dict(choices or {})
        self.sheet: RuleSheet | None = None
        self.problems: list[Problem] = []
        self.is_editing_rows = False
        self._places: dict[str, str] = {}
        inputs = flat(tree, sheet_shape())
        super().__init__(data={path: self._shown(path, value) for path, value in inputs.items()})
        self.fields = self._inputs(sheet_shape(), tree, "")
        self._judge = judge or contradictions

    @classmethod
    def from_sheet(
        cls, sheet: RuleSheet, *, judge: Judge | None = None, choices: Choices | None = None
    ) -> Self:
        """A form that shows the sheet, with what stands against it."""
        form = cls(tree_of(sheet.dump(), sheet_shape()), judge=judge, choices=choices)
        form._load()
        return form

    @classmethod
    def from_post(cls, data: Posted, *, judge: Judge | None = None, choices: Choices | None = None) -> Self:
        """The form as it was sent. Where rows were to be added or deleted only, nothing is judged."""
        listed = frozenset(choices or ())
        form = cls(tree_from_post(data, sheet_shape(), listed), judge=judge, choices=choices)
        form._places = places_on_page(data, sheet_shape(), listed)
        form.is_editing_rows = "add" in data or "delete" in data
        if not form.is_editing_rows:
            form._load()
        return form

    def to_sheet(self) -> RuleSheet | None:
        """The sheet as typed in; None where it is no sheet. It may still contradict itself."""
        return self.sheet

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """(field, sentence) of what is worth a second look and forbids nothing."""
        return [(path_label(one.path), explain(one)) for one in self.problems if one.is_warning]

    @property
    def sayings(self) -> list[tuple[str, ErrorList]]:
        """Every place that shows errors, as the page that sent the form calls it, with what it says now."""
        places = [*self.fields, *_branch_paths(sheet_shape(), self.tree, ""), *ORDERED]
        return [
            (self.place_on_page(one), self.errors.get(one, self.error_class()))
            for one in places
            if not one.endswith((".DELETE", ".difficulty"))  # a pair says it at its first
        ]

    def place_on_page(self, path: str) -> str:
        """A path of the sheet as the page that sent the form calls it."""
        head, rest = path, ""
        while head and head not in self._places:
            head, dot, last = head.rpartition(".")
            rest = f".{last}{rest}" if dot else rest
        return f"{self._places[head]}{rest}" if head else path

    @property
    def sections(self) -> list[Node]:
        """The page in sections; one that several parts share has no path of its own."""
        parts = {part.name: part for part in sheet_shape()}
        wanted = [(_("基本信息"), _GENERAL), (_("成绩和排名"), _RANKING)]
        grouped = {name: (label, names) for label, names in wanted for name in names}
        sections: list[Node] = []
        for name, part in parts.items():
            label, names = grouped.get(name, (LABELS[name], (name,)))
            if name != names[0]:
                continue
            nodes = [node for one in names for node in self._nodes([parts[one]], self.tree, "")]
            alone = len(names) == 1 and nodes[0].kind == "group"
            inner = nodes[0].nodes if alone else nodes
            errors = nodes[0].errors if alone else []
            path = part.name if alone else ""
            sections.append(Node(kind="group", path=path, label=str(label), nodes=inner, errors=errors))
        return sections

    def full_clean(self) -> None:
        """The sheet itself has judged; its problems become errors at the fields."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for problem in blocking(self.problems):
            place = self._place_of(problem.path)
            words = explain(problem)
            if place != problem.path and problem.path:
                words = _at(problem.path, words) if place == NON_FIELD_ERRORS else words
            self._errors.setdefault(place, self.error_class()).append(words)

    def _load(self) -> None:
        loaded = load_sheet(document_of(self.tree, sheet_shape()))
        if isinstance(loaded, RuleSheet):
            self.sheet, self.problems = loaded, self._judge(loaded)
        else:
            self.problems = loaded
        self._errors = None  # type: ignore[assignment]

    def _place_of(self, path: str) -> str:
        """The nearest place that shows errors: the field, its rows, what holds it, what it holds."""
        places = {*self.fields, *_branch_paths(sheet_shape(), self.tree, "")}
        at = path
        while at:
            if at in places:
                inner = next((name for name in self.fields if name.startswith(f"{at}.")), None)
                is_pair = at.endswith(".difficulty") or at in ORDERED
                return inner if is_pair and inner else at
            at = at.rpartition(".")[0]
        return NON_FIELD_ERRORS

    # ── inputs ────────────────────────────────────────────────────────────────
    def _shown(self, path: str, value: Any) -> Any:
        """Lines that are offered as choices stand in their input as a list."""
        if generic(path) in self.choices_at and isinstance(value, str):
            return [line for line in value.split("\n") if line]
        return value

    def _inputs(self, parts: Sequence[Shape], tree: Tree, prefix: str) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for part in parts:
            path = f"{prefix}{part.name}"
            if isinstance(part, Leaf):
                found |= self._leaf_inputs(part, path)
            elif part.rows:
                for place, row in enumerate(tree[part.name]):
                    found |= self._inputs(part.parts, row, f"{path}.{place}.")
                    label = gettext("删除这一项")
                    found[f"{path}.{place}.DELETE"] = _field(forms.CheckboxInput(), label, "")
            else:
                found |= self._inputs(part.parts, tree[part.name], f"{path}.")
        return found

    def _leaf_inputs(self, leaf: Leaf, path: str) -> dict[str, forms.Field]:
        label, hint = str(LABELS[generic(path)]), str(HINTS.get(generic(path), ""))
        if path not in ORDERED:
            return {path: _field(self._widget(leaf, path), label, hint)}
        options = [("", "—"), *_options(path)]
        return {
            f"{path}.{place}": _field(
                forms.Select(choices=options), f"{label} {place + 1}", "" if place else hint
            )
            for place in range(ORDERED[path])
        }

    def _widget(self, leaf: Leaf, path: str) -> forms.Widget:
        if leaf.kind == "lines" and generic(path) in self.choices_at:
            offered = list(self.choices_at[generic(path)])
            known = {value for value, _label in offered}
            others = [(one, one) for one in self.data[path] if one not in known]
            return forms.SelectMultiple(choices=[*offered, *others])
        if leaf.kind == "choice":
            kept = self.data[path]
            blank = [] if kept in CHOICES[generic(path)] else [(kept, kept or "—")]
            return forms.Select(choices=[*blank, *_options(generic(path))])
        if leaf.kind == "choices":
            return forms.CheckboxSelectMultiple(choices=_options(generic(path)))
        return _WIDGETS[leaf.kind](attrs=_attributes(leaf, self.data[path]))

    # ── the page ──────────────────────────────────────────────────────────────
    def _nodes(self, parts: Sequence[Shape], tree: Tree, prefix: str) -> Iterator[Node]:
        for part in parts:
            path = f"{prefix}{part.name}"
            label = str(LABELS[generic(path)])
            if isinstance(part, Branch):
                yield self._branch_node(part, tree[part.name], path, label)
            elif path in ORDERED:
                names = [f"{path}.{place}" for place in range(ORDERED[path])]
                fields = [Node(kind="field", path=name, label=label, bound=self[name]) for name in names]
                yield Node(kind="group", path=path, label=label, nodes=fields)
            else:
                yield Node(kind="field", path=path, label=label, bound=self[path])

    def _branch_node(self, part: Branch, value: Any, path: str, label: str) -> Node:
        errors = self._errors_at(path)
        if not part.rows:
            nodes = list(self._nodes(part.parts, value, f"{path}."))
            return Node(kind="group", path=path, label=label, nodes=nodes, errors=errors)
        rows = [
            Node(
                kind="group",
                path=f"{path}.{place}",
                label=f"{label} {place + 1}",
                nodes=list(self._nodes(part.parts, row, f"{path}.{place}.")),
                errors=self._errors_at(f"{path}.{place}"),
                delete=self[f"{path}.{place}.DELETE"],
            )
            for place, row in enumerate(value)
        ]
        return Node(kind="rows", path=path, label=label, rows=rows, errors=errors)

    def _errors_at(self, path: str) -> list[str]:
        return [str(error) for error in self.errors.get(path, ())]


_WIDGETS: dict[str, Callable[..., forms.Widget]] = {
    "text": forms.TextInput,
    "long": forms.Textarea,
    "lines": forms.Textarea,
    "whole": forms.TextInput,
    "number": forms.TextInput,
    "flag": forms.CheckboxInput,
    "moment": forms.TextInput,
    "clock": forms.TextInput,
}


def _attributes(leaf: Leaf, value: Any) -> dict[str, Any]:
    if leaf.kind in {"moment", "clock"}:
        exact = {"step": "1"} if str(value).count(":") == 2 else {}
        return {"type": "datetime-local" if leaf.kind == "moment" else "time", **exact}
    if leaf.kind in {"whole", "number"}:
        return {"inputmode": "numeric" if leaf.kind == "whole" else "decimal", "autocomplete": "off"}
    if leaf.kind in {"long", "lines"}:
        return {"rows": min(8, max(2, str(value).count("\n") + 2))}
    return {"maxlength": leaf.most} if leaf.most else {}


def _at(path: str, words: str) -> str:
    return gettext("%(label)s：%(text)s") % {"label": path_label(path), "text": words}


def _field(widget: forms.Widget, label: str, hint: str) -> forms.Field:
    return forms.Field(required=False, widget=widget, label=label, help_text=hint)


def _options(path: str) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in CHOICES[path].items()]


def _branch_paths(parts: Sequence[Shape], tree: Tree, prefix: str) -> Iterator[str]:
    for part in parts:
        path = f"{prefix}{part.name}"
        if isinstance(part, Leaf):
            continue
        yield path
        if part.rows:
            for place, row in enumerate(tree[part.name]):
                yield f"{path}.{place}"
                yield from _branch_paths(part.parts, row, f"{path}.{place}.")
        else:
            yield from _branch_paths(part.parts, tree[part.name], f"{path}.")
