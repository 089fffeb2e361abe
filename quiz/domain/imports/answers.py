"""Answers as files give them, with weights and feedback → options, key, explanation, and every doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..bank_item import BLANK, LETTERS
from ..rich_text import from_markup, plain_text
from .draft import BRACKET, DraftOption, Issue, Key

FULL = 100.0
# Weights are rounded in files: three thirds are 99.99999.
_NEAR = 0.2
_TRUE = frozenset({"√", "✓", "✔", "☑", "对", "正确", "是", "t", "true", "yes"})
_FALSE = frozenset({"×", "✕", "✗", "✘", "☒", "错", "错误", "否", "f", "false", "no"})
_GAP = re.compile(r"（[\s_＿]*）|[（(][\s_＿]+[)）]|【[\s_＿]+】|\[[\s_＿]+\]|〔[\s_＿]*〕")
_LINE = re.compile(r"[_＿]{2,}")
_TAIL = 40
_GAP_AT_END = re.compile(rf"\s*(?:{_GAP.pattern})\s*([。.]?)$")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`text` and `feedback` are markup; `weight` in percent of the full mark."""

    text: str
    weight: float = 0.0
    feedback: str = ""


def truth_of(text: str) -> str:
    """ "T", "F", or "" for what is neither."""
    word = text.strip().strip("。.").lower()
    return "T" if word in _TRUE else "F" if word in _FALSE else ""


def choice_fields(answers: Sequence[Answer], *, several: bool, line: int) -> dict[str, Any]:
    """Fields of a draft: type, options, key, explanation, issues. Two options 对 and 错 make a statement."""
    right = [place for place, answer in enumerate(answers) if _is_right(answer, answers, several=several)]
    issues = _choice_issues(answers, right, several=several, line=line)
    explanation = _explanation(answers, right)
    truths = [truth_of(plain_text(from_markup(answer.text))) for answer in answers]
    if sorted(truths) == ["F", "T"] and len(right) < 2:
        key = truths[right[0]] if right else ""
        return {"type": "judge", "key": key, "explanation": explanation, "issues": issues}
    return {
        "type": "multi" if several or len(right) > 1 else "single",
        "options": tuple(
            DraftOption(label=letter_of(place), text=answer.text) for place, answer in enumerate(answers)
        ),
        "key": "".join(letter_of(place) for place in right),
        "explanation": explanation,
        "issues": issues,
    }


def blank_fields(variants: Sequence[Answer], *, line: int) -> dict[str, Any]:
    """Fields of a draft with one blank. What is not worth the full mark is no right answer."""
    right = [place for place, answer in enumerate(variants) if answer.weight >= FULL - _NEAR and answer.text]
    accepted = [variants[place] for place in right]
    issues = []
    if len(accepted) < sum(1 for answer in variants if answer.weight > 0):
        issues.append(Issue(code="import_weights_lost", line=line, part="key"))
    if not accepted:
        issues.append(no_key(line))
    return {
        "type": "blank",
        "key": (tuple(dict.fromkeys(answer.text for answer in accepted)),) if accepted else (),
        "explanation": _explanation(variants, right, labelled=False),
        "issues": tuple(issues),
    }


