"""Forms of importing and exporting questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.uploads import LARGEST
from quiz.bank_words import FORMATS as FORMAT_WORDS
from quiz.domain.imports.conversion import draft_of_item, item_of_draft
from quiz.domain.imports.draft import Draft, DraftPicture, Upload
from quiz.domain.imports.formats import AUTO, ENDINGS, FORMATS
from quiz.domain.imports.standing import picture_of
from quiz.domain.rich_text import to_markup
from quiz.models import ImportItem, QuestionType, Topic
from quiz.selectors.imports import draft_of_item_row
from quiz.web.bank_filled import blank_lines, iso
from quiz.web.bank_forms import QuestionForm, topic_choices

LONGEST_PASTE = 300_000


def format_choices() -> list[tuple[str, Any]]:
    return [(AUTO, FORMAT_WORDS[AUTO]), *((name, FORMAT_WORDS.get(name, name)) for name in FORMATS)]


def _answers_field() -> forms.FileField:
    return forms.FileField(
        label=_("答案文件"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        help_text=_("答案另存一份的才要传：Word、Excel、文本都行，按题号对应；带答案的整份试卷也行。"),
    )


class UploadForm(forms.Form):
    """A file or a pasted text, and a file of answers for those that come apart."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("Word、Excel、WPS、文本，以及 Moodle、Kahoot 等导出的文件，最大 10 MB。"),
    )
    text = forms.CharField(
        label=_("或者把题目粘贴在这里"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    answers = _answers_field()
    format = forms.ChoiceField(label=_("格式"), choices=format_choices, initial=AUTO)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not (data.get("text") or "").strip() and not self.errors:
            self.add_error("file", _("请选一个文件，或粘贴题目。"))
        return data

    def upload(self) -> Upload:
        file = self.cleaned_data["file"]
        if file:
            return _upload(file)
        return Upload(content=self.cleaned_data["text"].encode("utf-8", "replace"), name="")

    def answer_file(self) -> Upload | None:
        file = self.cleaned_data["answers"]
        return _upload(file) if file else None


def _upload(file: Any) -> Upload:
    """At most a byte more than is allowed, which is then refused by its size."""
    return Upload(content=file.read(LARGEST + 1), name=file.name)


class RereadForm(forms.Form):
    """Another format or a file of answers for an upload that is here already."""

    format = forms.ChoiceField(label=_("格式"), choices=format_choices)
    answers = _answers_field()

    def answer_file(self) -> Upload | None:
        file = self.cleaned_data["answers"]
        return _upload(file) if file else None


class CommitForm(forms.Form):
    """What is still to be said before the sound questions are taken."""

    topic = forms.ChoiceField(label=_("没写知识点的题归到"), required=False)
    source = forms.CharField(
        label=_("没写出处的题，出处写"),
        required=False,
        max_length=200,
        help_text=_("法律、标准或官方材料的名称，可以带条款。题里写了出处的不动。"),
    )
    with_doubtful = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices("—")  # type: ignore[attr-defined]

    def chosen_topic(self) -> Topic | None:
        return _topic(self.cleaned_data["topic"])


def _topic(code: str) -> Topic | None:
    return Topic.objects.filter(code=code).first() if code else None


class ItemForm(QuestionForm):
    """A question of an import: less is required than of one that is written here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = False
        self.fields["bloom"].required = False

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}

    def chosen_topic(self) -> Topic | None:
        return _topic(self.cleaned_data["topic"])

    def draft(self, before: Draft) -> Draft:
        """The question as it is now, with what the form does not show as it was."""
        made = draft_of_item(self.item())
        kept = ("number", "section", "line", "last_line", "source_lines", "ext_id", "points", "tags", "topic")
        fields = {name: getattr(made, name) for name in made.__dataclass_fields__}
        fields |= {name: getattr(before, name) for name in kept}
        return Draft(**{**fields, "pictures": self._pictures(before)})

    def _pictures(self, before: Draft) -> tuple[DraftPicture, ...]:
        data = self.cleaned_data
        if data["image"]:
            new = data["image"]
            return (DraftPicture(name=new.name, data=new.read(), alt=data["image_alt"]),)
        chosen = picture_of(before)
        if chosen is None or data["remove_image"]:
            return ()
        return (DraftPicture(name=chosen.name, data=chosen.data, alt=data["image_alt"]),)


def item_filled_from(item: ImportItem) -> tuple[dict[str, Any], int]:
    """Initial values of a form for a question of an import, and how many option rows it needs."""
    draft = draft_of_item_row(item)
    read = item_of_draft(draft, "")
    picture = picture_of(draft)
    initial: dict[str, Any] = {
        "topic": item.topic.code if item.topic else "",
        "type": draft.type,
        "stem": draft.stem,
        "truth": {"T": "1", "F": "0"}.get(draft.key, "") if isinstance(draft.key, str) else "",
        "blanks": blank_lines(read) if draft.type == QuestionType.BLANK else "",
        "explanation": draft.explanation,
        "review_by": iso(draft.review_by),
        "difficulty": read.difficulty,
        "audience": list(read.audience) or ["public"],
        "bloom": draft.bloom or "understand",
        "image_alt": picture.alt if picture else "",
    }
    for name in ("type", "title", "issuer", "doc_no", "article", "certainty"):
        initial[f"source_{name}"] = getattr(read.source, name, {"certainty": "B"}.get(name, ""))
    initial["source_published_on"] = iso(read.source.published_on if read.source else None)
    for number, option in enumerate(read.options, 1):
        initial[f"option_{number}"] = to_markup(option.text)
        initial[f"right_{number}"] = option.id in read.key
    return initial, len(read.options)
