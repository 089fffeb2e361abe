"""What a question sounds like: the plug-in that speaks, and the text that it is given."""

import html
import re
from collections.abc import Callable, Sequence
from typing import Protocol

from .dice import Dice

# The same in static/js/aloud.js.
_UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒", "mg/L": "毫克每升", "mmol/L": "毫摩尔每升", "mmHg": "毫米汞柱",
    "kcal": "千卡", "km^2": "平方公里", "m^2": "平方米", "cm^2": "平方厘米", "m^3": "立方米",
    "cm^3": "立方厘米", "km": "公里", "cm": "厘米", "mm": "毫米", "nm": "纳米", "μm": "微米", "kg": "千克",
    "mg": "毫克", "μg": "微克", "mL": "毫升", "ml": "毫升", "kPa": "千帕", "Pa": "帕", "kWh": "千瓦时",
    "kW": "千瓦", "Hz": "赫兹", "dB": "分贝", "m": "米", "g": "克", "L": "升", "h": "小时", "s": "秒",
}  # fmt: skip
_UNIT = re.compile(rf"(\d)\s*({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z^])")
_SIGNS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"[（(]\s*[)）]|_{2,}"), "，"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*%"), r"百分之\1"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*‰"), r"千分之\1"),
    (re.compile(r"(\d)\s*(?:~|～|—{1,2}|–)\s*(?=\d|百分之)"), r"\1到"),
    (_UNIT, lambda found: found[1] + _UNITS[found[2]]),
    (re.compile(r"℃|°C"), "摄氏度"),
    (re.compile(r"10\^(?:−|-)(\d+)"), r"十的负\1次方"),
    (re.compile(r"\^(\d+)"), r"的\1次方"),
    (re.compile("≥"), "大于等于"),
    (re.compile("≤"), "小于等于"),
    (re.compile("≠"), "不等于"),
    (re.compile("≈"), "约等于"),
    (re.compile(r"(\d)\s*×\s*"), r"\1乘"),
    (re.compile(r"(\d)\s*÷\s*"), r"\1除以"),
    (re.compile(r"\s*=\s*"), "等于"),
    (re.compile(r"[“”‘’《》「」]"), ""),
]
_SUP = re.compile(r"<sup>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ENDS = "。！？；!?;，,："


class Speaker(Protocol):
    """A program that speaks Chinese. `name` is kept with what it said."""

    name: str

    def speak(self, text: str) -> bytes:
        """A recording of the text in one of the kinds of `quiz.domain.audio`.

        Raises RuleBroken("speech_missing") where the program is not there, "speech_failed" where it fails.
        """


def spoken(text: str) -> str:
    """Text as it is said: signs and units in words."""
    for sign, words in _SIGNS:
        text = sign.sub(words, text)
    return " ".join(text.split())


def said_of(type: str, stem: str, options: Sequence[str], *, seed: str, may_move: bool) -> str:
    """A question to be read aloud: its stem, then its options without letters, never anything of its key.

    Papers shuffle options, and an author's order may tell the key: where options may move, the recording has
    an order of its own, by `seed`. `stem` and `options` are stored HTML.
    """
    lines = [_plain(stem)]
    if type == "judge":
        lines.append("这句话对不对")
    elif options:
        texts = [_plain(option) for option in options]
        lines += Dice(seed).shuffled(texts) if may_move else texts
    return "\n".join(_ended(spoken(line)) for line in lines if line)


def _plain(stored: str) -> str:
    return html.unescape(_TAG.sub("", _SUP.sub("^", stored))).strip()


def _ended(line: str) -> str:
    """A pause after every line."""
    return line if line[-1:] in _ENDS else f"{line}。"
