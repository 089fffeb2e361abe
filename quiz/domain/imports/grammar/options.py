"""Where the options of a choice begin and end, in every habit of writing them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .marked import Marked
from .vocabulary import CIRCLED, LETTERS, TRUE_MARKS

# A question's own text is never that long where it has options; what is longer is not searched.
_FARTHEST = 20_000
_MOST_STARTS = 12
_TICK = rf"(?P<tick>[{TRUE_MARKS}●◉■⊙*]?)(?P<box>[□○◯☐〇]?)[ \t]*"
_SEP = r"[ \t]*[.．、:：]"
_LETTER = r"(?P<letter>[A-Na-n])"
# "A." "A、" "(A)" "（A）、" "[A]" "【A】" after a line's beginning, a gap or a mark.
_BOUNDED = re.compile(
    rf"(?:^|(?<=[\s\u3000）)。？?：:；;_，,！!】\]”\"]))(?P<lead>{_TICK}"
    rf"(?:[（(\[【]{_LETTER}[ \t]*[)）\]】](?:[ \t]*[.．、:：])?|{_LETTER.replace('letter', 'letter2')}"
    rf"(?:[ \t]*[)）]|{_SEP}|\t)))[ \t\u3000]*",
    re.MULTILINE,
)
# "A.甲B.乙C.丙": nothing before the letter but the end of another option's text.
_GLUED = re.compile(
    r"(?<![A-Za-z][A-Za-z])(?<![a-z.（(])"
    r"(?P<lead>(?P<letter>[A-N])[.．、:：]|[（(](?P<letter2>[A-N])[)）])[ \t\u3000]*"
)
# "A 甲", "A甲": only where whole lines or gaps begin so.
_LOOSE = re.compile(
    rf"(?:^|(?<=[ \t\u3000]))(?P<lead>{_TICK}(?P<letter>[A-Na-n])(?:[ \t\u3000]+|(?=[\u3400-\u9fff《“])))",
    re.MULTILINE,
)
_CIRCLE = re.compile(
    rf"(?:^|(?<=[\s\u3000）)。；;]))(?P<lead>{_TICK}(?P<letter>[{CIRCLED}])[.．、:：]?)[ \t\u3000]*",
    re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class Label:
    """The place of an option's label: its letter, where it begins, where its text begins."""

    letter: str
    begin: int
    end: int
    style: str
    at_line_start: bool
    is_ticked: bool = False