def joined_blanks(each: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The fields of several blanks as those of one question; what is said of all is said once."""
    issues: list[Issue] = []
    for issue in (issue for fields in each for issue in fields["issues"]):
        if issue not in issues:
            issues.append(issue)
    return {
        "type": "blank",
        "key": tuple(variants for fields in each for variants in (fields["key"] or ((),))),
        "explanation": joined([fields["explanation"] for fields in each]),
        "issues": tuple(issues),
    }


def no_key(line: int) -> Issue:
    return Issue(code="import_answer_missing", line=line, part="key", blocking=True)


def letter_of(place: int) -> str:
    """A, B, C …; beyond Z a number, which no key can name."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _is_right(answer: Answer, answers: Sequence[Answer], *, several: bool) -> bool:
    if several:
        return answer.weight > 0
    return answer.weight >= FULL - _NEAR


def _choice_issues(
    answers: Sequence[Answer], right: Sequence[int], *, several: bool, line: int
) -> tuple[Issue, ...]:
    issues = []
    if _weights_are_lost(answers, right, several=several):
        issues.append(Issue(code="import_weights_lost", line=line, part="key"))
    if not right:
        issues.append(no_key(line))
    if not several and len(right) > 1:
        issues.append(Issue(code="import_several_right", line=line, part="key", values={"count": len(right)}))
    if len(answers) < 2:
        issues.append(
            Issue(
                code="import_options_few",
                line=line,
                part="options",
                values={"count": len(answers)},
                blocking=True,
            )
        )
    if len(answers) > len(LETTERS):
        values = {"count": len(answers), "most": len(LETTERS)}
        issues.append(
            Issue(code="import_too_many_options", line=line, part="options", values=values, blocking=True)
        )
    if any(not answer.text for answer in answers):
        issues.append(Issue(code="import_empty_option", line=line, part="options", blocking=True))
    return tuple(issues)


def _weights_are_lost(answers: Sequence[Answer], right: Sequence[int], *, several: bool) -> bool:
    """Whether the file gives part of the mark in a way that our rules of marking do not."""
    positive = [answer.weight for answer in answers if answer.weight > 0]
    if several:
        return bool(positive) and max(positive) - min(positive) > _NEAR
    return len(positive) > len(right)


def _explanation(answers: Sequence[Answer], right: Sequence[int], *, labelled: bool = True) -> str:
    """Feedback of the right answers first, then of the others under their letters."""
    lines, first = [answers[place].feedback for place in right], set(right)
    for place, answer in enumerate(answers):
        if place not in first and answer.feedback:
            name = letter_of(place) if labelled else answer.text
            lines.append(f"{name}：{answer.feedback}" if name else answer.feedback)
    return joined(lines)


def joined(lines: Sequence[str]) -> str:
    """Texts one below the other, each once, without the empty ones."""
    return "\n".join(dict.fromkeys(line for line in lines if line))


# ── Gaps in stems ─────────────────────────────────────────────────────────────


def choice_stem(stem: str) -> str:
    """Empty brackets and underscores as the bank writes them."""
    return _LINE.sub(BRACKET, _GAP.sub(BRACKET, stem))


def judge_stem(stem: str) -> str:
    """A statement without the bracket for the tick at its end."""
    return stem[:-_TAIL] + _GAP_AT_END.sub(r"\1", stem[-_TAIL:])


def blank_stem(stem: str) -> str:
    """Underscores of any length, else empty brackets, as blanks; one at the end where there is none."""
    levelled = _LINE.sub(BLANK, stem)
    if BLANK not in levelled:
        levelled = _GAP.sub(BLANK, levelled)
    return levelled if BLANK in levelled else f"{levelled}{BLANK}"


def levelled_stem(kind: str, stem: str) -> str:
    """The stem as its type wants it."""
    return {"judge": judge_stem, "blank": blank_stem}.get(kind, choice_stem)(stem)


def stem_fields(kind: str, stem: str, key: Key, *, line: int) -> tuple[str, tuple[Issue, ...]]:
    """The stem as its type wants it, and what is wrong with it."""
    found = levelled_stem(kind, stem)
    if not stem.strip():
        return "", (Issue(code="import_stem_missing", line=line, part="stem", blocking=True),)
    if kind != "blank":
        return found, ()
    gaps = found.count(BLANK)
    if key and gaps != len(key):
        values = {"gaps": gaps, "answers": len(key)}
        return found, (
            Issue(code="import_blanks_differ", line=line, part="key", values=values, blocking=True),
        )
    is_added = not _LINE.search(stem) and not _GAP.search(stem)
    return found, (Issue(code="import_blank_added", line=line, part="stem"),) if is_added else ()
