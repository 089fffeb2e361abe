"""One line of keys below several questions: "答案：BCA" under the third of three."""

import re
from collections.abc import Sequence

from .brackets import choice_place, judge_place
from .key_lists import KeyItem
from .lines import Line
from .marked import Marked
from .parts import part
from .questions import Question
from .vocabulary import FALSE_MARKS, JUDGE, SINGLE, TRUE_MARKS

_SIGNS = {
    SINGLE: re.compile(r"[A-H](?:[\s,，、]*[A-H])+"),
    JUDGE: re.compile(rf"[{TRUE_MARKS}{FALSE_MARKS}对错](?:[\s,，、]*[{TRUE_MARKS}{FALSE_MARKS}对错])+"),
}


def share_keys(questions: Sequence[Question]) -> None:
    """Gives each of the questions its own sign of such a line, to be confirmed.

    Only where they are as many as the signs, stand in one section that asks for one sign each, and
    none of the others has a key of any kind.
    """
    for place, question in enumerate(questions):
        signs = _signs(question)
        group = questions[max(0, place + 1 - len(signs)) : place + 1]
        if len(signs) < 2 or len(group) < len(signs) or not _are_alike(group):
            continue
        given = question.parts.text("key")
        del question.parts.fields["key"]
        for one, sign in zip(group, signs, strict=True):
            _give(one, sign, question.line)
            one.doubt("import_key_shared", "key", given=given, read_as=sign)


def _signs(question: Question) -> list[str]:
    pattern = _SIGNS.get(question.kind)
    text = question.parts.text("key").strip("。. ")
    if pattern is None or not pattern.fullmatch(text):
        return []
    return re.findall(r"[^\s,，、]", text)


def _are_alike(group: Sequence[Question]) -> bool:
    last = group[-1]
    return all(
        one.kind == last.kind
        and one.block.section == last.block.section
        and (one is last or not _has_key(one))
        for one in group
    )


def _has_key(question: Question) -> bool:
    if question.parts.fields.get("key") or question.keyed or question.block.lead or question.right:
        return True
    if question.kind == JUDGE:
        return bool(judge_place(question.stem).key)
    return bool(choice_place(question.stem, question.choices.labels, wants_one=True, known_key="").key)


def _give(question: Question, sign: str, line: int) -> None:
    text = Line(number=line, text=Marked(sign), raw=sign)
    question.keyed = KeyItem(number=question.block.value, label=question.block.label, lines=[text])
    question.keyed_parts = part([text], question.kind, has_options=False)