# From a run and the labels behind it to the one that continues it.
Follow = Callable[[list[Label], list[Label]], Label | None]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A text parted into what stands before the options and the options.

    `labels` as the file has them, `leads` as they are set; `ticked` the letters (by place) that carried
    a tick of their own.
    """

    before: Marked
    labels: str = ""
    texts: tuple[Marked, ...] = ()
    leads: tuple[Marked, ...] = ()
    ticked: str = ""
    is_circled: bool = False

    @property
    def letters(self) -> str:
        return LETTERS[: len(self.texts)]

    @property
    def is_in_order(self) -> bool:
        return self.labels == self.letters


def find_options(text: Marked, *, loose: bool = True) -> Choices:
    """The options in a text; none where there are fewer than two in sequence from A."""
    labels = _best(text.text, loose=loose)
    if len(labels) < 2:
        return Choices(before=text)
    labels = _with_own_signs(labels, text.text)
    ends = [*(label.begin for label in labels[1:]), len(text)]
    parts = [text[label.end : end].strip() for label, end in zip(labels, ends, strict=True)]
    return Choices(
        before=text[: labels[0].begin],
        labels="".join(label.letter for label in labels),
        texts=tuple(parts),
        leads=tuple(text[label.begin : label.end] for label in labels),
        ticked="".join(LETTERS[place] for place, label in enumerate(labels) if label.is_ticked),
        is_circled=labels[0].style == "circle",
    )


def _with_own_signs(labels: list[Label], text: str) -> list[Label]:
    """In "A. √ B. ×" the tick before B is what A says."""
    own = [labels[0]]
    for label in labels[1:]:
        if label.is_ticked and not text[own[-1].end : label.begin].strip():
            label = replace(label, begin=label.begin + 1, is_ticked=False)
        own.append(label)
    return own


def begins_options(text: str) -> bool:
    """Whether a line begins with an option labelled A."""
    match = _BOUNDED.match(text.lstrip())
    return match is not None and _letter(match) in "Aa"


def begins_an_option(text: str) -> bool:
    """Whether a line begins with an option of any letter."""
    return _BOUNDED.match(text.lstrip()) is not None


def _best(text: str, *, loose: bool) -> list[Label]:
    searched = text[:_FARTHEST]
    bounded = _labels(_BOUNDED, searched)
    tries: list[list[Label]] = [
        _longest([label for label in bounded if label.at_line_start], _next_in_order),
        _longest(bounded, _next_in_order),
        _longest([label for label in bounded if label.at_line_start], _next_of_style),
    ]
    tries.append(_longest(bounded, _next_not_before))
    if any(label.letter == "A" for label in bounded):
        tries.append(_glued(searched, bounded))
    found = max(tries, key=len)
    if len(found) < 2 and loose:
        found = _longest(_labels(_LOOSE, searched), _next_in_order)
        found = found if len(found) >= 3 else []
    if len(found) < 2:
        found = _longest(_labels(_CIRCLE, searched), _next_in_order)
    return found


def _labels(pattern: re.Pattern[str], text: str) -> list[Label]:
    return [_label(match, text) for match in pattern.finditer(text)]


def _label(match: re.Match[str], text: str) -> Label:
    written = _letter(match)
    begin = match.start("lead")
    line_start = text.rfind("\n", 0, begin) + 1
    return Label(
        letter=LETTERS[CIRCLED.index(written)] if written in CIRCLED else written.upper(),
        begin=begin,
        end=match.end(),
        style="circle" if written in CIRCLED else _style(match["lead"], written),
        at_line_start=not text[line_start:begin].strip(),
        is_ticked=bool(match.groupdict().get("tick")),
    )


def _letter(match: re.Match[str]) -> str:
    named = match.groupdict()
    return named.get("letter") or named.get("letter2") or ""


def _style(lead: str, written: str) -> str:
    """How a label is dressed: case, and the sign behind it."""
    case = "lower" if written.islower() else "upper"
    return case + lead.strip(" \t")[-1:].translate(str.maketrans("．：）】", ".:)]")).replace(written, "")


def _longest(labels: list[Label], follow: Follow) -> list[Label]:
    """The best run from an A: longest, then of one style, then the one that begins last."""
    starts = [place for place, label in enumerate(labels) if label.letter == "A"][-_MOST_STARTS:]
    runs = [_run(labels[place:], follow) for place in starts]
    return max(
        runs, key=lambda run: (len(run), -len({label.style for label in run}), run[0].begin), default=[]
    )


def _run(labels: list[Label], follow: Follow) -> list[Label]:
    """No longer than there are letters: what comes behind is the last one's text."""
    run, rest = [labels[0]], labels[1:]
    while True:
        found = follow(run, rest) if len(run) < len(LETTERS) else None
        if found is None:
            return run
        run.append(found)
        rest = [label for label in rest if label.begin > found.begin]


def _next_in_order(run: list[Label], rest: list[Label]) -> Label | None:
    """The next letter; one of the same style before one of another."""
    last = run[-1]
    wanted = LETTERS[LETTERS.index(last.letter) + 1 :][:1]
    again = next((label.begin for label in rest if label.letter == "A" and label.at_line_start), None)
    after = [label for label in rest if label.letter == wanted and (again is None or label.begin < again)]
    return next((label for label in after if label.style == last.style), after[0] if after else None)


def _next_of_style(run: list[Label], rest: list[Label]) -> Label | None:
    """Any later letter at a line's beginning: finds runs with a letter missing or written twice."""
    return next((label for label in rest if label.style == run[0].style and label.letter != "A"), None)


def _next_not_before(run: list[Label], rest: list[Label]) -> Label | None:
    """The same or a later letter in the same dress: finds "A.甲 B.乙 B.丙 D.丁" in one line."""
    last = run[-1]
    after = [label for label in rest if label.style == last.style and label.letter != "A"]
    return next((label for label in after if label.letter >= last.letter), None)


def _glued(text: str, bounded: Sequence[Label]) -> list[Label]:
    """Runs whose later labels touch the text before them."""
    known = {label.begin for label in bounded}
    touching = [label for label in _labels(_GLUED, text) if label.begin not in known]
    everything = sorted([*bounded, *touching], key=lambda label: label.begin)

    def follow(run: list[Label], rest: list[Label]) -> Label | None:
        found = _next_in_order(run, rest)
        if found is None or found.begin in known:
            return found
        # After options that each had a line of their own, a letter inside the last one is its text.
        alone = len(run) > 1 and all(label.at_line_start for label in run)
        later = alone and _next_in_order([found], [label for label in rest if label.begin > found.begin])
        return None if alone and not later else found

    return _longest(everything, follow)
