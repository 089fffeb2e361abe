"""Forms of the bank's desk."""

from typing import Any, TypeVar

from django import forms
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quiz.bank_words import AUDIENCES, BLOOM, CERTAINTIES, DIFFICULTY, SOURCE_TYPES
from quiz.domain.bank_item import FACT, BankItem, Key, Option, Source
from quiz.domain.pictures import MOST_BYTES
from quiz.domain.rich_text import from_markup
from quiz.models import Question, QuestionType
from quiz.selectors.bank import areas_with_topics
from quiz.services.bank import Picture

LEAST_ROWS, MOST_ROWS = 4, 8
LONGEST_EXPLANATION, LONGEST_SOURCE = 2000, 200
Form = TypeVar("Form", bound="QuestionForm")
# A blank's accepted texts, one blank a line.
OR = "|"
_DATE = {"type": "date"}


def topic_choices(empty: Any) -> list[Any]:
    """Topics under their areas, for a select."""
    groups = [
        (str(area), [(topic.code, str(topic)) for topic in topics]) for area, topics in areas_with_topics()
    ]
    return [("", empty), *groups]


class FilterForm(forms.Form):
    """What the list is narrowed to; anything unknown is taken as "all"."""

    q = forms.CharField(label=_("找题"), required=False, max_length=60)
    topic = forms.CharField(label=_("知识点"), required=False, max_length=4)
    type = forms.ChoiceField(
        label=_("题型"), required=False, choices=[("", _("全部题型")), *QuestionType.choices]
    )
    state = forms.ChoiceField(required=False, choices=[("", ""), *Question.State.choices])
    audience = forms.ChoiceField(
        label=_("人群"), required=False, choices=[("", _("全部人群")), *AUDIENCES.items()]
    )
    difficulty = forms.ChoiceField(
        label=_("难度"), required=False, choices=[("", _("全部难度")), *DIFFICULTY.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs.update(placeholder=_("题号、题干或来源"), type="search")
        areas = [(area.code, str(area)) for area, _topics in areas_with_topics()]
        grouped = topic_choices(_("全部知识点"))
        self.fields["topic"].widget = forms.Select(choices=[grouped[0], (_("整个领域"), areas), *grouped[1:]])

    def wanted(self) -> dict[str, str]:
        """The values that are sound, by name."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class QuestionForm(forms.Form):
    """One question whole. Rows of options grow by the button 加一个选项; nothing needs a script."""

    topic = forms.ChoiceField(label=_("知识点"))
    type = forms.ChoiceField(label=_("题型"), choices=QuestionType.choices, widget=forms.RadioSelect)
    stem = forms.CharField(
        label=_("题干"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "单选、多选的空位写“（　　）”，填空的每个空写四个下划线“____”。**两个星号之间**的字加粗。"
        ),
    )
    truth = forms.ChoiceField(
        label=_("这句话对不对"),
        required=False,
        choices=[("1", _("正确")), ("0", _("错误"))],
        widget=forms.RadioSelect,
    )
    blanks = forms.CharField(
        label=_("填空的答案"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一个空写一行；同一个空的几种写法用“|”隔开，如：二氧化碳|CO2"),
    )
    explanation = forms.CharField(
        label=_("解析"),
        required=False,
        max_length=LONGEST_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source_type = forms.ChoiceField(
        label=_("来源类别"), choices=[("", "—"), *SOURCE_TYPES.items()], required=False
    )
    source_title = forms.CharField(label=_("来源名称"), required=False, max_length=LONGEST_SOURCE)
    source_issuer = forms.CharField(label=_("发布机构"), required=False, max_length=200)
    source_doc_no = forms.CharField(label=_("文号或标准号"), required=False, max_length=100)
    source_article = forms.CharField(label=_("条款或章节"), required=False, max_length=100)
    source_published_on = forms.DateField(
        label=_("发布日期"), required=False, widget=forms.DateInput(attrs=_DATE)
    )
    source_certainty = forms.ChoiceField(label=_("可靠程度"), choices=list(CERTAINTIES.items()), initial="B")
    review_by = forms.DateField(
        label=_("复审日期"),
        required=False,
        widget=forms.DateInput(attrs=_DATE),
        help_text=_("过了这天，没有复审的题不再抽用。法规类一年内。"),
    )
    difficulty = forms.TypedChoiceField(
        label=_("难度"), choices=list(DIFFICULTY.items()), coerce=int, initial=2
    )
    audience = forms.MultipleChoiceField(
        label=_("适合人群"),
        choices=list(AUDIENCES.items()),
        initial=["public"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fact = forms.CharField(
        label=_("姐妹题代号"),
        required=False,
        validators=[RegexValidator(FACT, _("代号只用字、数字和“-”“_”“.”，不留空格。"))],
        widget=forms.TextInput(attrs={"list": "facts", "autocomplete": "off"}),
        help_text=_(
            "问的是同一件事、只是换了问法的几道题，填同一个代号，比如其中一道的题号。"
            "学习时轮换着考，抽题组卷只用其中一道。"
        ),
    )
    bloom = forms.ChoiceField(label=_("认知层次"), choices=list(BLOOM.items()), initial="understand")
    image = forms.FileField(
        label=_("图片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG、JPEG 或 WebP，最大 2 MB。"),
    )
    image_alt = forms.CharField(
        label=_("图片说明"), required=False, max_length=200, help_text=_("一句话说明图里有什么。")
    )
    remove_image = forms.BooleanField(label=_("去掉现在的图片"), required=False)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(
        required=False, min_value=LEAST_ROWS, max_value=MOST_ROWS, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, row_count: int = LEAST_ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_count = max(LEAST_ROWS, min(MOST_ROWS, row_count))
        self.fields["topic"].choices = topic_choices("—")  # type: ignore[attr-defined]
        for number in range(1, self.row_count + 1):
            self.fields[f"option_{number}"] = forms.CharField(
                label=_("选项 %(letter)s") % {"letter": chr(64 + number)}, required=False, max_length=400
            )
            self.fields[f"right_{number}"] = forms.BooleanField(
                label=pgettext_lazy("option", "正确"), required=False
            )

    def option_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Text and checkbox of each row, for the template."""
        return [(self[f"option_{number}"], self[f"right_{number}"]) for number in self._numbers()]

    @property
    def may_grow(self) -> bool:
        return self.row_count < MOST_ROWS

    def clean_image(self) -> Any:
        upload = self.cleaned_data["image"]
        if upload and upload.size > MOST_BYTES:
            raise forms.ValidationError(_("图片太大，最多 2 MB。"))
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source_title") and not data.get("source_type"):
            self.add_error("source_type", _("请选来源类别。"))
        if data.get("image") and not data.get("image_alt"):
            self.add_error("image_alt", _("请用一句话说明图里有什么，看不见图的人要靠它答题。"))
        return data

    def item(self) -> BankItem:
        """The question that a valid form describes."""
        data = self.cleaned_data
        options, right = self._options()
        return BankItem(
            code="",
            topic=data["topic"],
            type=data["type"],
            stem=from_markup(data["stem"]),
            options=options,
            key=self._key(right),
            explanation=from_markup(data["explanation"]),
            source=self._source(),
            review_by=data["review_by"],
            difficulty=data["difficulty"],
            audience=tuple(data["audience"]),
            bloom=data["bloom"],
            fact=data["fact"],
        )

    def picture(self) -> Picture:
        data = self.cleaned_data
        upload = data["image"]
        return Picture(
            data=upload.read(MOST_BYTES + 1) if upload else b"",
            alt=data["image_alt"],
            remove=data["remove_image"],
        )

    def _numbers(self) -> range:
        return range(1, self.row_count + 1)

    def _options(self) -> tuple[tuple[Option, ...], tuple[int, ...]]:
        """Filled rows as options 1, 2, …, and the ids of those ticked as right."""
        data = self.cleaned_data
        if data["type"] not in (QuestionType.SINGLE, QuestionType.MULTI):
            return (), ()
        filled = [number for number in self._numbers() if data[f"option_{number}"].strip()]
        options = tuple(
            Option(id=id_, text=from_markup(data[f"option_{number}"])) for id_, number in enumerate(filled, 1)
        )
        return options, tuple(id_ for id_, number in enumerate(filled, 1) if data[f"right_{number}"])

    def _key(self, right: tuple[int, ...]) -> Key:
        data = self.cleaned_data
        if data["type"] == QuestionType.JUDGE:
            return (int(data["truth"]),) if data["truth"] else ()
        if data["type"] == QuestionType.BLANK:
            return tuple(
                tuple(text.strip() for text in line.split(OR) if text.strip())
                for line in data["blanks"].splitlines()
                if line.strip()
            )
        return right

    def _source(self) -> Source | None:
        data = self.cleaned_data
        if not data["source_title"]:
            return None
        return Source(
            type=data["source_type"],
            title=data["source_title"],
            issuer=data["source_issuer"],
            doc_no=data["source_doc_no"],
            article=data["source_article"],
            published_on=data["source_published_on"],
            certainty=data["source_certainty"],
        )


def rows_sent(kind: type[Form], request: HttpRequest, initial: dict[str, Any], rows: int) -> Form:
    """The form as it was sent, with one more row where 加一个选项 was pressed."""
    if request.method != "POST":
        return kind(initial={**initial, "rows": max(LEAST_ROWS, rows)}, row_count=rows)
    sent = request.POST.get("rows", "")
    count = int(sent) if sent.isdigit() and len(sent) < 3 else rows
    if "add_row" not in request.POST:
        return kind(request.POST, request.FILES, row_count=count)
    form = kind(initial=_as_sent(request), row_count=count + 1)
    form.initial["rows"] = form.row_count
    return form


def _as_sent(request: HttpRequest) -> dict[str, Any]:
    """What was typed so far, unchecked, to show again with one more row."""
    sent: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    return {**sent, "audience": request.POST.getlist("audience")}
