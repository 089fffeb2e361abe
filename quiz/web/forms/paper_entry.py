"""One sheet of paper as a form: who, when it was received, and one input for each question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from quiz.domain.paper import PaperSlot
from quiz.domain.paper_answers import read_answer
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, QuestionType
from quiz.selectors.scope import scope_departments
from quiz.services.paper_entries import PaperEntry
from quiz.sheet_labels import group_word

from .new_contest import WallClockField

_PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class PaperEntryForm(forms.Form):
    """`papers`: the printed paper of each group ("" where there are none)."""

    received_at = WallClockField(label=_("收到时间"))

    def __init__(
        self,
        *args: Any,
        contest: Contest,
        sheet: RuleSheet,
        papers: dict[str, Sequence[PaperSlot]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.papers = sheet, papers
        self.fields = {**self._who(contest), **self.fields}
        longest = max(papers.values(), key=len)
        kinds = {paper[at].type for paper in papers.values() for at in range(len(paper))}
        for number in range(1, len(longest) + 1):
            self.fields[f"answer-{number}"] = self._answer(number, papers, kinds)

    def _who(self, contest: Contest) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        if self.sheet.who.admission == "open":
            found["name"] = forms.CharField(label=_("姓名"), max_length=40)
            found["phone"] = forms.CharField(
                label=_("手机号"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
            )
        else:
            found["number"] = forms.CharField(label=_("工号"), max_length=64)
        if "department" in self.sheet.who.fields and self.sheet.who.admission == "open":
            departments = scope_departments(contest, self.sheet.who).filter(is_active=True).order_by("path")
            found["department"] = forms.ModelChoiceField(
                label=_("单位"), queryset=departments, empty_label=_("请选择"), required=False
            )
        groups = self.sheet.who.groups
        if groups.by != "none":
            choices = [(name, group_word(groups.by, name)) for name in groups.all_names]
            found["group"] = forms.ChoiceField(label=_("组别"), choices=choices)
        return found

    def _answer(self, number: int, papers: dict[str, Sequence[PaperSlot]], kinds: set[str]) -> forms.Field:
        """The type is said where it is the same in every group's paper."""
        types = {paper[number - 1].type for paper in papers.values() if number <= len(paper)}
        label = gettext("第%(number)s题") % {"number": number}
        if len(types) == 1 and len(kinds) > 1:
            label += f" {QuestionType(types.pop()).label}"
        return forms.CharField(
            label=label, required=False, max_length=600, widget=forms.TextInput(attrs=_PLAIN)
        )

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("answer-")]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("answer-")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.responses: dict[int, list[Any]] = {}
        paper = self.papers.get(data.get("group", ""), next(iter(self.papers.values())))
        for number, slot in enumerate(paper, start=1):
            try:
                self.responses[number] = read_answer(
                    slot.type, slot.option_order, data.get(f"answer-{number}", "")
                )
            except RuleBroken as error:
                self.add_error(f"answer-{number}", explain(error))
        return data

    @property
    def entry(self) -> PaperEntry:
        """What was sent, once `is_valid()`."""
        data = self.cleaned_data
        who = {
            name: data[name] for name in ("name", "phone", "number", "group", "department") if data.get(name)
        }
        received_at = data["received_at"].replace(tzinfo=self.sheet.when.zone)
        return PaperEntry(received_at=received_at, responses=self.responses, **who)

    @property
    def unanswered(self) -> list[int]:
        return [number for number, response in self.responses.items() if not response]

    def blame(self, error: RuleBroken) -> None:
        """Show a refusal at the fields that it names."""
        for name, codes in error.fields.items():
            for code in codes:
                self.add_error(name if name in self.fields else None, sentence(code, error.values))
        if not error.fields:
            self.add_error(None, explain(error))
