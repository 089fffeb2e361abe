"""Reading papers in tests: text in, drafts as short plain values out."""

from typing import Any

from quiz.domain.imports.draft import Draft, Reading, Upload
from quiz.domain.imports.text_file import read_text

_PLACES = {"line", "last_line", "source_lines", "pictures"}


def read(text: str, answers: str = "") -> Reading:
    keys = Upload(content=answers.encode(), name="answers.txt") if answers else None
    return read_text(Upload(content=text.encode(), name="paper.txt"), keys)


def said(draft: Draft, *, places: bool = False) -> dict[str, Any]:
    """What a draft says, field by field; fields that say nothing are left out, options are their texts."""
    fields = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    assert [option.label for option in draft.options] == list("ABCDEFGHIJ"[: len(draft.options)])
    fields["options"] = [option.text for option in draft.options]
    fields["issues"] = [issue.code.removeprefix("import_") for issue in draft.issues]
    if isinstance(draft.key, tuple):
        fields["key"] = [list(variants) for variants in draft.key]
    hidden = {"source_lines", "pictures"} if places else _PLACES
    return {
        name: value
        for name, value in fields.items()
        if name not in hidden and value not in ("", (), [], None)
    }


def all_said(reading: Reading) -> list[dict[str, Any]]:
    return [said(draft) for draft in reading.drafts]
