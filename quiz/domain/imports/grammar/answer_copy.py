"""A file of answers that is the whole paper once more, with its keys."""

from collections.abc import Sequence
from dataclasses import replace

from ...bank_item import level
from ..draft import Draft, Issue, Unread

_OF_A_KEY = ("key", "type")


def keys_of_copy(
    drafts: Sequence[Draft], copy: Sequence[Draft]
) -> tuple[list[Draft], list[Issue], list[Unread]] | None:
    """The questions with the copy's keys, and what of the copy found no question.

    None where most of the other file is no copy of them.
    """
    keyed = {_mark(draft): draft for draft in copy if draft.key}
    known = {_mark(draft) for draft in drafts}
    if 2 * len(keyed.keys() & known) < max(1, len(keyed)):
        return None
    found = [_merged(draft, keyed[_mark(draft)]) if _mark(draft) in keyed else draft for draft in drafts]
    strange = [draft for mark, draft in keyed.items() if mark not in known]
    issues = [
        Issue(code="import_key_without_question", line=one.line, values={"number": one.number})
        for one in strange
    ]
    return found, issues, [Unread(line=one.line, text=one.source_lines[:500]) for one in strange]


def _mark(draft: Draft) -> tuple[str, ...]:
    return (level(draft.stem), *sorted(level(option.text) for option in draft.options))


def _merged(draft: Draft, copy: Draft) -> Draft:
    own = tuple(issue for issue in draft.issues if draft.key or issue.part not in _OF_A_KEY)
    told = tuple(replace(one, line=draft.line) for one in copy.issues if one.part in _OF_A_KEY)
    key = copy.key
    if draft.key and draft.key != copy.key:
        values = {"one": _shown(draft), "other": _shown(copy)}
        clash = Issue(code="import_key_conflict", line=draft.line, part="key", values=values, blocking=True)
        told, key = (*told, clash), ""
    return replace(
        draft,
        type=copy.type,
        stem=copy.stem if copy.type == "judge" else draft.stem,
        key=key,
        explanation=draft.explanation or copy.explanation,
        source=draft.source or copy.source,
        difficulty=draft.difficulty or copy.difficulty,
        issues=(*own, *(issue for issue in told if issue not in own)),
    )


def _shown(draft: Draft) -> str:
    return draft.key if isinstance(draft.key, str) else "；".join("|".join(part) for part in draft.key)
