"""Papers that lost their line ends: many questions in one line are parted again where they count on."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .lines import Line
from .numbers import number_of
from .vocabulary import FALSE_MARKS, TRUE_MARKS

_KEY_NAME = re.compile(r"答案|正确答案")
_SECTION = re.compile(
    r"(?<![第\d])[一二三四五六七八九十]{1,3}、\s*(?:单项?选|多项?选|不定项|判断|填空|选择|简答)"
)
_NUMBER = r"(?<![\d.．\-~～—－])第?{}[.．、](?!\d{{1,2}}[^\d年月日号])"
# "1.……（√）　　2.……（×）": two statements in one line.
_VERDICT_THEN_NUMBER = re.compile(
    rf"[（(]\s*(?:[{TRUE_MARKS}{FALSE_MARKS}对错]|正确|错误|)\s*[)）][。.]?"
    r"(?P<gap>[ \t\u3000]{2,})(?=(?P<next>\d{1,4})[.．、](?!\d))"
)


def unglued(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same lines; those that hold several questions, parted before each of them."""
    return tuple(part for line in lines for part in _parts(line))


def _parts(line: Line) -> Iterator[Line]:
    cuts = [0, *_cuts(line), len(line.plain)]
    if len(cuts) == 2:
        yield line
        return
    for begin, end in pairwise(cuts):
        if line.plain[begin:end].strip():
            yield line.cut(begin, end)


def _cuts(line: Line) -> list[int]:
    text = line.plain
    if len(_KEY_NAME.findall(text)) >= 2:
        return _before_each_question(text)
    number = number_of(line.text)
    if number is None:
        return []
    cuts, expected = [], number.value + 1
    for match in _VERDICT_THEN_NUMBER.finditer(text):
        if int(match["next"]) == expected:
            cuts.append(match.end())
            expected += 1
    return cuts


def _before_each_question(text: str) -> list[int]:
    """Before the first number, then before every number that follows a key and counts one on."""
    cuts = [match.start() for match in _SECTION.finditer(text) if match.start()]
    expected, at = 1, 0
    while True:
        found = re.compile(_NUMBER.format(expected)).search(text, at)
        if found is None:
            section = next((cut for cut in cuts if cut >= at), None)
            if section is None or expected == 1:
                return sorted({cut for cut in cuts if cut})
            expected, at = 1, section
            continue
        section = next((cut for cut in cuts if at <= cut < found.start()), None)
        if section is not None and expected > 1 and (restart := _restart(text, section)) is not None:
            cuts = sorted({*cuts, restart.start()})
            expected, at = 2, restart.end()
            continue
        cuts = sorted({*cuts, found.start()})
        key = _KEY_NAME.search(text, found.end())
        expected, at = expected + 1, key.end() if key else found.end()


def _restart(text: str, section: int) -> re.Match[str] | None:
    """A section's own first number."""
    first = re.compile(_NUMBER.format(1)).search(text, section)
    return first if first and first.start() - section < 200 else None
