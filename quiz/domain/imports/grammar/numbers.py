"""Numbers at a line's beginning that may be a question's."""

import re
import unicodedata
from dataclasses import dataclass

from .marked import Marked
from .vocabulary import FALSE_MARKS, TRUE_MARKS

CIRCLES = re.compile("[①-⑳㉑-㉟㊱-㊿]")
_FIGURES = "零一二三四五六七八九"
_HAN = "[一二三四五六七八九十百零两]{1,5}"
# A mark or key in front: "（√）1、", "( B ) 3.", "√ 4." in the first column of a table.
_LEAD = re.compile(
    rf"\s*(?:[（(\[【]\s*([{TRUE_MARKS}{FALSE_MARKS}XxVvTF对错]|正确|错误|[A-H](?:[ 、,，]?[A-H]){{0,7}})?"
    r"\s*[)）\]】]"
    rf"|([{TRUE_MARKS}{FALSE_MARKS}])(?=\s))\s*(?=[\d第（(【])"
)
_ORNAMENT = re.compile(r"\s*(?:[#>*•·●◆★▲■\-]{1,4}\s+|\*\*)?\s*")
_SEP = r"[.．、:：)）]"
_TYPES = "(?:单选|多选|判断|填空|单项选择|多项选择)题"
_PATTERNS = (
    ("di", re.compile(rf"第\s*(?:(\d{{1,4}})|({_HAN}))\s*[题道]\s*(?:[.．、:：]\s*)?")),
    ("typed", re.compile(rf"({_TYPES})\s*(\d{{1,4}})\s*[.．、:：)）]\s*")),
    ("di", re.compile(r"(?:题目|试题|问题|[Qq]|N[oO][.．])\s*(\d{1,4})\s*[.．、:：)）]?\s*")),
    ("sub", re.compile(r"(\d{1,3}[-－](\d{1,3}))\s*[.．、:：)）]\s*")),
    ("lens", re.compile(r"[【\[]\s*(\d{1,4})\s*[】\]]\s*(?:[.．、:：]\s*)?")),
    ("paren", re.compile(r"[（(]\s*(\d{1,4})\s*[)）]\s*(?:[.．、]\s*)?")),
    ("half", re.compile(r"(\d{1,4})\s*[)）]\s*")),
    ("plain", re.compile(r"(\d{1,4})\s*(?:[.．、:：，]|,(?=\s))(?!\d)[.．、]?\s*")),
    ("tab", re.compile(r"(\d{1,4})[ ]*\t\s*")),
    ("bare", re.compile(r"(\d{1,4})[ \u3000]+(?=\S)")),
    ("tight", re.compile(r"(\d{1,3})[.．、](?=\d)")),
    ("touching", re.compile(r"(\d{1,3})(?=[\[【])")),
    ("han", re.compile(rf"({_HAN})\s*[、.．]\s*")),
)
# Styles that count together: a paper mixes "1、" and "2." freely.
_KIN = {"tight": "plain", "tab": "plain", "bare": "plain", "touching": "plain"}
_SHY = frozenset({"tight", "bare", "touching"})


@dataclass(frozen=True, kw_only=True)
class Number:
    """A line's number: `label` as written, `style` how; `end` where the question's text begins.

    `lead` is the key that stood in front of it, `type` the type in "单选题3：".  A `shy` number reads as an
    ordinary word just as well ("5G", "3.15") and counts only where it is the expected one.
    """

    value: int
    label: str
    style: str
    end: int
    lead: str = ""
    type: str = ""

    @property
    def kin(self) -> str:
        return _KIN.get(self.style, self.style)

    @property
    def is_shy(self) -> bool:
        return self.style in _SHY


def number_of(text: Marked) -> Number | None:
    """The number that a line begins with, if any."""
    plain = text.text[:200]
    lead = _LEAD.match(plain)
    begin = lead.end() if lead else 0
    ornament = _ORNAMENT.match(plain, begin)
    begin = ornament.end() if ornament else begin
    for style, pattern in _PATTERNS:
        match = pattern.match(plain, begin)
        if (
            match
            and lead
            and (style in _SHY or style == "tab")
            and _is_option_label(lead)
            and "、" not in match[0]
        ):
            # "(A) 3.15是……" is an option; "(A) 3、15……" and "(T) 3.15……" are not.
            return None
        if match:
            end = match.end()
            if plain[begin - 2 : begin] == "**" and plain.startswith("**", end):
                end += 2
            return Number(
                value=int(match[2]) if style in ("sub", "typed") else _value(match),
                label=_label(style, match),
                style=style,
                end=end,
                lead=_lead_key(lead) if lead else "",
                type=match[1] if style == "typed" else "",
            )
    return None


def circled_number(text: str) -> Number | None:
    """The circled number that a line begins with."""
    match = re.match(rf"\s*({CIRCLES.pattern})\s*[.．、:：]?\s*", text)
    if match is None:
        return None
    value = int(unicodedata.numeric(match[1]))
    return Number(value=value, label=str(value), style="circle", end=match.end())


def dotted_number(text: str) -> Number | None:
    """ "1.2 火警电话": the second question of the first part."""
    match = re.match(r"\s*(\d{1,2})[.．](\d{1,3})(?:[ \t\u3000]+|[、.．][ \u3000]*)(?=\D)", text)
    if match is None:
        return None
    return Number(value=int(match[2]), label=f"{match[1]}.{match[2]}", style="dotted", end=match.end())


def glued_number(text: str) -> Number | None:
    """The figures that a line begins with where nothing parts them from its words: "1火警电话"."""
    match = re.match(r"\s*(\d{1,3})(?=[\u4e00-\u9fff“《])", text)
    return Number(value=int(match[1]), label=match[1], style="glued", end=match.end()) if match else None


def han_number(text: str) -> int:
    """The value of 二十一; 0 for what is none."""
    total, digit = 0, 0
    for char in text.replace("两", "二"):
        if char in _FIGURES:
            digit = _FIGURES.index(char)
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return 0
    return total + digit


def _value(match: re.Match[str]) -> int:
    written = match[match.lastindex or 1]
    return int(written) if written.isdigit() else han_number(written)


def _label(style: str, match: re.Match[str]) -> str:
    if style == "typed":
        return match[2]
    return match[1] if style == "sub" else str(_value(match))


def _is_option_label(lead: re.Match[str]) -> bool:
    """Whether it may be the letter of an option: an F is a verdict far more often than a sixth option."""
    return bool(lead[1]) and lead[1][0] in "ABCDEFGH" and lead[1] != "F"


def _lead_key(lead: re.Match[str]) -> str:
    return (lead[1] or lead[2] or "").strip()
