"""Which type a question is: what the file says, and what its content shows."""

from .brackets import blank_places, has_blanks, judge_place
from .key_finding import key_texts
from .keys import letters_of, read_verdict
from .questions import Question
from .vocabulary import (
    BLANK_TYPE,
    CHOICE,
    CHOICES,
    INDEFINITE,
    JUDGE,
    MULTI,
    OTHER,
    SINGLE,
    are_verdicts,
    verdict,
)

_LONGEST_STATEMENT_KEY = 40


def content_type(question: Question) -> str:
    """single (standing for any choice), judge, blank or other; "" where the content shows nothing."""
    if judge_options(question):
        return JUDGE
    if question.choices.texts:
        return SINGLE
    if question.kind == OTHER:
        return OTHER
    keys = [text for text, _ in key_texts(question)]
    if any(_is_verdict(text, question.kind) for text in keys):
        return JUDGE
    if question.kind in (JUDGE, BLANK_TYPE):
        return question.kind
    if judge_place(question.stem).key or (
        verdict(question.block.lead) and not letters_of(question.block.lead)
    ):
        return JUDGE
    if question.kind in CHOICES and (question.tags.type or all(letters_of(text) for text in keys)):
        return ""
    if has_blanks(question.stem.text):
        return BLANK_TYPE
    if not keys:
        return ""
    if blank_places(question.stem)[1]:
        return BLANK_TYPE
    return OTHER if len(keys[0]) > _LONGEST_STATEMENT_KEY else ""


def judge_options(question: Question) -> bool:
    """Whether the options are right and wrong."""
    texts = [text.text for text in question.choices.texts]
    if question.kind == JUDGE:
        return len(texts) == 2 and {verdict(text) for text in texts} == {"T", "F"}
    # "是" and "否" may be real options of a choice.
    plain = all(text.strip("。 ") not in ("是", "否") for text in texts)
    return are_verdicts(texts) and (plain or not question.kind)


def settle_type(question: Question) -> str:
    """The type that a draft gets, before its key is counted; a doubt where the file says another."""
    shown, said = content_type(question), question.kind
    if shown == OTHER or (said == OTHER and not question.choices.texts):
        question.doubt("import_type_not_held", "type", blocking=True, heading=question.block.heading.title)
        return OTHER
    if not shown and said in CHOICES:
        question.doubt("import_options_missing", "options", blocking=True)
        return said
    if not shown:
        question.doubt("import_type_untold", "type", blocking=True)
        return ""
    agrees = not said or said == shown or (shown == SINGLE and said in CHOICES)
    agrees = agrees or (shown == JUDGE and said == CHOICE)
    if not agrees:
        question.doubt("import_type_conflict", "type", said=said, read_as=shown)
    return said if shown == SINGLE and said in CHOICES else shown


def counted_type(question: Question, kind: str, key: str) -> str:
    """A choice's type once its key is known; a doubt where the two clash."""
    if (kind == SINGLE and not question.kind) or question.kind not in (SINGLE, MULTI):
        if not key:
            return MULTI if question.kind == INDEFINITE else ""
        if question.kind == INDEFINITE and len(key) == 1:
            question.doubt("import_indefinite_one_key", "type")
        return MULTI if len(key) > 1 else SINGLE
    if kind == SINGLE and len(key) > 1:
        question.doubt("import_single_two_keys", "key", blocking=True, given=key)
    if kind == MULTI and len(key) == 1:
        question.doubt("import_multi_one_key", "key", blocking=True, given=key)
    return kind


def _is_verdict(text: str, kind: str) -> bool:
    """Whether a key without options is a verdict; single letters and "是" need a type that asks for one."""
    if kind == BLANK_TYPE:
        return False
    read = read_verdict(text)
    if not read.value:
        return kind == JUDGE and letters_of(text) in ("A", "B")
    if kind == JUDGE:
        return True
    first = text.strip(" \t（(【[")
    return not (
        (first[:1].isascii() and first[:1] not in ("T", "F", "t", "f"))
        or first.startswith(("是", "否", "不是", "同意"))
    )
